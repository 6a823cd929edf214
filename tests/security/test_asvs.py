"""The table of the yardstick is complete, and what it points at is there."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "security"
STATES = {"met", "partly", "open", "n/a"}
DEEPER = {"V8", "V10", "V16"}
"""Chapters in which level 3 is answered too."""
WHOLE_FILES = {"V13.4.5", "V15.2.3"}
"""Shown by all tests of a file together."""


def table() -> list[dict[str, str]]:
    with (FOLDER / "asvs.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def levels() -> dict[str, int]:
    """Return the level of every requirement of the standard."""
    with (FOLDER / "asvs-levels.csv").open(newline="", encoding="utf-8") as file:
        return {
            f"{row['section']}.{number}": int(level)
            for row in csv.DictReader(file)
            for number, level in enumerate(row["levels"], start=1)
        }


def test_the_standard_has_as_many_requirements_as_it_says():
    """70, 183 and 92 of levels 1, 2 and 3 (ASVS 5.0.0)."""
    assert Counter(levels().values()) == {1: 70, 2: 183, 3: 92}


def test_every_requirement_is_answered_once_and_with_its_level():
    asked = {name for name, level in levels().items() if level <= 2 or name.partition(".")[0] in DEEPER}
    answered = Counter(row["id"] for row in table())
    assert set(answered) == asked
    assert set(answered.values()) == {1}
    assert {row["id"]: int(row["level"]) for row in table()} == {name: levels()[name] for name in answered}


@pytest.mark.parametrize("row", table(), ids=lambda row: row["id"])
def test_an_answer_names_a_place_that_is_there_and_says_why(row):
    """A place is a file or folder, or a test in a file (``file::test``) that is there under that name."""
    assert row["state"] in STATES
    file, _, test = row["where"].partition("::")
    assert (ROOT / file).exists()
    if test:
        assert re.search(rf"^def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert 3 < len(row["why"]) < 160


def test_a_file_of_tests_shows_nothing_before_the_test_is_named():
    """Of what is met; a whole file of tests could be named for anything."""
    vague = [row["id"] for row in table() if row["state"] == "met" and is_of_tests(row["where"])]
    assert sorted(vague) == sorted(WHOLE_FILES)


def is_of_tests(where: str) -> bool:
    return Path(where).name.startswith("test_") and "::" not in where


def test_the_totals_in_the_document_are_those_of_the_table():
    """``python -m tests.security.test_asvs`` prints them."""
    assert totals() in (FOLDER / "README.md").read_text(encoding="utf-8")


def totals() -> str:
    """Return the totals by level and state, as the document has them."""
    states = ("met", "partly", "open", "n/a")
    counts = Counter((row["level"], row["state"]) for row in table())
    lines = ["| level | " + " | ".join(states) + " | all |", "|---" * (len(states) + 2) + "|"]
    for level in ("1", "2", "3"):
        some = [counts[level, state] for state in states]
        lines.append(f"| {level} | " + " | ".join(map(str, some)) + f" | {sum(some)} |")
    every = [sum(counts[level, state] for level in "123") for state in states]
    lines.append("| all | " + " | ".join(map(str, every)) + f" | {sum(every)} |")
    return "\n".join(lines)


def test_what_is_met_is_shown_by_more_than_a_page():
    pages = [row["id"] for row in table() if row["state"] == "met" and row["where"].endswith("README.md")]
    # Requirements about documents are met by one.
    assert [name for name in pages if not documented(name)] == []


def documented(name: str) -> bool:
    """Return whether a requirement asks for a document, or for something that is not there at all."""
    return name.split(".")[1] == "1" or name in {"V6.4.2", "V7.6.1"}


if __name__ == "__main__":
    print(totals())
