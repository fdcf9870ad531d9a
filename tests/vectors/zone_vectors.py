#!/usr/bin/env python3
"""Print what Python's zoneinfo says about every IANA zone from 2026 to 2035, to be compared with another implementation.

Usage: zone_vectors.py [IANA release]

Reads the system's database or the one of the PyPI package `tzdata`: the one of the release that is named, if either has it,
otherwise the newer. Zones with the same data are printed once. The lines, fields separated by blanks:

    version 2026e               the release, or "unknown"
    zones NAME [NAME ...]       the zones that the lines up to the next "zones" are about
    utc INSTANT OFFSET NAME     the offset from UTC in force at an instant, and its abbreviation
    once LOCAL INSTANT          a wall time that exists once, and when
    twice LOCAL FIRST SECOND    one that clocks show twice
    never LOCAL END             one that clocks skip, and the instant at which the gap ends

Instants are seconds since 1970 in UTC, offsets are seconds, local times are YYYY-MM-DDTHH:MM:SS.
"""

import sys
import zoneinfo
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from importlib import import_module, resources
from pathlib import Path

FIRST, LAST = datetime(2026, 1, 1), datetime(2036, 1, 1)
STEP, MINUTE, SECOND = timedelta(days=4), timedelta(minutes=1), timedelta(seconds=1)
NOT_ZONES = {"localtime", "posixrules", "Factory"}


def databases():
    """The databases of this machine, as (release, directory)."""
    for directory in map(Path, zoneinfo.TZPATH):
        if (directory / "UTC").is_file():
            yield system_release(directory), directory
            break
    try:
        yield import_module("tzdata").IANA_VERSION, resources.files("tzdata") / "zoneinfo"
    except ImportError:
        pass


def system_release(directory):
    """The release of a system's database, where it says so."""
    for name in ("tzdata.zi", "+VERSION", "VERSION"):
        if (directory / name).is_file():
            return (directory / name).read_text(encoding="utf-8").splitlines()[0].split()[-1]
    return "unknown"


def choose(candidates, wanted):
    """The database of the wanted release, otherwise the newest that says which it is, otherwise any."""
    if not candidates:
        sys.exit("no time zone database: install the system's tzdata or the PyPI package tzdata")
    return max(candidates, key=lambda found: (found[0] in wanted, found[0] != "unknown", found[0]))


def zones_by_data(directory):
    """The names of the zones, keyed by the content of their files."""
    groups = defaultdict(list)
    for name in sorted(zoneinfo.available_timezones() - NOT_ZONES):
        file = directory.joinpath(*name.split("/"))
        if file.is_file():
            groups[file.read_bytes()].append((name, file))
    return groups.values()


def seconds(instant):
    """Seconds since 1970 of a naive UTC time."""
    return round((instant - datetime(1970, 1, 1)) / SECOND)


def in_zone(zone, instant):
    """The time that a zone's clocks show at a naive UTC time."""
    return instant.replace(tzinfo=timezone.utc).astimezone(zone)


def offset_at(zone, instant):
    """The offset at a naive UTC time."""
    return in_zone(zone, instant).utcoffset()


def transitions(zone):
    """The instants at which the offset changes, found by bisection; changes that cancel out within a step are missed."""
    start, offset = FIRST, offset_at(zone, FIRST)
    while start < LAST:
        end = start + STEP
        if offset_at(zone, end) != offset:
            yield first_instant_off(zone, offset, start, end)
            offset = offset_at(zone, end)
        start = end


def first_instant_off(zone, offset, start, end):
    """The first second after `start` at which an offset is not in force, given that it is not at `end`."""
    while end - start > SECOND:
        middle = start + (end - start) // SECOND // 2 * SECOND
        start, end = (middle, end) if offset_at(zone, middle) == offset else (start, middle)
    return end


def print_instant(zone, instant):
    local = in_zone(zone, instant)
    print("utc", seconds(instant), round(local.utcoffset() / SECOND), local.tzname())


def print_local(zone, local, gap_end=None):
    """Classify a wall time as PEP 495 does: by the offsets that it has with fold 0 and fold 1."""
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if first == second:
        print("once", local.isoformat(), seconds(local - first))
    elif first > second:
        print("twice", local.isoformat(), seconds(local - first), seconds(local - second))
    else:
        print("never", local.isoformat(), seconds(gap_end))


def print_transition(zone, instant):
    """The instants next to a change, and the edges and the middle of the gap or overlap that it makes."""
    before, after = offset_at(zone, instant - SECOND), offset_at(zone, instant)
    for near in (instant - SECOND, instant):
        print_instant(zone, near)
    first, last = sorted((instant + before, instant + after))
    middle = first + (last - first) // 2
    for local in (first - SECOND, first, first + MINUTE, middle, last - MINUTE, last - SECOND, last):
        print_local(zone, local, gap_end=instant)


def print_every_month(zone):
    for month in range((LAST.year - FIRST.year) * 12):
        instant = datetime(FIRST.year + month // 12, month % 12 + 1, 1 + month % 28, month % 24, month % 60)
        print_instant(zone, instant)
        print_local(zone, instant + offset_at(zone, instant))


def main():
    release, directory = choose(list(databases()), sys.argv[1:])
    print("version", release)
    for group in zones_by_data(directory):
        print("zones", *(name for name, _ in group))
        name, file = group[0]
        with file.open("rb") as data:
            zone = zoneinfo.ZoneInfo.from_file(data, key=name)
        print_every_month(zone)
        for instant in transitions(zone):
            print_transition(zone, instant)


if __name__ == "__main__":
    main()
