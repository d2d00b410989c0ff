// SPDX-License-Identifier: Apache-2.0
// Screening: the category of every household beside what it is registered in.
#include "base/check.h"
#include "base/map.h"
#include "domain/category.h"
#include "monitor/screen_base.h"
#include "monitor/screen_columns.h"
#include "monitor/screener.h"

ScreenFinding screen_finding(Category category, RegisteredClass registered) {
    if (category == CATEGORY_UNDETERMINED) {
        return FINDING_UNDETERMINED;
    }
    RegisteredClass deserved = category_class(category);
    if (deserved == registered) {
        return FINDING_AGREES;
    }
    return deserved > registered ? FINDING_SHOULD_BE_HELPED : FINDING_SHOULD_NOT_BE_HELPED;
}

static void screener_release(Screener **screener) {
    screener_free(*screener);
}

static void base_release(ScreenBase **base) {
    screen_base_free(*base);
}

void monitor_screen_one_by_one(const Pack *pack, const Facts *facts, Date as_of, ScreenVisit visit,
                               void *context) {
    CLEANUP(screener_release) Screener *screener = screener_new(pack, facts, as_of);
    const Registry *registry = facts_registry_const(facts);
    for (uint32_t i = 1; i <= registry_household_count(registry); i++) {
        MemberCursor counted = registry_counted_members(registry, (HouseholdId){i}, as_of);
        if (member_next(&counted) != NULL) {
            ScreenedHousehold screened = screener_screen(screener, (HouseholdId){i}, true);
            visit(context, &screened);
        }
    }
}

Status screen_columns_visit(const ScreenColumns *columns, const ScreenBase *base, const Pack *pack,
                            ScreenVisit visit, void *context, Error *error) {
    CLEANUP(screener_release)
    Screener *screener = screener_new(pack, screen_base_facts(base), screen_base_date(base));
    size_t guarded_count = 0;
    const uint32_t *guarded = screen_base_guarded(base, &guarded_count);
    for (size_t row = 0, next = 0; row < columns->count; row++) {
        ScreenedHousehold screened = screen_columns_at(columns, base, row);
        bool is_guarded = next < guarded_count && guarded[next] == row;
        next += is_guarded;
        if (screened.finding != FINDING_AGREES || is_guarded) {
            ScreenedHousehold alone = screener_screen(screener, screened.household, true);
            Status status = screener_same(&screened, &alone, error);
            if (status != STATUS_OK) {
                return status;
            }
            screened = alone; // with figures and reason
        }
        visit(context, &screened);
    }
    return STATUS_OK;
}

Status monitor_screen_on(ScreenBase *base, const Pack *pack, ScreenVisit visit, void *context,
                         Error *error) {
    CLEANUP(screen_columns_release) ScreenColumns columns = {0};
    if (screen_columns_fill(base, pack, &columns)) {
        return screen_columns_visit(&columns, base, pack, visit, context, error);
    }
    monitor_screen_one_by_one(pack, screen_base_facts(base), screen_base_date(base), visit,
                              context);
    return STATUS_OK;
}

Status monitor_screen(const Pack *pack, const Facts *facts, Date as_of, ScreenVisit visit,
                      void *context, Error *error) {
    CLEANUP(base_release) ScreenBase *base = screen_base_new(pack, facts, as_of);
    return monitor_screen_on(base, pack, visit, context, error);
}
