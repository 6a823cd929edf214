"""The measurement itself: watched runs, figures kept section by section, and text written from figures only."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from bench import matching, matching_page, matching_table
from bench.matching_watch import JobError, watch

RUN = {"wall": 3.0, "cpu": 4.0, "peak_mib": 512.0, "others": 0.02, "quiet": True}


def kind(seconds, **more):
    return {
        "seconds": seconds,
        "match_seconds": seconds - 0.1,
        "compare_seconds": 0.1,
        "peak_mib": 1536.0,
        "quiet": 3,
        "bytes": 300 * 1024 * 1024,
        "match_cpu": 2 * seconds,
        "same_bytes": True,
        "persons": 1_000,
        "ns_per_person_program": 1.5,
        "cold": {"figures": {"seconds": seconds + 1}},
    } | more


def size(answers, details):
    anew = {"answers_anew": kind(answers * 10), "details_anew": kind(details * 10)}
    return {"answers": kind(answers), "details": kind(details, quiet=0)} | anew


FIGURES: dict[str, dict[str, Any]] = {
    "machine": {"cpu": "Some processor", "cores": 2, "measured": "2026-11-22T00:00:00", "packages": {"numpy": "2"}},
    "catalog": {"programs": 3_251, "per_person": 200},
    "population": RUN | {"residents": 14_077_552, "bytes": 1},
    "matching": {
        "sizes": {
            "100000": size(0.2, 0.3),
            "14077552": size(4.25, 8.75),
        }
    },
    "bandwidth": {"one": 26e9, "two": 49e9, "moved": 2**30, "seconds": 0.02, "ns_per_person_program": 0.0078},
    "diff": {"seconds": 2.5, "gained": 17_030, "lost": 39_378, "amount": 7, "peak_mib": 100.0, "quiet": 3,
             "causes": {"person": 2, "calendar": 1}, "same_changes": True,
             "anew": {"seconds": 8.5, "peak_mib": 200.0, "quiet": 3}, "key": {"residents": 14_077_552}},
    "spark": {
        "residents": 1_000_000,
        "standalone": RUN
        | {"same_bytes": False, "figures": {"seconds": 9.0, "warm_seconds": 5.0, "session_seconds": 6.0}},
    },
    "equality": {
        "engines": {"sql": {"households": 100_000, "answers": 5, "differences": 0, "unknown_share": 0.3}}
    },
    "postgresql": RUN
    | {"residents": 14, "seconds": 31.5, "read_seconds": 25.0, "match_seconds": 6.5, "anew": 0.0076},
    "days": {"days": {"2026-11-22": {"awake": 0.006, "programs": 0.0}, "2026-04-01": {"awake": 0.25, "programs": 0.3}},
             "anew": 0.0123, "key": {"residents": 14_077_552}},
    "kill": {"kills": 20, "residents": 100_000, "same_bytes": True},
}  # fmt: skip


def test_the_table_tells_every_section_with_its_goal():
    table = matching_table.table(FIGURES)
    words = "residents × 200 programs answered, compared with yesterday, written"
    assert f"| 14,077,552 {words} | 4.25 s, 1.50 GiB | 5 s, 2 GiB |" in table
    assert f"| 100,000 {words} | 0.20 s, 1.50 GiB |  |" in table
    assert "1.500 ns, everybody anew 1.50 ns (copying the bytes that must move alone: 0.0078 ns)" in table
    assert "17,030 gained, 39,378 lost, 7 amounts; by cause: calendar 1, person 2" in table
    assert (
        "| 14 residents read cold from PostgreSQL, yesterday's answers carried over "
        "(0.76% of households answered anew) | 32 s: read 25 s, answered 6.50 s | 60 s for 14,077,552 |"
        in table
    )
    assert "0 differences in 5 answers, 30% of facts unknown" in table


def test_a_goal_beside_a_smaller_run_says_whose_goal_it_is():
    smaller = FIGURES["diff"] | {"key": {"residents": 1_000_000}}
    table = matching_table.table({"matching": {"sizes": {"1000000": size(7.7, 15.0)}}, "diff": smaller})
    assert "1,000,000 residents × 200 programs answered, compared" in table
    assert "| 5 s, 2 GiB for 14,077,552 |" in table
    assert "| 10 s for 14,077,552 |" in table
    assert "two stored nights of 1,000,000 residents compared" in table
    assert "| 5 s for 14,077,552 |" in table
    assert "of 14,077,552 residents compared" in matching_table.table(FIGURES)
    assert "| 5 s |" in matching_table.table(FIGURES)


def test_a_busy_machine_and_different_bytes_are_told():
    table = matching_table.table(FIGURES)
    assert "8.75 s, 1.50 GiB (busy machine)" in table
    assert "DIFFERENT bytes" in table


def test_answers_that_differ_when_carried_over_are_told():
    assert "from those answered anew" not in matching_table.table(FIGURES)
    found = size(0.2, 0.3)
    found["details"]["same_bytes"] = False
    table = matching_table.table({"matching": {"sizes": {"100000": found}}})
    assert table.count(", DIFFERENT bytes from those answered anew") == 1
    read = FIGURES["postgresql"] | {"same_counts": False}
    assert "DIFFERENT answers from those of Parquet" in matching_table.table({"postgresql": read})
    compared = FIGURES["diff"] | {"same_changes": False}
    assert "DIFFERENT changes from those of nights answered anew" in matching_table.table({"diff": compared})
    assert (
        "| the same of nights that were both answered anew | 8.50 s, 0.20 GiB |  |"
        in matching_table.table(FIGURES)
    )


def test_what_was_not_measured_is_not_told():
    assert len(matching_table.table({"kill": FIGURES["kill"]}).splitlines()) == 3
    assert "Scaling" not in matching_page.page({}, "")


def test_the_page_states_machine_scaling_and_limit():
    page = matching_page.page(FIGURES, "the table")
    assert "Some processor, 2 cores" in page
    assert "3,251 in all" in page
    assert (
        "| 100,000 | 0.20 s | 1.500 ns | 0.30 s | 1.20 s | 2.00 s, 3.00 s | 6.00 s, 0.60 s "
        "| 300 MiB, with details 300 MiB |\n" in page
    )
    assert "1,024 MiB, 20 ms at that speed" in page
    assert "| 2026-04-01 | 25.00% | 30.00% |\n| 2026-11-22 | 0.60% | 0.00% |" in page
    assert "1.23% of its households answered anew" in page
    assert "What a passing day wakes" not in matching_page.page({}, "")


def test_a_nation_is_estimated_from_what_was_measured():
    sizes = {"1000000": size(1.0, 0.11), "14077552": size(4.0, 1.4177552)}
    page = matching_page.page(FIGURES | {"matching": {"sizes": sizes}}, "")
    assert "at most 2.00 µs of one core per resident" in page
    assert "a task (a municipality) took 0.13 s more" in page
    assert "| 2 | 237 |" in page
    assert "950,073 residents, 2.0 s" in page
    assert "A nation" not in matching_page.page(FIGURES, "")


def test_the_readme_is_filled_between_its_markers_only(tmp_path):
    (tmp_path / "docs" / "explanation").mkdir(parents=True)
    readme = tmp_path / "README.md"
    readme.write_text(
        f"before\n{matching_table.BEGIN}\nfigures of before\n{matching_table.END}\nafter\n", encoding="utf-8"
    )
    assert matching_table.write(FIGURES, tmp_path) == 0
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "figures of before" not in text
    assert "14,077,552" in text
    assert (
        (tmp_path / matching_page.PAGE).read_text(encoding="utf-8").startswith("# What matching was measured")
    )
    readme.write_text("no markers", encoding="utf-8")
    assert matching_table.write(FIGURES, tmp_path) == 1


def test_a_watched_run_tells_its_memory_and_its_own_figures(tmp_path):
    answer = tmp_path / "answer.json"
    code = (
        "import json, pathlib, sys, time; held = b'x' * 80_000_000; time.sleep(0.4);"
        "pathlib.Path(sys.argv[1]).write_text(json.dumps({'n': 7}))"
    )
    found = watch([sys.executable, "-c", code, str(answer)], limit=20, answer=answer)
    assert found.figures == {"n": 7}
    assert found.wall > 0.4
    assert found.peak_own_mib > 70
    assert 0 <= found.others <= 1


def test_a_run_that_fails_or_takes_too_long_is_named(tmp_path):
    with pytest.raises(JobError, match="no such luck"):
        watch([sys.executable, "-c", "raise SystemExit('no such luck')"], limit=20)
    with pytest.raises(JobError, match="longer than 0 s"):
        watch([sys.executable, "-c", "import time; time.sleep(20)"], limit=0.3)


def test_measured_sections_are_not_measured_again(monkeypatch, tmp_path, capsys):
    asked = []

    def measured(bench):
        asked.append(bench.residents)
        return {"kills": 20, "residents": 1_000, "same_bytes": True}

    def failing(bench):
        raise OSError("no room")

    monkeypatch.setattr(matching, "SECTIONS", {"kill": measured, "spark": failing})
    told = ["--residents", "1000", "--work", str(tmp_path)]
    assert matching.main(told) == 1
    assert matching.main(told) == 1
    assert asked == [1000]
    assert "no room" in capsys.readouterr().out
    assert matching.main([*told, "--again", "--section", "kill"]) == 0
    assert asked == [1000, 1000]
    kept = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert set(kept) == {"machine", "kill"}
