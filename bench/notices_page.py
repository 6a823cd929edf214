"""The page of what notices were measured to do, from a results file: ``python -m bench.notices_page FILE``.

    python -m bench.notices 1000000 --out FILE                              # and again with --postgresql
    python -m bench.outbox --trial steady --a-minute 500 --minutes 5 --out FILE
    python -m bench.outbox --trial kills --count 100000 --kills 20 --out FILE
    python -m bench.outbox --trial down --count 2000 --down 60 --out FILE
    python -m bench.broadcasts --residents 1000000 --wishing 20000 --out FILE
    python -m bench.audit --out FILE                                        # and again with --postgresql

What is missing in the file is missing on the page; nothing is typed in by hand.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.matching_page import in_seconds
from bench.notices_results import BUSY

PAGE = Path("docs/explanation/what-notices-were-measured-to-do.md")
ROOT = Path(__file__).resolve().parents[1]
_DATABASES = ("SQLite", "PostgreSQL")
Told = Mapping[str, Any]


def page(results: Told) -> str:
    """Return the page of a results file."""
    parts = [
        "# What notices were measured to do",
        "<!-- Written by `python -m bench.notices_page FILE`; change bench/notices_page.py, not this page. -->",
        _machine(results.get("machine", {})),
        _planning(results.get("planning", {})),
        _outbox(results.get("outbox", {})),
        _broadcasts(results.get("broadcasts", {})),
        _audit(results.get("audit", {})),
        _missing(results),
        _busy(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _machine(machine: Told) -> str:
    if not machine:
        return "Machines differ, so run it."
    return (
        f"Measured by {machine['measured'][:10]}: {machine['cpu']}, {machine['cores']} cores, "
        f"{machine['memory_gib']} GiB,\n{machine['system']}, Python {machine['python']}. Machines differ, so run it: "
        "`bench/notices_page.py` names the commands."
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def _rows(section: Told, key: str = "{}") -> list[tuple[str, Told]]:
    return [(name, section[key.format(name)]) for name in _DATABASES if key.format(name) in section]


def _planning(section: Told) -> str:
    found = _rows(section)
    if not found:
        return ""
    rows = [
        (
            name,
            f"{one['residents']:,}",
            f"{one['lines']:,} in {one['plans']}",
            in_seconds(one["seconds"]),
            f"{one['megabytes']:,.0f} MB",
            in_seconds(one["again_seconds"]),
            f"{in_seconds(one['after_seconds'])}, {one['told_twice']:,} lines",
        )
        for name, one in found
    ]
    head = (
        "database",
        "residents with news",
        "lines in plans",
        "planned",
        "memory",
        "again",
        "after all were told",
    )
    return (
        "## Planning\n\nThe goal is a minute for a million residents with news. Comparing the two nights is not in it; "
        "memory is the\nplanning process's own. *Again* is the same night once more, which must be the same plans; "
        "*after all were told* is\nanother night, which must tell nobody anything.\n\n" + _table(head, rows)
    )


def _outbox(section: Told) -> str:
    parts: list[str] = []
    rows: list[tuple[str, ...]]
    head: tuple[str, ...]
    if found := _rows(section, "steady:{}"):
        rows = [
            (
                name,
                f"{one['a_minute']:,} a minute, {one['notices']:,} in all",
                f"{one['workers']}",
                *(f"{one[share]:.2f} s" for share in ("half", "95%", "99.9%", "last")),
                one["within_10_s"],
            )
            for name, one in found
        ]
        head = ("database", "notices", "workers", "half", "95 %", "99.9 %", "last", "within 10 s")
        parts.append(
            "How soon mails are handed to a local mail server (goal: 95 % within 10 s):\n\n"
            + _table(head, rows)
        )
    if found := _rows(section, "kills:{}"):
        rows = [
            (
                name,
                f"{one['notices']:,}",
                f"{one['kills']}",
                f"{one['lost']:,}",
                f"{one['twice']:,}",
                f"{one['foreign']:,}",
                f"{one['a_second']:,}",
            )
            for name, one in found
        ]
        head = ("database", "notices", "`kill -9`", "lost", "came twice", "nobody's", "a second")
        parts.append(
            "Workers killed at random points (goal: none lost; what comes twice has one Message-ID):\n\n"
            + _table(head, rows)
        )
    if found := _rows(section, "down:{}"):
        rows = [
            (
                name,
                f"{one['notices']:,}",
                f"{one['down_s']:.0f} s",
                f"{one['first_after_s']:.1f} s",
                f"{one['drained_s']:.1f} s",
                f"{one['lost']:,}",
                f"{one['twice']:,}",
                f"{one['out_of_order']:,}",
            )
            for name, one in found
        ]
        head = (
            "database",
            "notices",
            "down",
            "first after",
            "drained in",
            "lost",
            "came twice",
            "out of order",
        )
        parts.append("The mail server is down for a while and comes back:\n\n" + _table(head, rows))
    return "\n\n".join(["## The outbox", *parts]) if parts else ""


def _broadcasts(section: Told) -> str:
    found = _rows(section)
    if not found:
        return ""
    rows = [
        (
            name,
            f"{one['residents']:,}",
            f"{one['rows_written']:,}",
            f"{one['published_ms']:,} ms",
            f"{one['inboxes_opened']:,}, {one['without_it']:,} without it",
            f"{one['open_half_ms']:.1f} ms, {one['open_95%_ms']:.1f} ms",
            f"{one['hints']:,}, {one['hints_a_second']:,} a second",
        )
        for name, one in found
    ]
    head = ("database", "residents", "rows", "published", "inboxes opened", "half, 95 % within", "hints")
    return (
        "## A notice to everybody\n\nOne row whatever their number; it shows in every inbox, and who chose a way "
        "gets a hint.\n\n" + _table(head, rows)
    )


def _audit(section: Told) -> str:
    found = _rows(section)
    if not found:
        return ""
    rows = [
        (
            name,
            f"{one['writers']} × {one['entries']:,}",
            *(
                f"{one[way] * 1e6 / (one['writers'] * one['entries']):,.0f} µs"
                for way in ("plain", "own", "shared")
            ),
            f"{100 * (one['own'] / one['plain'] - 1):+.1f} %",
            f"{one['verified']:,} in {in_seconds(one['verify_seconds'])}, {'sound' if one['sound'] else 'BROKEN'}",
        )
        for name, one in found
    ]
    head = (
        "database",
        "entries",
        "without a chain",
        "a chain an area",
        "one chain for all",
        "costs",
        "verified",
    )
    return (
        "## The audit chain\n\nAn entry as a request makes it, a transaction of its own; the fastest of three "
        "rounds.\n\n" + _table(head, rows)
    )


_WANTED = {
    "planning": _DATABASES,
    "outbox": tuple(f"{trial}:{name}" for trial in ("steady", "kills", "down") for name in _DATABASES),
    "broadcasts": _DATABASES,
    "audit": _DATABASES,
}


def _missing(results: Told) -> str:
    lacking = [
        f"{section} ({name})"
        for section, names in _WANTED.items()
        for name in names
        if name not in results.get(section, {})
    ]
    return f"Not measured yet: {', '.join(lacking)}." if lacking else ""


def _busy(results: Told) -> str:
    busy = [
        f"{section} ({name}, load {one['load_before']:.1f})"
        for section in _WANTED
        for name, one in sorted(results.get(section, {}).items())
        if one["load_before"] > BUSY
    ]
    if not busy:
        return ""
    return f"Something else was running when these began, so they may be slower than they are:\n{', '.join(busy)}."


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page from a results file; 2 where there is none."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", type=Path, help="JSON written by --out")
    parser.add_argument("--page", type=Path, default=ROOT / PAGE, help=f"default {PAGE}")
    call = parser.parse_args(arguments)
    try:
        results = json.loads(call.results.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"{call.results}: {error}", file=sys.stderr)
        return 2
    call.page.write_text(page(results), encoding="utf-8")
    print(call.page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
