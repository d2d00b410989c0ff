// SPDX-License-Identifier: Apache-2.0
#include "facts/fake_facts.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

int fake_facts_open(void **state, Pack *pack) {
    FakeFacts *county = test_calloc(1, sizeof *county);
    county->pack = pack;
    county->facts = facts_new(pack);
    *state = county;
    return 0;
}

int fake_facts_close(void **state) {
    FakeFacts *county = *state;
    facts_free(county->facts);
    pack_free(county->pack);
    test_free(county);
    return 0;
}
