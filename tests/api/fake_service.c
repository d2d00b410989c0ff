// SPDX-License-Identifier: Apache-2.0
#include "fake_service.h"

#include "base/check.h"
#include "base/memory.h"
#include "format/json.h"
#include "platform/thread.h"
#include "service/alerts.h"
#include "service/households.h"
#include "service/load.h"
#include "service/quarantine.h"
#include "service/simulate.h"
#include <string.h>

struct Service {
    Mutex mutex;
    int64_t alert_count;
    const char *broken;
};

// ---- invented alerts, again and again the same

typedef struct Invented {
    const char *rule, *name, *english, *urgency, *direction;
    const char *region, *region_english, *household, *person, *identity;
    const char *reason, *reason_english, *figures;
} Invented;

#define MONEY(name, value)                                                                         \
    "{\"name\":\"" name "\",\"type\":\"money\",\"value\":\"" value                                 \
    "\",\"unit\":\"yuan\",\"reference\":\"\"}"
#define LIMIT(name, value, reference)                                                              \
    "{\"name\":\"" name "\",\"type\":\"money\",\"value\":\"" value                                 \
    "\",\"unit\":\"yuan\",\"reference\":\"" reference "\"}"

static const Invented INVENTED[] = {
    {"W01", "医疗支出增加", "Medical spending up", "red", "help", "永中街道", "Yongzhong",
     "330303001234", "陈*", "330303********001X",
     "陈*近12个月医疗自付75,000元，超过在册类别低保的门槛5,000元。",
     "Chen* paid 75,000 yuan of medical cost himself in 12 months; the limit for dibao is 5,000 "
     "yuan.",
     "[" MONEY("近12个月医疗自付", "75000.00") "," LIMIT(
         "医疗自付门槛", "5000.00",
         "浙民助〔2023〕1号 第三条") ",{\"name\":\"监测类别\",\"type\":\"text\",\"value\":\"低保\","
                                     "\"unit\":\"\",\"reference\":\"\"},{\"name\":\"dibao "
                                     "standard\",\"type\":\"money\",\"value\":\"1190.00\","
                                     "\"unit\":\"yuan per person and "
                                     "month\",\"reference\":\"\"}]"},
    {"W25", "新生儿", "Newborn", "orange", "help", "蒲州街道", "Puzhou", "330303004417", "", "",
     "该户2025年8月20日新增新生儿1名，在册类别低保，应当增发。",
     "A child was born into this dibao household on 20 August 2025; its allowance should grow.",
     "[{\"name\":\"新增儿童\",\"type\":\"integer\",\"value\":\"1\",\"unit\":\"persons\","
     "\"reference\":"
     "\"\"}]"},
    {"W67", "新增车辆", "New vehicle", "orange", "exit", "海滨街道", "Haibin", "330303002871",
     "王*", "330303********2416", "王*名下新增生活用车1辆，价值86,000.50元，在册类别低边。",
     "A vehicle worth 86,000.50 yuan was registered for Wang*, who is registered as dibao edge.",
     "[" MONEY("车辆价值", "86000.50") ",{\"name\":\"生活用车\",\"type\":\"integer\",\"value\":"
                                       "\"1\",\"unit\":\"vehicles\","
                                       "\"reference\":\"\"}]"},
    {"W14", "新办残疾证", "New disability certificate", "yellow", "help", "瑶溪街道", "Yaoxi",
     "330303009902", "李*", "330303********1028", "李*新办残疾证，肢体二级。",
     "Li* got a disability certificate, limb, level 2.",
     "[{\"name\":\"残疾等级\",\"type\":\"integer\",\"value\":\"2\",\"unit\":\"level\","
     "\"reference\":"
     "\"\"}]"},
    {"W29", "死亡后仍发放", "Paid after death", "red", "exit", "永兴街道", "Yongxing",
     "330303007712", "周*", "330303********0533", "周*于2025年6月11日去世，低保金发放到2025年8月。",
     "Zhou* died on 11 June 2025; dibao was paid until August 2025.",
     "[{\"name\":\"死亡日期\",\"type\":\"date\",\"value\":\"2025-06-11\",\"unit\":\"\","
     "\"reference\":\"\"}," MONEY("每月保障金", "1210.00") "]"},
    {"W36", "年满18", "Turns 18", "blue", "verify", "状元街道", "Zhuangyuan", "330303003355", "林*",
     "330303********4417", "林*将于2025年10月2日年满18周岁，请在下次复核时核实在读情况。",
     "Lin* turns 18 on 2 October 2025; check at the next review whether he still studies.", "[]"},
};

static Str choose(bool is_english, const char *chinese, const char *english) {
    return str_from(is_english ? english : chinese);
}

static AlertView view_of(int64_t id, bool is_english) {
    const Invented *of = &INVENTED[(size_t)(id - 1) % ARRAY_COUNT(INVENTED)];
    bool is_blue = strcmp(of->urgency, "blue") == 0;
    return (AlertView){
        .id = {id},
        .rule = str_from(of->rule),
        .rule_name = choose(is_english, of->name, of->english),
        .urgency = str_from(of->urgency),
        .direction = str_from(of->direction),
        .household = {(uint32_t)(id % 1000) + 1},
        .household_number = str_from(of->household),
        .region = {330303001000},
        .region_name = choose(is_english, of->region, of->region_english),
        .person = {(uint32_t)id},
        .person_name = str_from(of->person),
        .person_identity = str_from(of->identity),
        .raised = date_make(2025, 8, 25),
        .due = is_blue ? DATE_NONE : date_make(2025, 8, 28),
        .is_raised = id % 3 == 1,
        .reason = choose(is_english, of->reason, of->reason_english),
        .figures = str_from(of->figures),
        .sources = STR("[{\"batch\":7,\"file\":\"F01-20250825.csv\",\"row\":1042}]"),
        .pack_version = STR("2025.1"),
    };
}

// ---- the fake itself

Service *fake_service_new(void) {
    Service *service = memory_new(1, sizeof *service);
    mutex_init(&service->mutex);
    return service;
}

void fake_service_free(Service *service) {
    mutex_release(&service->mutex);
    memory_free(service);
}

void fake_service_raise(Service *service, int64_t count) {
    mutex_lock(&service->mutex);
    service->alert_count += count;
    mutex_unlock(&service->mutex);
}

void fake_service_break(Service *service, const char *use_case) {
    mutex_lock(&service->mutex);
    service->broken = use_case;
    mutex_unlock(&service->mutex);
}

static Status begin(Service *service, const char *use_case, int64_t *out_count, Error *error) {
    mutex_lock(&service->mutex);
    *out_count = service->alert_count;
    bool is_broken = service->broken != NULL && strcmp(service->broken, use_case) == 0;
    mutex_unlock(&service->mutex);
    return is_broken ? error_set(error, STATUS_UNAVAILABLE, "%s is broken", use_case) : STATUS_OK;
}

static bool is_wanted(Str wanted, Str value) {
    return wanted.length == 0 || str_equal(wanted, value);
}

Status alert_list(Service *service, const AlertQuery *query, AlertViews *out_views, Error *error) {
    int64_t count = 0;
    Status status = begin(service, "alert_list", &count, error);
    if (status != STATUS_OK) {
        return status;
    }
    AlertViews views = {0};
    size_t limit = query->limit == 0 ? 100 : (size_t)query->limit;
    views.items = arena_alloc(&views.arena, (size_t)count + 1, sizeof *views.items);
    bool is_oldest_first = query->after.number > 0 || query->is_oldest_first;
    for (int64_t i = 1; i <= count && views.count < limit; i++) {
        AlertView view = view_of(is_oldest_first ? i : count + 1 - i, query->is_english);
        if (view.id.number > query->after.number && is_wanted(query->rule, view.rule) &&
            is_wanted(query->urgency, view.urgency) &&
            is_wanted(query->direction, view.direction) &&
            (query->household.number == 0 || query->household.number == view.household.number)) {
            views.items[views.count++] = view;
        }
    }
    *out_views = views;
    return STATUS_OK;
}

void alert_views_release(AlertViews *views) {
    arena_release(&views->arena);
    *views = (AlertViews){0};
}

Status alert_newest(Service *service, AlertId *out_id, Error *error) {
    int64_t count = 0;
    Status status = begin(service, "alert_newest", &count, error);
    if (status == STATUS_OK) {
        *out_id = (AlertId){count};
    }
    return status;
}

static void put_text(JsonWriter *writer, const char *key, Str value) {
    json_key(writer, str_from(key));
    json_string(writer, value);
}

static void put_number(JsonWriter *writer, const char *key, int64_t value) {
    json_key(writer, str_from(key));
    json_number(writer, value);
}

static void put_date(JsonWriter *writer, const char *key, Date date) {
    CLEANUP(text_release) Text text = {0};
    json_key(writer, str_from(key));
    if (date.days == DATE_NONE.days) {
        json_null(writer);
        return;
    }
    date_format(date, &text);
    json_string(writer, text_str(&text));
}

void alert_view_json(const AlertView *view, Text *out) {
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    put_number(&writer, "alert_id", view->id.number);
    put_text(&writer, "rule", view->rule);
    put_text(&writer, "rule_name", view->rule_name);
    put_text(&writer, "urgency", view->urgency);
    put_text(&writer, "direction", view->direction);
    put_number(&writer, "household_id", view->household.number);
    put_text(&writer, "household_number", view->household_number);
    put_text(&writer, "region_name", view->region_name);
    put_text(&writer, "person_name", view->person_name);
    put_text(&writer, "person_identity", view->person_identity);
    put_date(&writer, "raised", view->raised);
    put_date(&writer, "due", view->due);
    json_key(&writer, STR("is_raised"));
    json_boolean(&writer, view->is_raised);
    put_text(&writer, "reason", view->reason);
    json_key(&writer, STR("figures"));
    json_raw(&writer, view->figures);
    json_key(&writer, STR("sources"));
    json_raw(&writer, view->sources);
    put_text(&writer, "pack_version", view->pack_version);
    json_end_object(&writer);
}

void alert_views_json(const AlertViews *views, Text *out) {
    text_append_char(out, '[');
    for (size_t i = 0; i < views->count; i++) {
        text_append(out, i == 0 ? STR("") : STR(","));
        alert_view_json(&views->items[i], out);
    }
    text_append_char(out, ']');
}

Status alert_explain_json(Service *service, AlertId id, bool is_english, Text *out, Error *error) {
    int64_t count = 0;
    Status status = begin(service, "alert_explain_json", &count, error);
    if (status == STATUS_OK && id.number > count) {
        status = error_set(error, STATUS_NOT_FOUND, "there is no alert %lld", (long long)id.number);
    }
    if (status != STATUS_OK) {
        return status;
    }
    AlertView view = view_of(id.number, is_english);
    text_append(out, STR("{\"alert\":"));
    alert_view_json(&view, out);
    text_append(out, STR(",\"reason_zh\":"));
    JsonWriter chinese = {.out = out};
    json_string(&chinese, view_of(id.number, false).reason);
    text_append(out, STR(",\"reason_en\":"));
    JsonWriter english = {.out = out};
    json_string(&english, view_of(id.number, true).reason);
    text_append(
        out,
        STR(",\"rows\":[{\"batch\":7,\"feed\":\"F01\",\"feed_name\":\"医保结算\",\"file\":"
            "\"F01-20250825.csv\",\"delivered\":\"2025-08-25\",\"row\":1042,\"values\":[{\"name\":"
            "\"setl_time\",\"title\":\"结算时间\",\"value\":\"2025-08-22\"},{\"name\":\"psn_part_"
            "amt\","
            "\"title\":\"个人负担总金额\",\"value\":\"31200.00\"}]}],\"merged\":[],\"trace\":{"
            "\"decision\":"
            "\"医疗支出预警\",\"result\":\"红\",\"steps\":[{\"name\":\"门槛倍数\",\"result\":"
            "\"15\",\"rule\":null,"
            "\"text\":\"75,000 / 5,000\"},{\"name\":\"紧急程度\",\"result\":\"红\",\"rule\":1,"
            "\"text\":\"自付超过门槛的 3 倍\"}],\"inputs\":[],\"reasons\":[]}}"));
    return STATUS_OK;
}

Status household_json(Service *service, HouseholdId household, bool is_english, bool is_revealed,
                      Text *out, Error *error) {
    (void)is_english;
    int64_t count = 0;
    Status status = begin(service, "household_json", &count, error);
    if (status == STATUS_OK && household.number > 1000) {
        status = error_set(error, STATUS_NOT_FOUND, "there is no household #%u", household.number);
    }
    if (status == STATUS_OK) {
        CHECK(!is_revealed);
        text_format(
            out,
            "{\"household_id\":%u,\"household_number\":\"330303001234\",\"region_name\":"
            "\"永中街道\",\"category\":\"dibao_income\",\"category_words\":\"收入型低保\","
            "\"amount\":\"1820.00\",\"registered\":\"dibao\",\"members\":[{\"name\":\"陈*\","
            "\"relation\":\"户主\",\"identity\":\"330303********001X\"},{\"name\":\"林*\","
            "\"relation\":\"配偶\",\"identity\":\"330303********0024\"}],\"facts\":[],"
            "\"alerts\":[]}",
            household.number);
    }
    return status;
}

Status service_status(Service *service, ServiceStatus *out_status, Error *error) {
    int64_t count = 0;
    Status status = begin(service, "service_status", &count, error);
    if (status == STATUS_OK) {
        *out_status = (ServiceStatus){.pack_name = STR("zhejiang-longwan"),
                                      .pack_version = STR("2025.1"),
                                      .clock = date_make(2025, 8, 25),
                                      .calendar_end = date_make(2026, 12, 31),
                                      .batches = 214,
                                      .persons = 752310,
                                      .households = 268114,
                                      .alerts = count,
                                      .quarantined_open = 37};
    }
    return status;
}

void service_status_json(const ServiceStatus *status, Text *out) {
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    put_text(&writer, "pack", status->pack_name);
    put_text(&writer, "pack_version", status->pack_version);
    put_date(&writer, "clock", status->clock);
    put_date(&writer, "calendar_end", status->calendar_end);
    put_number(&writer, "batches", status->batches);
    put_number(&writer, "persons", status->persons);
    put_number(&writer, "households", status->households);
    put_number(&writer, "alerts", status->alerts);
    put_number(&writer, "quarantined", status->quarantined_open);
    json_end_object(&writer);
}

Status simulation_run(Service *service, const SimulationRequest *request,
                      Simulation *out_simulation, Error *error) {
    int64_t count = 0;
    Status status = begin(service, "simulation_run", &count, error);
    if (status == STATUS_OK) {
        *out_simulation = (Simulation){.as_of = request->as_of,
                                       .region = request->region,
                                       .took_us = (int64_t)request->draft.change_count,
                                       .household_count = request->show_max};
    }
    return status;
}

void simulation_json(const Simulation *simulation, Text *out) {
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    put_date(&writer, "as_of", simulation->as_of);
    put_number(&writer, "region", simulation->region.code);
    put_number(&writer, "changes", simulation->took_us);
    put_number(&writer, "shown", (int64_t)simulation->household_count);
    json_end_object(&writer);
}

void simulation_release(Simulation *simulation) {
    *simulation = (Simulation){0};
}

Status load_batches(Service *service, int64_t limit, bool is_english, BatchViews *out_views,
                    Error *error) {
    int64_t count = 0;
    Status status = begin(service, "load_batches", &count, error);
    if (status == STATUS_OK) {
        *out_views = (BatchViews){.count = limit == 1 ? 1 : 2};
        out_views->items = arena_alloc(&out_views->arena, 2, sizeof *out_views->items);
        out_views->items[0].feed_name = choose(is_english, "医保结算", "Medical settlements");
        out_views->items[1].feed_name = choose(is_english, "死亡登记", "Deaths");
    }
    return status;
}

void batch_views_release(BatchViews *views) {
    arena_release(&views->arena);
}

void batch_view_json(const BatchView *view, Text *out) {
    text_format(out, "{\"feed_name\":\"" STR_FMT "\"}", STR_ARG(view->feed_name));
}

Status quarantine_list(Service *service, const QuarantineQuery *query, QuarantineViews *out_views,
                       Error *error) {
    int64_t count = 0;
    Status status = begin(service, "quarantine_list", &count, error);
    if (status == STATUS_OK) {
        *out_views = (QuarantineViews){.count = 2, .total = 37};
        out_views->items = arena_alloc(&out_views->arena, 2, sizeof *out_views->items);
        out_views->items[0].feed = arena_copy(&out_views->arena, query->feed);
        out_views->items[1].file = arena_copy(&out_views->arena, query->file);
        out_views->items[1].is_corrected = query->with_corrected;
    }
    return status;
}

void quarantine_views_release(QuarantineViews *views) {
    arena_release(&views->arena);
}

void quarantine_view_json(const QuarantineView *view, Text *out) {
    text_format(out, "{\"feed\":\"" STR_FMT "\",\"file\":\"" STR_FMT "\",\"is_corrected\":%s}",
                STR_ARG(view->feed), STR_ARG(view->file), view->is_corrected ? "true" : "false");
}

void service_hold(Service *service) {
    (void)service; // the use cases lock for themselves
}

void service_let_go(Service *service) {
    (void)service;
}
