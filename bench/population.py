"""Making populations of several sizes and letting the largest live a day: ``python -m bench.population``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.matching_watch import Watched, watch

TOKYO = 14_077_552
SIZES = (100_000, 1_000_000, TOKYO)
_LIMIT = 3600.0


def measure(residents: int, folder: Path, *, workers: int = 2, seed: int = 1) -> Watched:
    """Make a population of this size in ``folder`` (a new place) and return what it took."""
    told = ["make", "--residents", str(residents), "--seed", str(seed)]
    return _watched([*told, "--workers", str(workers), "--out", str(folder)])


def measure_age(before: Path, folder: Path, *, days: int = 1, workers: int = 2) -> Watched:
    """Let a population live some days into ``folder`` and return what it took."""
    return _watched(
        ["age", str(before), "--days", str(days), "--workers", str(workers), "--out", str(folder)]
    )


def _watched(arguments: list[str]) -> Watched:
    return watch([sys.executable, "-m", "todoke.cli.main", "population", *arguments], limit=_LIMIT)


def main() -> int:
    """Measure, print, and write the figures as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, help="write the figures here as JSON")
    call = parser.parse_args()
    figures: dict[str, Any] = {}
    print(
        f"{'residents':>12} {'':6} {'wall s':>8} {'cpu s':>8} {'us/person':>10} {'peak MiB':>9} {'MB':>7}  others"
    )
    with tempfile.TemporaryDirectory(prefix="todoke-population-") as place:
        for residents in call.residents:
            made, later = Path(place) / f"{residents}", Path(place) / f"{residents}-next"
            for name, took, folder in (
                ("make", measure(residents, made, workers=call.workers), made),
                ("age", measure_age(made, later, workers=call.workers), later),
            ):
                size = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 1e6
                figures[f"{name} {residents}"] = took.as_json() | {"residents": residents, "megabytes": size}
                each = took.cpu / residents * 1e6
                print(
                    f"{residents:>12,} {name:6} {took.wall:8.1f} {took.cpu:8.1f} {each:10.1f} "
                    f"{took.peak_mib:9.0f} {size:7.0f}  {took.others:.0%}",
                    flush=True,
                )
    if call.out:
        call.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
