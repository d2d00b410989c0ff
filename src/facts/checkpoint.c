// SPDX-License-Identifier: Apache-2.0
// The checkpoint: a head, then every part of the state as a section: length, hash, bytes. The parts
// are listed once, in parts_of; writing, reading and comparing walk that list. The bytes
// are a cache of this machine: whatever does not fit exactly is refused, and rebuilt.
#include "base/check.h"
#include "base/memory.h"
#include "facts/facts_private.h"
#include "facts/hash.h"
#include "platform/hands.h"
#include "platform/thread.h"
#include <string.h>

enum {
    SECTION_UNIT = 16,
    MAGIC_SIZE = 8,
    VERSION_SIZE = 64,
    PARTS_PER_FEED = 9 + SLOT_PARTS + 3 * SETTLED_PARTS + 2 * KEPT_COLUMNS + 4 * FEED_KEYS_MAX +
                     6 * FEED_GROUPS_MAX
};
static const char MAGIC[MAGIC_SIZE] = {'D', 'O', 'U', 'D', 'I', 'F', 'C', '8'};

typedef struct CheckpointHead {
    char magic[MAGIC_SIZE];
    char pack_version[VERSION_SIZE];
    uint32_t batch;
    int32_t clock;
    uint64_t part_count;
} CheckpointHead;
typedef struct SectionHead { // the bytes follow, filled up to SECTION_UNIT
    uint64_t length;
    Hash hash;
    uint64_t unused;
} SectionHead;

// ---- the parts

typedef struct Part {
    const char *name;
    int feed;       // -1: of the whole county
    Vector *vector; // either a vector ...
    void *plain;    // ... or plain numbers
    size_t plain_size;
} Part;
typedef struct Parts {
    Part *items;
    size_t count;
} Parts;

static void part_vector(Parts *parts, const char *name, int feed, Vector *vector) {
    parts->items[parts->count++] = (Part){.name = name, .feed = feed, .vector = vector};
}

static void part_plain(Parts *parts, const char *name, int feed, void *plain, size_t size) {
    parts->items[parts->count++] =
        (Part){.name = name, .feed = feed, .plain = plain, .plain_size = size};
}

static void part_packed(Parts *parts, const char *name, int feed, Packed *packed) {
    part_vector(parts, name, feed, &packed->bytes);
    part_plain(parts, name, feed, &packed->width, sizeof packed->width + sizeof packed->count);
}

static void part_words(Parts *parts, const char *name, int feed, Words *words) {
    part_vector(parts, name, feed, &words->bytes);
    part_vector(parts, name, feed, &words->ends);
}

static const char *column_name(int column) {
    static const char *const NAMES[KEPT_COLUMNS] = {
        [KEPT_ACCEPTED] = "accepted", [KEPT_MONTH] = "months",
        [KEPT_REST] = "hashes",       [KEPT_UNSELECTED] = "unselected",
        [KEPT_NULLS] = "nulls",       [KEPT_KEY_NULLS] = "nulls of keys",
    };
    if (column >= KEPT_PERSONS) {
        return "persons";
    }
    if (column >= KEPT_KEYS && column < KEPT_UNSELECTED) {
        return "keys";
    }
    return NAMES[column] == NULL ? "values" : NAMES[column];
}

static void row_parts(Parts *parts, int feed, RowColumns *rows) {
    part_plain(parts, "row count", feed, &rows->count, sizeof rows->count);
    part_packed(parts, "states", feed, &rows->states);
    for (size_t i = 0; i < rows->plan->kept_count; i++) {
        int column = rows->plan->kept[i];
        part_packed(parts, column_name(column), feed, &rows->columns[column]);
    }
    for (size_t i = 0; i < rows->plan->contract->key_count; i++) {
        part_words(parts, "words of keys", feed, &rows->texts[i].words);
        part_vector(parts, "texts of keys", feed, &rows->texts[i].bytes);
        part_plain(parts, "counts of keys", feed, &rows->texts[i].counts,
                   sizeof rows->texts[i].counts);
    }
}

static void settled_parts(Parts *parts, int feed, Settled *settled) {
    for (size_t i = 0; settled->parts != NULL && i < SETTLED_PARTS; i++) {
        SettledPart *part = &settled->parts[i];
        part_vector(parts, "settled rows", feed, &part->bytes);
        part_vector(parts, "persons with settled rows", feed, &part->starts);
        part_plain(parts, "settled row count", feed, &part->count,
                   sizeof part->count + sizeof part->month_last);
    }
}

static void store_parts(Parts *parts, int feed, RowStore *store) {
    row_parts(parts, feed, &store->rows);
    part_vector(parts, "places that rows left", feed, &store->places);
    settled_parts(parts, feed, &store->settled);
    for (size_t i = 0; i < SLOT_PARTS; i++) {
        part_vector(parts, "slots", feed, &store->slots.parts[i]);
    }
    part_plain(parts, "slots taken", feed, store->slots.taken, sizeof store->slots.taken);
    part_vector(parts, "reversals", feed, &store->reversals);
    part_plain(parts, "first and last month", feed, &store->month_first,
               2 * sizeof store->month_first);
    part_plain(parts, "rows accepted", feed, &store->accepted, 4 * sizeof store->accepted);
    for (size_t i = 0; i < store->plan->group_count; i++) {
        SeriesTable *group = &store->groups[i];
        for (size_t k = 0; k < ARRAY_COUNT(group->pools); k++) {
            SeriesPool *pool = &group->pools[k];
            part_vector(parts, "totals", feed, &pool->bytes);
            part_plain(parts, "unused totals", feed, &pool->unused,
                       sizeof pool->unused + sizeof pool->released);
        }
        part_vector(parts, "ranges", feed, &group->ranges);
        part_plain(parts, "first month of totals", feed, &group->month_from,
                   sizeof group->month_from);
    }
}

_Static_assert(offsetof(RowStore, month_last) == offsetof(RowStore, month_first) + sizeof(int32_t),
               "both months are one part");
_Static_assert(offsetof(RowStore, person_last) == offsetof(RowStore, accepted) + sizeof(uint32_t),
               "rows and last person are one part");
_Static_assert(offsetof(RowStore, came) == offsetof(RowStore, accepted) + 2 * sizeof(uint32_t),
               "so are the rows that came since");
_Static_assert(offsetof(RowStore, part_next) == offsetof(RowStore, accepted) + 3 * sizeof(uint32_t),
               "so is the part that settles next");
_Static_assert(offsetof(SettledPart, month_last) == offsetof(SettledPart, count) + sizeof(uint64_t),
               "count and last month are one part");
_Static_assert(offsetof(Packed, count) == offsetof(Packed, width) + sizeof(uint64_t),
               "width and count are one part");
_Static_assert(offsetof(SeriesPool, released) == offsetof(SeriesPool, unused) + sizeof(uint64_t),
               "unused and released are one part");

static Parts parts_of(const Facts *facts) {
    size_t feeds = facts->catalogue.feed_count;
    Parts parts = {.items = memory_new(2 + feeds * PARTS_PER_FEED, sizeof(Part))};
    part_words(&parts, "words", -1, facts->words);
    for (size_t i = 0; i < feeds; i++) {
        store_parts(&parts, (int)i, &facts->stores[i]);
    }
    return parts;
}

static void parts_release(Parts *parts) {
    memory_free(parts->items);
}

static Str part_bytes(const Part *part) {
    if (part->vector == NULL) {
        return (Str){part->plain, part->plain_size};
    }
    return (Str){part->vector->items, part->vector->count * part->vector->item_size};
}

// ---- writing

static Hash bytes_hash(Str bytes) {
    Hash hash = hash_start(1);
    hash_text(&hash, bytes);
    return hash_end(hash);
}

static void section_write(Text *out, Str bytes) {
    static const char FILLING[SECTION_UNIT] = {0};
    SectionHead head = {.length = bytes.length, .hash = bytes_hash(bytes)};
    text_append(out, (Str){(const char *)&head, sizeof head});
    text_append(out, bytes);
    text_append(out, (Str){FILLING, (SECTION_UNIT - bytes.length % SECTION_UNIT) % SECTION_UNIT});
}

static CheckpointHead head_of(const Facts *facts, size_t part_count) {
    CheckpointHead head = {
        .batch = facts->last_batch.number, .clock = facts->clock.days, .part_count = part_count};
    memcpy(head.magic, MAGIC, sizeof MAGIC);
    Str version = pack_version(facts->pack);
    size_t length = version.length < VERSION_SIZE ? version.length : VERSION_SIZE;
    memcpy(head.pack_version, version.data, length);
    return head;
}

// With the heads of all sections, and what fills them up.
static size_t sections_size(const Parts *parts) {
    enum { OTHERS = 2 }; // the head and the registry
    size_t size = (parts->count + OTHERS) * (sizeof(SectionHead) + SECTION_UNIT);
    for (size_t i = 0; i < parts->count; i++) {
        size += part_bytes(&parts->items[i]).length;
    }
    return size;
}

void facts_checkpoint(const Facts *facts, Text *out) {
    if (out->limit == 0) {
        out->limit = SIZE_MAX / 2; // as large as the state is
    }
    CLEANUP(parts_release) Parts parts = parts_of(facts);
    CheckpointHead head = head_of(facts, parts.count);
    CLEANUP(text_release) Text registry = {.limit = SIZE_MAX / 2};
    registry_write(facts->registry, &registry);
    text_reserve(out, sections_size(&parts) + sizeof head + registry.length);
    section_write(out, (Str){(const char *)&head, sizeof head});
    section_write(out, text_str(&registry));
    for (size_t i = 0; i < parts.count; i++) {
        section_write(out, part_bytes(&parts.items[i]));
    }
}

// ---- reading

static Status corrupt(Error *error, const char *what) {
    return error_set(error, STATUS_CORRUPT,
                     "the checkpoint of the facts: %s; it may be deleted, the facts are rebuilt "
                     "from the archive",
                     what);
}

typedef struct Section {
    SectionHead head;
    char *bytes;
    bool is_whole;
} Section;

// The next section, of which nothing but the length has been looked at.
static Status section_find(char **in_out_at, size_t *in_out_left, Section *out, Error *error) {
    static const char NOTHING[SECTION_UNIT] = {0};
    if (*in_out_left < sizeof out->head) {
        return corrupt(error, "it is cut off");
    }
    memcpy(&out->head, *in_out_at, sizeof out->head);
    char *bytes = *in_out_at + sizeof out->head;
    size_t left = *in_out_left - sizeof out->head;
    uint64_t length = out->head.length;
    uint64_t filling = (SECTION_UNIT - length % SECTION_UNIT) % SECTION_UNIT;
    if (length > left || filling > left - length) {
        return corrupt(error, "it is cut off");
    }
    if (out->head.unused != 0 || memcmp(bytes + length, NOTHING, (size_t)filling) != 0) {
        return corrupt(error, "there is something between the parts");
    }
    out->bytes = bytes;
    *in_out_at = bytes + length + filling;
    *in_out_left = left - (size_t)(length + filling);
    return STATUS_OK;
}

// Threads are worth their start when there is much to read.
static size_t threads_for(const Facts *facts) {
    enum { BYTES_MIN = 1 << 20 };
    return facts->held.length < BYTES_MIN ? 1 : thread_cores();
}

static void section_check(void *context, size_t index) {
    Section *section = (Section *)context + index;
    Hash hash = bytes_hash((Str){section->bytes, (size_t)section->head.length});
    section->is_whole = memcmp(&hash, &section->head.hash, sizeof hash) == 0;
}

static Status sections_check(const Facts *facts, Section *sections, size_t count, Error *error) {
    share_out(count, threads_for(facts), section_check, sections);
    for (size_t i = 0; i < count; i++) {
        if (!sections[i].is_whole) {
            return corrupt(error, "a checksum does not agree");
        }
    }
    return STATUS_OK;
}

static Status head_read(Facts *facts, const Section *section, size_t part_count, Error *error) {
    CheckpointHead head;
    CheckpointHead expected = head_of(facts, part_count);
    if (section->head.length != sizeof head) {
        return corrupt(error, "it is of another version of the program");
    }
    memcpy(&head, section->bytes, sizeof head);
    if (memcmp(head.magic, MAGIC, sizeof MAGIC) != 0) {
        return corrupt(error, "it is of another version of the program");
    }
    if (memcmp(head.pack_version, expected.pack_version, VERSION_SIZE) != 0 ||
        head.part_count != part_count) {
        return error_set(error, STATUS_NOT_FOUND,
                         "the checkpoint of the facts is of another version of the pack; the facts "
                         "are rebuilt from the archive");
    }
    facts->last_batch = (BatchId){head.batch};
    facts->clock = (Date){head.clock};
    return STATUS_OK;
}

static Status part_read(const Part *part, const Section *section, Error *error) {
    size_t length = (size_t)section->head.length;
    size_t size = part->vector == NULL ? part->plain_size : part->vector->item_size;
    bool fits = part->vector == NULL ? length == size : length % size == 0;
    if (!fits) {
        return corrupt(error, "a part has a wrong length");
    }
    if (part->vector == NULL) {
        memcpy(part->plain, section->bytes, length);
    } else if (length > 0) {
        *part->vector = vector_over(size, section->bytes, length / size);
    }
    return STATUS_OK;
}

enum { SECTION_OF_HEAD, SECTION_OF_REGISTRY, SECTIONS_OF_PARTS };

static Status sections_read(Facts *facts, const Parts *parts, size_t from, Section *sections,
                            Error *error) {
    size_t count = SECTIONS_OF_PARTS + parts->count;
    char *at = facts->held.data + from;
    size_t left = facts->held.length - from;
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = section_find(&at, &left, &sections[i], error);
        if (status == STATUS_OK && i == SECTION_OF_HEAD) { // it tells how the others are to be read
            status = sections_check(facts, sections, 1, error);
        }
        if (status == STATUS_OK && i == SECTION_OF_HEAD) {
            status = head_read(facts, sections, parts->count, error);
        }
    }
    if (status == STATUS_OK && left > 0) {
        status = corrupt(error, "there is more than the parts");
    }
    return status == STATUS_OK ? sections_check(facts, sections, count, error) : status;
}

static Status state_read(Facts *facts, const Parts *parts, const Section *sections, Error *error) {
    const Section *registry = &sections[SECTION_OF_REGISTRY];
    Status status = registry_read(facts->registry,
                                  (Str){registry->bytes, (size_t)registry->head.length}, error);
    for (size_t i = 0; status == STATUS_OK && i < parts->count; i++) {
        status = part_read(&parts->items[i], &sections[SECTIONS_OF_PARTS + i], error);
    }
    return status;
}

static Status parts_read(Facts *facts, const Parts *parts, size_t from, Error *error) {
    if (from > facts->held.length || ((uintptr_t)facts->held.data + from) % SECTION_UNIT != 0) {
        return corrupt(error, "it is cut off");
    }
    Section *sections = memory_new(SECTIONS_OF_PARTS + parts->count, sizeof *sections);
    Status status = sections_read(facts, parts, from, sections, error);
    if (status == STATUS_OK) {
        status = state_read(facts, parts, sections, error);
    }
    memory_free(sections);
    return status;
}

// A day of the calendar, as far as that goes, or none.
static bool clock_holds(Date clock) {
    return clock.days == DATE_NONE.days ||
           (clock.days >= date_make(1, 1, 1).days && clock.days <= date_make(9999, 12, 31).days);
}

typedef struct Indexing {
    Facts *facts;
    bool *holds; // by feed
} Indexing;

static void store_index(void *context, size_t feed) {
    const Indexing *indexing = context;
    const Facts *facts = indexing->facts;
    RowStore *store = &facts->stores[feed];
    indexing->holds[feed] = row_store_holds(store, registry_person_count(facts->registry));
    if (indexing->holds[feed]) {
        row_store_index(store);
    }
}

// Makes what is made from the other parts; false when these contradict each other.
static bool state_index(Facts *facts) {
    size_t count = facts->catalogue.feed_count;
    bool holds = words_hold(facts->words) && clock_holds(facts->clock);
    if (holds) {
        words_index(facts->words);
        Indexing indexing = {facts, memory_new(count, sizeof(bool))};
        share_out(count, threads_for(facts), store_index, &indexing);
        for (size_t i = 0; i < count; i++) {
            holds = holds && indexing.holds[i];
        }
        memory_free(indexing.holds);
    }
    return holds;
}

// Reads into fresh facts, so that a broken checkpoint leaves the caller's as they were.
Status facts_restore(Facts *facts, HeldBytes bytes, size_t from, Error *error) {
    CHECK(facts->last_batch.number == 0 && registry_person_count(facts->registry) == 0);
    Facts *fresh = facts_new(facts->pack);
    fresh->held = bytes;
    Parts parts = parts_of(fresh);
    Status status = parts_read(fresh, &parts, from, error);
    parts_release(&parts);
    if (status == STATUS_OK && !state_index(fresh)) {
        status = corrupt(error, "its parts contradict each other");
    }
    if (status == STATUS_OK) {
        Facts emptied = *facts;
        *facts = *fresh;
        *fresh = emptied;
    }
    facts_free(fresh);
    return status;
}

bool facts_own_some(Facts *facts, size_t size) {
    if (facts->held.data == NULL) {
        return true;
    }
    CLEANUP(parts_release) Parts parts = parts_of(facts);
    size_t owned = 0;
    for (size_t i = 0; i < parts.count; i++) {
        Vector *vector = parts.items[i].vector;
        if (vector == NULL || !vector->is_lent) {
            continue;
        }
        if (owned >= size) {
            return false;
        }
        vector_own(vector);
        owned += vector->count * vector->item_size;
    }
    held_release(&facts->held);
    return true;
}

void facts_own(Facts *facts) {
    CHECK(facts_own_some(facts, SIZE_MAX));
}

// ---- comparing

static void describe(Text *out, const Facts *facts, const Part *part, Str a, Str b) {
    size_t at = 0;
    while (at < a.length && at < b.length && a.data[at] == b.data[at]) {
        at++;
    }
    Str feed = part->feed < 0 ? STR("county") : pack_feed(facts->pack, (size_t)part->feed)->id;
    size_t size = part->vector == NULL ? part->plain_size : part->vector->item_size;
    CHECK(size > 0);
    text_format(out, STR_FMT " %s: %zu and %zu bytes, item %zu is the first that differs\n",
                STR_ARG(feed), part->name, a.length, b.length, at / size);
}

static bool registries_equal(const Facts *a, const Facts *b, Text *out) {
    CLEANUP(text_release) Text left = {.limit = SIZE_MAX / 2};
    CLEANUP(text_release) Text right = {.limit = SIZE_MAX / 2};
    registry_write(a->registry, &left);
    registry_write(b->registry, &right);
    if (str_equal(text_str(&left), text_str(&right))) {
        return true;
    }
    text_format(out, "registry: %zu and %zu persons, %zu and %zu households, or who lives where\n",
                registry_person_count(a->registry), registry_person_count(b->registry),
                registry_household_count(a->registry), registry_household_count(b->registry));
    return false;
}

bool facts_equal(const Facts *a, const Facts *b, Text *out) {
    CLEANUP(parts_release) Parts left = parts_of(a);
    CLEANUP(parts_release) Parts right = parts_of(b);
    CHECK(left.count == right.count); // of one pack
    bool is_equal = registries_equal(a, b, out);
    if (a->last_batch.number != b->last_batch.number || a->clock.days != b->clock.days) {
        text_format(out, "last batch: %u and %u\n", a->last_batch.number, b->last_batch.number);
        is_equal = false;
    }
    for (size_t i = 0; i < left.count; i++) {
        Str bytes = part_bytes(&left.items[i]);
        Str other = part_bytes(&right.items[i]);
        if (!str_equal(bytes, other)) {
            describe(out, a, &left.items[i], bytes, other);
            is_equal = false;
        }
    }
    return is_equal;
}
