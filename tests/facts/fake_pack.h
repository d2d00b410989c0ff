// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_FACTS_FAKE_PACK_H
#define TESTS_FACTS_FAKE_PACK_H
// A pack made in memory, with decisions written in C, so that facts/ and monitor/ are tested
// without reading folders. It stands in for policy/: it implements what they call of pack.h and
// decide.h. The county pack has the feeds of docs/feeds.md, cut down to what the tests need.
#include "facts/fake_segment.h"
#include "policy/decide.h"

typedef Scalar (*FakeDecide)(const Scalar *inputs);

Pack *fake_pack_new(void);
int fake_feed(Pack *pack, const char *id, bool is_state);
int fake_field(Pack *pack, int feed, const char *name, FieldKind kind, ScalarType type);
FeedContract *fake_contract(Pack *pack, int feed);
int fake_fact(Pack *pack, Fact fact);
Fact *fake_last_fact(Pack *pack);
int fake_parameter(Pack *pack, const char *name, Scalar value); // null for region 0
int fake_decision(Pack *pack, const char *name, FakeDecide decide);
void fake_input(Pack *pack, int decision, InputKind kind, int index, const char *name);
int fake_rule(Pack *pack, AlertRule rule);

// Feeds F01, F03, F04, F06, F12, F15, F22 and the facts named in fake_county.c.
Pack *fake_county(void);
int fake_find_fact(const Pack *pack, const char *id); // CHECKs that it is there
#endif
