// SPDX-License-Identifier: Apache-2.0
// The pack's own tests: the real pack passes all of them, a wrong copy does not.
#include "base/check.h"
#include "pack_folder.h"
#include "policy/decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first.
#include <cmocka.h>

static PackTestResult folder_test(const PackFolder *folder, Text *report) {
    Pack *pack = folder_read(folder);
    PackTestResult result = pack_test(pack, report);
    pack_free(pack);
    return result;
}

static void the_real_pack_passes_its_own_tests(void **state) {
    (void)state;
    CLEANUP(folder_release) PackFolder folder = folder_load();
    CLEANUP(text_release) Text report = {0};
    PackTestResult result = folder_test(&folder, &report);
    if (result.failed > 0) {
        print_error("%s", report.data);
    }
    assert_int_equal(result.failed, 0);
    assert_true(result.passed >= 370);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_real_pack_passes_its_own_tests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
