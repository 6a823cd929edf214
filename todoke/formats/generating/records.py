"""A synthetic record in the exact shape of the published ones, drawn with the rates measured on them.

Rates: registry of 2025-08-20, 7,812 records, as measured by public readings of the file.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from todoke.base import municipalities
from todoke.base.municipalities import Municipality
from todoke.formats.areas import DATA
from todoke.formats.generating import phrases
from todoke.formats.tokyo.leaves import blank

FIRST_SERIAL = 900_000
"""Synthetic records are numbered from here; no published record comes near."""

EXPLICIT_AGE = 2_794 / 7_812
PRENATAL = 1_279 / 7_812
FREE_CONDITIONS = 3_808 / 7_812
INCOME = 833 / 7_812
ONLINE = 1_179 / 7_812
NO_UPDATE_DATE = 0.085
GLUED_TEXTS = 4_800 / 7_812
GLUED_LINKS = (4, 11)
PIPE_TABLES = 0.15
REQUIRES = 157 / 7_812
EXCLUDES = 151 / 7_812
GROUNDS = 0.06


@dataclass(frozen=True, slots=True)
class Menu:
    """What a record may be about."""

    um: int
    name: str
    tags: tuple[str, ...]
    who: tuple[str, ...]
    kinds: tuple[str, ...]
    law: str
    article: str
    persons: str
    ages: tuple[int, int] | None
    prenatal: bool
    named: bool
    money: bool


@lru_cache(maxsize=1)
def menus() -> tuple[Menu, ...]:
    """Return what records may be about."""
    raw = yaml.safe_load((DATA / "formats" / "synthetic_menus.yaml").read_text(encoding="utf-8"))
    return tuple(
        Menu(
            each["um"],
            each["name"],
            tuple(each["tags"]),
            tuple(each["who"]),
            tuple(each["kinds"]),
            each["law"],
            each["article"],
            each["persons"],
            tuple(each["ages"]) if "ages" in each else None,
            each.get("prenatal", False),
            each.get("named", False),
            each.get("money", False),
        )
        for each in raw
    )


@lru_cache(maxsize=1)
def _split() -> tuple[tuple[Menu, ...], tuple[Menu, ...]]:
    prenatal = tuple(menu for menu in menus() if menu.prenatal)
    return prenatal, tuple(menu for menu in menus() if not menu.prenatal)


@lru_cache(maxsize=1)
def _municipalities() -> tuple[Municipality, ...]:
    return tuple(municipalities.load(DATA / "municipalities.csv"))


def record(number: int, luck: random.Random) -> dict[str, Any]:
    """Return a clean record; ``number`` counts from 0 and becomes its serial."""
    city = luck.choice(_municipalities())
    menu = luck.choice(_split()[0 if luck.random() < PRENATAL else 1])
    names = {"city": city.name, "name": menu.name, "persons": menu.persons}
    site = city.website.rstrip("/")
    section = luck.choice(phrases.SECTIONS)
    found = blank()
    found["institutionName"] = {
        "canonicalName": menu.name,
        "shortName": menu.name if luck.random() < 0.7 else f"{city.name}{menu.name}",
    }
    found["summary"] = luck.choice(phrases.OPENINGS).format(**names) + luck.choice(phrases.DETAILS)
    found["description"] = _description(names, site, number, luck)
    _target(found, menu, names, luck)
    _support(found, menu, luck)
    _times(found, luck)
    _ways(found, site, number, luck)
    found["localGovernmentLink"] = {"uri": f"{site}/synthetic/{number}.html", "title": menu.name}
    found["relatedLink"] = [
        {"uri": f"{site}/synthetic/{number}/{place}.html", "title": title.format(**names)}
        for place, title in enumerate(luck.sample(phrases.LINK_TITLES, luck.choice((0, 0, 1, 2, 4))))
    ]
    phone = f"03-0000-{luck.randrange(10_000):04}"
    found["contact"] = {
        "contactName": f"{city.name}{section}",
        "contactPhone": phone,
        "contactEx": str(luck.randrange(1000, 9999)) if luck.random() < 0.3 else None,
        "contactEmail": f"{luck.randrange(100, 999)}@city.example.jp" if luck.random() < 0.2 else None,
        "contactUrl": f"{site}/synthetic/form" if luck.random() < 0.3 else None,
        "contactComment": luck.choice(phrases.WHEN) if luck.random() < 0.3 else None,
        "zipCode": f"1{luck.randrange(1_000_000):06}" if luck.random() < 0.5 else None,
        "contactAddress": f"東京都{city.name}1-1-1" if luck.random() < 0.5 else None,
    }
    found["area"]["areaCode"] = f"{city.code};{city.name}"
    found["class"] = 1
    found["remarks"] = phrases.MARK
    found["basicInformation"] = {
        "psid": f"psid3.0+{city.corporate_number}+{FIRST_SERIAL + number}+UM{menu.um}",
        "organization": city.corporate_number,
        "compartment": section,
        "compartmentCode": None,
        "institutionType": 1,
    }
    found["updateDate"] = None if luck.random() < NO_UPDATE_DATE else _day(luck, 2014, 2025)
    found["odInformation"] = {
        "updateDate": _day(luck, 2024, 2025),
        "updater": city.name,
        "content": luck.choice(phrases.UPDATES),
    }
    found["regulation"] = {"regulationName": menu.law, "regulationArticle": menu.article}
    found["tag"] = {
        "categoryCode": list(menu.tags),
        "targetCode": list(menu.who),
        "contentsCode": list(menu.kinds),
    }
    found["useConsiderationFlag"] = False
    return found


def _day(luck: random.Random, first: int, last: int) -> str:
    return f"{luck.randint(first, last)}-{luck.randint(1, 12):02}-{luck.randint(1, 28):02}"


def _description(names: dict[str, str], site: str, number: int, luck: random.Random) -> str:
    parts = []
    for heading in luck.sample(phrases.HEADINGS, luck.randint(2, 5)):
        sentences = "".join(luck.sample(phrases.DETAILS, luck.randint(2, 5)))
        parts.append(f"{heading}\n{luck.choice(phrases.OPENINGS).format(**names)}{sentences}")
    if luck.random() < PIPE_TABLES:
        parts.append(_table(names))
    if luck.random() < GLUED_TEXTS:
        titles = [luck.choice(phrases.LINK_TITLES).format(**names) for _ in range(luck.randint(*GLUED_LINKS))]
        parts.append(
            "\n".join(f"{title};{site}/synthetic/{number}/d{place}.pdf" for place, title in enumerate(titles))
        )
    return "\n\n".join(parts)


def _table(names: dict[str, str]) -> str:
    head, *rows = phrases.TABLE
    lines = ["|" + "|".join(head) + "|", "|" + "|".join(":----" for _ in head) + "|"]
    return "\n".join(lines + ["|" + "|".join(cell.format(**names) for cell in row) + "|" for row in rows])


def _target(found: dict[str, Any], menu: Menu, names: dict[str, str], luck: random.Random) -> None:
    target = found["target"]
    target["targetPersons"] = menu.persons if luck.random() < 0.8 else None
    # Two records in three have a menu with ages; drawing more often among them keeps the rate over all.
    if menu.ages and luck.random() < EXPLICIT_AGE / _with_ages():
        _ages(target, *menu.ages, luck)
    if luck.random() >= FREE_CONDITIONS:
        return
    conditions = []
    for words, rate in ((phrases.INCOME, INCOME), (phrases.REQUIRES, REQUIRES), (phrases.EXCLUDES, EXCLUDES)):
        if luck.random() < rate / FREE_CONDITIONS:
            conditions.append(luck.choice(words))
    if luck.random() < GROUNDS / FREE_CONDITIONS:
        grounds = luck.sample(phrases.GROUNDS, luck.randint(2, 9))
        conditions.append("次のいずれかにより保育が必要なこと\n" + "\n".join(f"・{each}" for each in grounds))
    if not conditions or luck.random() < 0.7:
        conditions = luck.sample(phrases.CONDITIONS, luck.randint(1, 3)) + conditions
    amounts = {"amount": luck.randrange(200, 950, 10), "tax": luck.randrange(48, 257) * 1000}
    target["conditions"] = "\n".join(conditions).format(**names, **amounts)


@lru_cache(maxsize=1)
def _with_ages() -> float:
    """Return the share of records whose menu has ages."""
    prenatal, others = _split()
    return PRENATAL * sum(bool(menu.ages) for menu in prenatal) / len(prenatal) + (1 - PRENATAL) * sum(
        bool(menu.ages) for menu in others
    ) / len(others)


def _ages(target: dict[str, Any], lower: int, upper: int, luck: random.Random) -> None:
    """Write a band in the leaves an office might choose."""
    if lower:
        leaf = "targetAge" if lower % 12 == 0 else "targetAgeOfMonths"
        target["greaterThanOrEqualTo"][leaf] = lower // 12 if lower % 12 == 0 else lower
    if upper % 12 == 0 and luck.random() < 0.5:
        target["lessThanOrEqualTo"]["targetAge"] = upper // 12 - 1
    elif upper % 12 == 0:
        target["lessThan"]["targetAge"] = upper // 12
    else:
        target["lessThan"]["targetAgeOfMonths"] = upper


def _support(found: dict[str, Any], menu: Menu, luck: random.Random) -> None:
    amount = f"{luck.randrange(1, 60) * 500:,}"
    money = luck.choice(phrases.MONEY).format(amount=amount) if menu.money else None
    goods = None if money else luck.choice(phrases.GOODS)
    told = "".join(luck.sample(phrases.DETAILS, luck.randint(2, 6)))
    found["support"] = {
        "description": f"{money or goods}\n{told}",
        "monetarySupport": f"{money}\n{told}" if money else None,
        "materiallySupport": f"{goods}\n{told}" if goods else None,
    }
    if luck.random() < 0.4:
        found["cost"] = luck.choice(phrases.COSTS)
    if luck.random() < 0.1:
        found["costConditions"] = "住民税非課税世帯と生活保護を受けている世帯は免除されます。"


def _times(found: dict[str, Any], luck: random.Random) -> None:
    offered, apply = found["implementationPeriod"], found["procedurePeriod"]
    if luck.random() < 0.3:
        offered["conditions"] = luck.choice(phrases.WHEN)
    if luck.random() < 0.12:
        year = luck.randint(2022, 2025)
        offered["fromYMD"], offered["toYMD"] = f"{year}-04-01", f"{year + 1}-03-31"
    if luck.random() < 0.1:
        offered["fromHM"], offered["toHM"] = f"{luck.randint(8, 11):02}:00", f"{luck.randint(15, 19):02}:30"
    if luck.random() < 0.3:
        apply["conditions"] = luck.choice(phrases.APPLY_WHEN)
    if luck.random() < 0.08:
        apply["fromYMD"] = _day(luck, 2023, 2024)
        apply["toYMD"] = _day(luck, 2025, 2026)
    if luck.random() < 0.2:
        place = {"implementationName": "保健センター", "implementationAddress": "東京都内の各会場"}
        found["implementationPlace"] = place
    if luck.random() < 0.08:
        found["capacity"] = f"{luck.randrange(5, 60)}人"
    if luck.random() < 0.1:
        times = {"fromHM": "09:00", "toHM": "17:00", "condiutilizationConditionstions": "年末年始を除きます"}
        found["utilizationTime"] = times
        found["holiday"] = "日曜日、祝日、年末年始"


def _ways(found: dict[str, Any], site: str, number: int, luck: random.Random) -> None:
    if luck.random() < 0.5:
        found["procedureMethod"] = luck.choice(phrases.METHODS)
        found["procedurePersons"] = luck.choice(("本人", "保護者", "本人または代理の方"))
    if luck.random() < 0.5:
        found["procedureCounter"] = luck.choice(phrases.SECTIONS)
    found["electronicSubmission"] = luck.random() < ONLINE
    if luck.random() < 0.4:
        found["belongings"] = "\n".join(
            f"・{each}" for each in luck.sample(phrases.PAPERS, luck.randint(1, 4))
        )
    if luck.random() < 0.15:
        found["procedureDocumentsCode"]["others"] = "\n".join(luck.sample(phrases.PAPERS, 2))
    if luck.random() < 0.25:
        found["formLink"] = [{"uri": f"{site}/synthetic/{number}/form.pdf", "title": "申請書"}]
    if luck.random() < 0.3:
        found["utilization"] = luck.choice(phrases.DETAILS)
