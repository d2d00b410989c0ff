-- SPDX-License-Identifier: Apache-2.0
-- One county. Dates are days since 1970-01-01, instants microseconds since then, money is fen, flags are 0 or 1.
-- Every table that belongs to a household has household_id first in its primary key and no other unique key, so that it can be
-- spread over several machines by household.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE batch (
    batch_id BIGINT PRIMARY KEY,
    feed TEXT NOT NULL,
    name TEXT NOT NULL,
    file_name TEXT NOT NULL,
    delivered BIGINT NOT NULL,
    clock BIGINT NOT NULL,
    digest TEXT NOT NULL,
    rows_read BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    segment_size BIGINT NOT NULL,
    segment_digest BYTEA NOT NULL,
    pack_version TEXT NOT NULL,
    loaded_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX batch_digest ON batch (digest);
CREATE INDEX batch_feed ON batch (feed, batch_id);

-- Apart from the manifest, so that reading the manifest does not read the archive.
CREATE TABLE segment (
    batch_id BIGINT PRIMARY KEY,
    bytes BYTEA NOT NULL
);

CREATE TABLE person (
    person_id BIGINT PRIMARY KEY,
    identity_sealed BYTEA,
    identity_hash BYTEA,
    name_sealed BYTEA,
    birth BIGINT,
    death BIGINT,
    sex BIGINT NOT NULL DEFAULT 0,
    death_sources BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX person_identity_hash ON person (identity_hash);

CREATE TABLE household (
    household_id BIGINT PRIMARY KEY,
    number TEXT NOT NULL,
    region BIGINT NOT NULL,
    is_closed BIGINT NOT NULL
);
CREATE INDEX household_number ON household (number);
CREATE INDEX household_region ON household (region);

CREATE TABLE household_member (
    household_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    from_date BIGINT NOT NULL,
    to_date BIGINT,
    relation BIGINT NOT NULL,
    PRIMARY KEY (household_id, person_id, from_date)
);

CREATE TABLE alert (
    household_id BIGINT NOT NULL,
    alert_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    rule TEXT NOT NULL,
    raised BIGINT NOT NULL,
    due BIGINT,
    urgency BIGINT NOT NULL,
    direction BIGINT NOT NULL,
    is_raised BIGINT NOT NULL,
    is_lowered BIGINT NOT NULL,
    merged_into BIGINT NOT NULL,
    value TEXT NOT NULL,
    figures TEXT NOT NULL,
    sources TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (household_id, alert_id)
);
CREATE INDEX alert_in_order ON alert (alert_id);
CREATE INDEX alert_of_rule ON alert (rule, alert_id);

CREATE TABLE quarantine (
    quarantine_id BIGINT PRIMARY KEY,
    batch_id BIGINT NOT NULL,
    feed TEXT NOT NULL,
    file_name TEXT NOT NULL,
    source_row BIGINT NOT NULL,
    column_name TEXT NOT NULL,
    value_sealed BYTEA NOT NULL,
    reason TEXT NOT NULL,
    cells_sealed BYTEA NOT NULL,
    corrected_by BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX quarantine_state ON quarantine (corrected_by, quarantine_id);

CREATE TABLE screening_run (
    run_id BIGINT PRIMARY KEY,
    as_of BIGINT NOT NULL,
    pack_version TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT NOT NULL DEFAULT 0,
    households BIGINT NOT NULL DEFAULT 0,
    by_category TEXT NOT NULL DEFAULT '',
    by_finding TEXT NOT NULL DEFAULT '',
    monthly_amount_fen BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE screening_finding (
    household_id BIGINT NOT NULL,
    run_id BIGINT NOT NULL,
    category TEXT NOT NULL,
    registered TEXT NOT NULL,
    finding BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    figures TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (household_id, run_id)
);
CREATE INDEX screening_finding_of_run ON screening_finding (run_id, household_id);

CREATE TABLE audit (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BYTEA NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, seq);
