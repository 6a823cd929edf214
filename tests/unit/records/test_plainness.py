"""Pages that reach their button in few and plain words (A9)."""

from pathlib import Path

import pytest

from todoke.records.content import ProcedureContent
from todoke.records.files import read_records
from todoke.records.plainness import LONGEST_LEAD, judge_plainness

DATA = Path(__file__).resolve().parents[3] / "data"


def judged(summary: str, name: str = "転入届") -> set[str]:
    content = ProcedureContent.model_validate({"name": name, "level": "municipality", "summary": summary})
    return {finding.rule for finding in judge_plainness(content).errors}


def test_a_short_and_plain_lead_passes() -> None:
    assert judged("引っ越してきた日から14日以内に届け出ます。") == set()


@pytest.mark.parametrize(
    "summary",
    [
        "住民基本台帳法第22条第1項の規定による届出です。",
        "転入をした者は、転入をした日から14日以内に、次に掲げる事項を届け出なければならない。又は代理人が届け出る。",
        "児童手当法施行令に基づき支給します。",
    ],
)
def test_statute_language_in_the_lead_fails(summary: str) -> None:
    assert "statute" in judged(summary)


def test_too_many_words_before_the_button_fail() -> None:
    assert judged("あ" * LONGEST_LEAD) == set()
    assert judged("あ" * (LONGEST_LEAD + 1)) == {"lead_long"}


def test_a_page_without_a_lead_fails() -> None:
    assert judged(" ") == {"no_lead"}


def test_every_record_of_the_seed_passes() -> None:
    wrong = {
        filed.alias: [finding.message for finding in judge_plainness(version.content).errors]
        for filed in read_records(DATA / "registry")
        for version in filed.record.versions
        if judge_plainness(version.content).errors
    }
    assert wrong == {}
