"""The page of what notices were measured to do says what the results file says, and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from bench import notices_page
from bench.notices_results import keep

PLANNING = {
    "residents": 1_000_000,
    "lines": 800_001,
    "plans": 3,
    "seconds": 24.7,
    "megabytes": 596.4,
    "again_seconds": 1.25,
    "after_seconds": 12.1,
    "told_twice": 0,
}
STEADY = {
    "a_minute": 500,
    "notices": 2500,
    "workers": 2,
    "within_10_s": "100.0%",
    "half": 0.4,
    "95%": 0.88,
    "99.9%": 0.99,
    "last": 1.1,
}
KILLS = {"notices": 100_000, "kills": 20, "lost": 0, "twice": 7, "foreign": 0, "a_second": 321}
DOWN = {
    "notices": 2000,
    "down_s": 60.0,
    "first_after_s": 1.5,
    "drained_s": 20.0,
    "lost": 0,
    "twice": 0,
    "out_of_order": 0,
}
EVERYBODY = {
    "residents": 1_000_000,
    "rows_written": 1,
    "published_ms": 12,
    "inboxes_opened": 300,
    "without_it": 0,
    "open_half_ms": 3.1,
    "open_95%_ms": 4.5,
    "hints": 20_000,
    "hints_a_second": 900,
}
AUDIT = {
    "entries": 2000,
    "writers": 2,
    "plain": 4.0,
    "own": 4.2,
    "shared": 9.0,
    "verified": 24_000,
    "verify_seconds": 1.5,
    "sound": True,
}
ALL = (
    ("planning", "SQLite", PLANNING),
    ("outbox", "steady:SQLite", STEADY),
    ("outbox", "kills:PostgreSQL", KILLS),
    ("outbox", "down:SQLite", DOWN),
    ("broadcasts", "PostgreSQL", EVERYBODY),
    ("audit", "SQLite", AUDIT),
)


def written(folder: Path, *measured: tuple[str, str, dict[str, Any]], load: float = 0.1) -> str:
    """Return the page of these measurements."""
    results, page = folder / "results.json", folder / "page.md"
    for section, name, figures in measured:
        keep(results, section, name, figures, load=load)
    assert notices_page.main([str(results), "--page", str(page)]) == 0
    assert not list(folder.glob(".*")), "no half-written file stays"
    return page.read_text(encoding="utf-8")


def test_each_measurement_stands_in_its_table(tmp_path: Path) -> None:
    page = written(tmp_path, *ALL)
    for told in (
        "| SQLite | 1,000,000 | 800,001 in 3 | 25 s | 596 MB |",
        "| 0.40 s | 0.88 s | 0.99 s | 1.10 s | 100.0% |",
        "| PostgreSQL | 100,000 | 20 | 0 | 7 | 0 | 321 |",
        "| SQLite | 2,000 | 60 s | 1.5 s | 20.0 s | 0 | 0 | 0 |",
        "| PostgreSQL | 1,000,000 | 1 | 12 ms | 300, 0 without it |",
        "| SQLite | 2 × 2,000 | 1,000 µs | 1,050 µs | 2,250 µs | +5.0 % | 24,000 in 1.50 s, sound |",
    ):
        assert told in page
    assert "Something else was running" not in page


def test_what_was_not_measured_is_named_and_a_busy_machine_too(tmp_path: Path) -> None:
    page = written(tmp_path, ("planning", "SQLite", PLANNING), load=3.2)
    assert "## The outbox" not in page
    assert "Not measured yet: planning (PostgreSQL), outbox (steady:SQLite)" in page
    assert "planning (SQLite, load 3.2)" in page


def test_a_new_measurement_takes_the_place_of_the_old_and_leaves_the_others(tmp_path: Path) -> None:
    page = written(tmp_path, *ALL, ("planning", "SQLite", PLANNING | {"seconds": 61.0}))
    assert "| 61 s |" in page
    assert "| 25 s |" not in page
    assert "## The audit chain" in page


def test_without_a_results_file_no_page_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert notices_page.main([str(tmp_path / "none.json"), "--page", str(tmp_path / "page.md")]) == 2
    assert not (tmp_path / "page.md").exists()
    assert "none.json" in capsys.readouterr().err
