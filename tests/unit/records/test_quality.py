"""The quality score: every repair raises it, and the figures are what the data says."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from todoke.records.quality import JUDGES, Quality, Seen, load_quality, score, unmet

ON = date(2026, 11, 22)
QUALITY = load_quality(Path(__file__).resolve().parents[3] / "data" / "registry" / "quality.yaml")
SEEN = Seen(ON, dead=("https://dead.example/",))
BAD: dict[str, Any] = {
    "kind": "program",
    "links": [{"url": "https://dead.example/"}],
    "target": {"conditions": {"ja": "市長が認める人"}},
    "periods": [{"kind": "range", "to": "2026-03-31", "purpose": "offered"}],
}
REPAIRS: dict[str, dict[str, Any]] = {
    "links": {"links": [{"url": "https://live.example/"}]},
    "checked": {"checked_on": "2026-01-01"},
    "periods_hold": {"periods": []},
    "ages": {"target": {"conditions": {"ja": "市長が認める人"}, "ages": [{"until": 36}]}},
    "conditions": {"target": {}},
    "amount": {"support": {"amounts": [{"text": {"ja": "月1万円"}, "yen": 10000}]}},
    "documents": {"documents": [{"name": {"ja": "申請書"}}]},
    "online": {"digital": {"state": "not_yet", "reason_kind": "law"}},
    "contact": {"contacts": [{"phone": "042"}]},
    "period": {"periods": [{"kind": "always"}]},
}


def points(*plains):
    return score([(plain, SEEN) for plain in plains], QUALITY).points


def test_every_measure_of_the_data_is_repaired_in_this_test():
    assert {each.key for each in QUALITY.measures} == set(REPAIRS) == set(JUDGES)
    assert sum(each.weight for each in QUALITY.measures) == 100


def test_nothing_right_is_nought_and_all_right_is_a_hundred():
    assert points(BAD) == 0
    whole = {**BAD}
    for key in ("links", "checked", "amount", "documents", "online", "contact", "period"):
        whole |= REPAIRS[key]
    assert points({**whole, "target": {"ages": [{}]}}) == 100


@pytest.mark.parametrize("key", REPAIRS)
def test_each_repair_raises_the_score_and_mends_its_own_measure(key):
    repaired = {**BAD, **REPAIRS[key]}
    assert points(repaired) > points(BAD)
    assert key not in {each.key for each in unmet(repaired, SEEN, QUALITY)}
    assert key in {each.key for each in unmet(BAD, SEEN, QUALITY)}


def test_what_is_asked_of_no_record_counts_for_nothing():
    procedure = {"kind": "procedure", "links": [{"url": "https://live.example/"}]}
    found = score([(procedure, SEEN)], QUALITY)
    assert {rate.measure.key for rate in found.rates if rate.asked == 0} == {"ages", "conditions", "amount"}
    # 20 for the link and 10 for no passed deadline, of the 72 that are asked of procedures
    assert found.points == 30 * 100 // 72


def test_a_hundred_percent_means_all_of_them():
    good = [({"kind": "program", "checked_on": "2026-11-01"}, SEEN)] * 999
    found = score([*good, ({"kind": "program"}, SEEN)], QUALITY)
    assert next(rate for rate in found.rates if rate.measure.key == "checked").percent == 99


def test_without_records_there_is_no_score():
    assert score([], QUALITY).points is None


def test_a_check_holds_for_a_year():
    for checked, met in (("2026-11-22", True), ("2025-11-23", True), ("2025-11-22", False)):
        assert JUDGES["checked"]({"kind": "program", "checked_on": checked}, SEEN) is met, checked


def test_an_unknown_measure_is_refused():
    raw = {"stale_after_months": 12, "measures": [{"key": "beauty", "weight": 1, "label": "x", "why": "y"}]}
    with pytest.raises(ValidationError, match="beauty"):
        Quality.model_validate(raw)
