-- SPDX-License-Identifier: Apache-2.0
-- The same bytes delivered on another day are another batch: "nothing new today" moves the county clock.

DROP INDEX batch_digest;
CREATE UNIQUE INDEX batch_file ON batch (digest, feed, delivered);
