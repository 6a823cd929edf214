"""Dirt as the published registry has it, laid over clean records with its measured or plausible rates.

Measured: both forms of dates and 「随時」 in one field, glued commas, lost zeros and blanks in codes, codes in the
wrong list, 「檜原村」 with a tab, (at) in mail addresses, months written as years (10 contradictions in 7,812 records).
Rates of single kinds of dirt that nobody has counted are ours.
"""

from __future__ import annotations

import random
from typing import Any

SLASHED_DATES = 0.15
ALWAYS_IN_DATES = 0.03
GLUED_CODES = 0.004
BLANK_IN_CODES = 0.004
LOST_ZEROS = 0.002
WRONG_LIST = 0.01
AT_WORDS = 0.3
MONTHS_FOR_YEARS = 10 / 7_812
ZERO_MONTHS = 3 / 7_812
TRAILING_BLANKS = 0.01
EMPTY_TEXTS = 0.01
LOOSE_TIMES = 0.2
FULL_WIDTH_PHONES = 0.01
REVERSED_PERIODS = 0.001


def soil(record: dict[str, Any], luck: random.Random) -> dict[str, Any]:
    """Return the record with what dirt falls on it; the record itself is changed."""
    _codes(record["tag"], luck)
    _days(record, luck)
    _ages(record, luck)
    area = record["area"]
    if "檜原村" in area["areaCode"]:
        area["areaCode"] += "\t"
    contact = record["contact"]
    if contact["contactEmail"] and luck.random() < AT_WORDS:
        contact["contactEmail"] = contact["contactEmail"].replace("@", luck.choice(("(at)", "（at）"))) + "\n"
    if luck.random() < FULL_WIDTH_PHONES:
        contact["contactPhone"] = contact["contactPhone"].translate(_WIDE)
    if luck.random() < TRAILING_BLANKS:
        record["summary"] += luck.choice(("\n", "\t", "　"))
    if luck.random() < EMPTY_TEXTS:
        record["specificDate"] = ""
    return record


_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")


def _codes(tags: dict[str, list[str]], luck: random.Random) -> None:
    codes = tags["categoryCode"]
    if len(codes) > 1 and luck.random() < GLUED_CODES * 2:
        tags["categoryCode"] = [luck.choice(("，", ",", "、")).join(codes)]
        return
    if luck.random() < BLANK_IN_CODES:
        codes[0] += " "
    if luck.random() < LOST_ZEROS:
        tags["targetCode"][0] = tags["targetCode"][0].lstrip("0")
    if luck.random() < WRONG_LIST:
        tags["categoryCode"].append(tags["contentsCode"].pop())


def _days(record: dict[str, Any], luck: random.Random) -> None:
    for group in (record["implementationPeriod"], record["procedurePeriod"]):
        for key in ("fromYMD", "toYMD"):
            if group[key] and luck.random() < SLASHED_DATES:
                group[key] = group[key].replace("-", "/")
        if group["fromHM"] and luck.random() < LOOSE_TIMES:
            group["fromHM"] = group["fromHM"].lstrip("0")
    apply = record["procedurePeriod"]
    if luck.random() < ALWAYS_IN_DATES:
        apply["fromYMD"], apply["toYMD"] = "随時", None
    elif apply["fromYMD"] and luck.random() < REVERSED_PERIODS:
        apply["fromYMD"], apply["toYMD"] = apply["toYMD"], apply["fromYMD"]
    if record["updateDate"] and luck.random() < SLASHED_DATES:
        record["updateDate"] = record["updateDate"].replace("-", "/")
    if luck.random() < 0.0005:
        record["updateDate"] = "2003-10-31"


def _ages(record: dict[str, Any], luck: random.Random) -> None:
    target = record["target"]
    if luck.random() < ZERO_MONTHS:
        target["lessThan"]["targetAgeOfMonths"] = 0
    named = "～" in record["institutionName"]["canonicalName"]
    # Only some five records in a hundred name their months; the dirt falls on those.
    if named and luck.random() < MONTHS_FOR_YEARS * 15:
        first, last = record["institutionName"]["canonicalName"].split("か月")[0].split("～")
        target["greaterThanOrEqualTo"] = {"targetAge": int(first), "targetAgeOfMonths": None}
        target["lessThan"] = {"targetAge": int(last) + 2, "targetAgeOfMonths": None}
