"""Matching at Tokyo's size, measured: ``python -m bench.matching`` (or ``make bench-match``).

Each section writes its figures into the results file as soon as it has them; started again, only what is missing is
measured. The README's table and the page of measured figures are written from that file by ``--readme FILE``.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import matching_machine, matching_table
from bench.matching_files import TOKYO, Bench
from bench.matching_sections import SECTIONS

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "var" / "bench"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; return 1 where a section failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a running job is stopped too
    options = _options(arguments)
    if options.readme is not None:
        return matching_table.write(json.loads(options.readme.read_text(encoding="utf-8")), ROOT)
    bench = Bench(
        work=options.work.resolve(),
        residents=options.residents,
        runs=options.runs,
        households=options.households,
        kills=options.kills,
        results=_Results.open(options.out or options.work / "results.json"),
    )
    bench.work.mkdir(parents=True, exist_ok=True)
    bench.results.set("machine", matching_machine.facts() | {"measured": _now()})
    names = options.section or [name for name in SECTIONS if name not in options.skip]
    failed = []
    for name in names:
        if not options.again and bench.results.has(name, bench.key(name)):
            print(f"## {name}: measured before (--again measures anew)\n")
            continue
        print(f"## {name}", flush=True)
        began = time.perf_counter()
        try:
            figures = SECTIONS[name](bench)
        except Exception as error:
            failed.append(name)
            print(f"FAILED: {type(error).__name__}: {error}")
            traceback.print_exc()
            continue
        bench.results.set(name, figures | {"key": bench.key(name), "measured": _now()})
        print(f"({time.perf_counter() - began:.0f} s)\n", flush=True)
    print(matching_table.table(bench.results.figures))
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    names = list(SECTIONS)
    parser.add_argument("--residents", type=int, default=TOKYO, help="the largest population (all of Tokyo)")
    parser.add_argument("--section", action="append", choices=names, help="only this section (repeatable)")
    parser.add_argument("--skip", action="append", default=[], choices=names, help="leave a section out")
    parser.add_argument("--again", action="store_true", help="measure anew what was measured before")
    parser.add_argument("--runs", type=int, default=3, help="runs of which the median counts")
    parser.add_argument("--households", type=int, default=100_000, help="households of the equality section")
    parser.add_argument("--kills", type=int, default=20, help="times a run is killed")
    parser.add_argument("--work", type=Path, default=WORK, help="folder of populations, snapshots and nights")
    parser.add_argument("--out", type=Path, help="results file (JSON); default results.json in --work")
    parser.add_argument(
        "--readme", type=Path, metavar="FILE", help="write README and page from a results file"
    )
    return parser.parse_args(arguments)


@dataclass(slots=True)
class _Results:
    path: Path
    figures: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path) -> _Results:
        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(path, json.loads(path.read_text(encoding="utf-8")) if path.exists() else {})

    def has(self, name: str, key: dict[str, Any]) -> bool:
        return bool(self.figures.get(name, {}).get("key") == key)

    def set(self, name: str, figures: dict[str, Any]) -> None:
        self.figures[name] = figures
        unfinished = self.path.with_suffix(".tmp")
        unfinished.write_text(json.dumps(self.figures, ensure_ascii=False, indent=1), encoding="utf-8")
        unfinished.replace(self.path)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


if __name__ == "__main__":
    sys.exit(main())
