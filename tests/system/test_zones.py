# SPDX-License-Identifier: Apache-2.0
"""The table of time zones against the machine's own: every zone, around every change of its clocks in some years, and at random."""
import datetime
import json
import random
import zoneinfo

from common import case, doudi, finish

FIRST_YEAR, LAST_YEAR = 1840, 2200  # before the first zone of any law, after the last change that the database lists
SEED = 7


def times_to_try(zone, dice):
    """Local times: each quarter of an hour around every change of three years, and forty of any year."""
    offset = lambda time: time.replace(tzinfo=zone).utcoffset()
    starts = [datetime.datetime(year, 1, 1) for year in (2026, dice.randrange(1880, 1970), dice.randrange(1970, 2026))]
    days = [start + datetime.timedelta(days=i) for start in starts for i in range(365)]
    hours = [day + datetime.timedelta(hours=i) for day in days
             if offset(day) != offset(day + datetime.timedelta(days=1)) for i in range(25)]
    around = [hour for hour in hours if offset(hour) != offset(hour - datetime.timedelta(hours=1))]
    times = [hour + datetime.timedelta(minutes=15 * i) for hour in around for i in range(-12, 13)]
    span = (datetime.datetime(LAST_YEAR, 1, 1) - datetime.datetime(FIRST_YEAR, 1, 1)) // datetime.timedelta(minutes=1)
    return times + [datetime.datetime(FIRST_YEAR, 1, 1) + datetime.timedelta(minutes=dice.randrange(span)) for _ in range(40)]


def asked_together(times_of):
    """The offsets in seconds that doudi has for the local times of some zones."""
    lists = ["[" + ", ".join(f'(@"{time.isoformat()}@{name}".time offset) / @"PT1S"' for time in times) + "]"
             for name, times in times_of.items()]
    value = json.loads(doudi("feel", "[" + ", ".join(lists) + "]", "--format", "json").stdout)["value"]
    return dict(zip(times_of, value, strict=True))


def every_zone_has_the_offsets_of_the_database():
    dice = random.Random(SEED)
    names = [name for name in sorted(zoneinfo.available_timezones())
             if not name.startswith(("posix/", "right/")) and name not in ("localtime", "posixrules")]
    assert len(names) > 500, len(names)
    differing = []
    for i in range(0, len(names), 5):
        times_of = {name: times_to_try(zoneinfo.ZoneInfo(name), dice) for name in names[i:i + 5]}
        for name, seconds in asked_together(times_of).items():
            zone = zoneinfo.ZoneInfo(name)
            wanted = [time.replace(tzinfo=zone).utcoffset().total_seconds() for time in times_of[name]]
            differing += [f"{name} {time}: {got}, not {want}"
                          for time, got, want in zip(times_of[name], seconds, wanted, strict=True) if got != want]
    assert not differing, (SEED, len(differing), differing[:10])


case(f"every zone has the offsets of the database (seed {SEED})", every_zone_has_the_offsets_of_the_database)
finish()
