// SPDX-License-Identifier: Apache-2.0
#include "monitor/asker.h"
#include "base/memory.h"

Askers *askers_new(const Pack *pack) {
    Askers *askers = memory_new(1, sizeof *askers);
    askers->pack = pack;
    mutex_init(&askers->lock);
    return askers;
}

static void readers_free(Askers *askers) {
    for (Asker *asker = askers->idle; asker != NULL; asker = asker->next) {
        fact_reader_free(asker->reader);
        asker->reader = NULL;
    }
}

void askers_free(Askers *askers) {
    readers_free(askers);
    while (askers->idle != NULL) {
        Asker *asker = askers->idle;
        askers->idle = asker->next;
        decider_free(asker->decider);
        memory_free(asker->inputs);
        memory_free(asker);
    }
    mutex_release(&askers->lock);
    memory_free(askers);
}

void askers_start(Askers *askers, const Facts *facts, Date clock) {
    if (askers->facts != facts) {
        readers_free(askers);
        askers->facts = facts;
    }
    askers->clock = clock;
    askers->turn++;
}

static Asker *asker_new(const Pack *pack) {
    Asker *asker = memory_new(1, sizeof *asker);
    asker->decider = decider_new(pack);
    asker->inputs_max = decision_inputs_max(pack);
    asker->inputs = memory_new(asker->inputs_max * 2, sizeof *asker->inputs);
    return asker;
}

Asker *asker_take(Askers *askers) {
    mutex_lock(&askers->lock);
    Asker *asker = askers->idle;
    if (asker != NULL) {
        askers->idle = asker->next;
    }
    mutex_unlock(&askers->lock);
    if (asker == NULL) {
        asker = asker_new(askers->pack);
    }
    if (asker->reader == NULL) {
        asker->reader = fact_reader_new(askers->facts, asker->decider);
    }
    if (asker->turn != askers->turn) {
        fact_reader_start(asker->reader, askers->clock);
        asker->turn = askers->turn;
    }
    return asker;
}

void asker_give_back(Askers *askers, Asker *asker) {
    mutex_lock(&askers->lock);
    asker->next = askers->idle;
    askers->idle = asker;
    mutex_unlock(&askers->lock);
}
