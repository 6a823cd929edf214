"""Facilities of the standard open data sets: where they are, when they open, what they offer parents.

A facility is a place, neither a program nor a procedure; nothing is made up out of it. Both generations of headers
are read (05: 53 columns, and 28 of the older recommended set; 01).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from todoke.formats import areas
from todoke.formats.areas import DATA
from todoke.formats.cleaning import Cleaning
from todoke.formats.repairs import Problem, RecordError, Repair, Unreadable
from todoke.formats.tables import Table, TableError, read_table

_WEEKDAYS = "月火水木金土日"
_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Facility:
    """A facility as its row says; flags are None where the row does not say. Weekdays: 1 Monday … 7 Sunday."""

    position: int
    name: str
    municipality: str | None = None
    id: str | None = None
    municipality_name: str | None = None
    kana: str | None = None
    english: str | None = None
    kind: str | None = None
    address: str | None = None
    town_id: str | None = None
    city: str | None = None
    town: str | None = None
    block: str | None = None
    building: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    access: str | None = None
    parking: str | None = None
    phone: str | None = None
    extension: str | None = None
    fax: str | None = None
    email: str | None = None
    form_url: str | None = None
    contact_note: str | None = None
    postal_code: str | None = None
    body: str | None = None
    operator: str | None = None
    licensed_on: date | None = None
    capacity: int | None = None
    ages: str | None = None
    weekdays: tuple[int, ...] = ()
    opens: time | None = None
    closes: time | None = None
    hours_note: str | None = None
    temporary_care: bool | None = None
    fee_kind: str | None = None
    fee: str | None = None
    fee_note: str | None = None
    care_opens: time | None = None
    care_closes: time | None = None
    sick_care: bool | None = None
    nursing_room: bool | None = None
    diaper_table: bool | None = None
    eating: str | None = None
    stroller_lent: bool | None = None
    stroller_used: bool | None = None
    url: str | None = None
    image: str | None = None
    image_license: str | None = None
    remarks: str | None = None
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Problem, ...] = ()
    raw: dict[str, str | None] = field(default_factory=dict)


_KINDS: dict[str, str] = {
    **dict.fromkeys(("latitude", "longitude"), "degrees"),
    **dict.fromkeys(("opens", "closes", "care_opens", "care_closes"), "clock"),
    **dict.fromkeys(
        (
            "temporary_care",
            "sick_care",
            "nursing_room",
            "diaper_table",
            "stroller_lent",
            "stroller_used",
        ),
        "flag",
    ),
    **dict.fromkeys(("url", "form_url", "image"), "url"),
    **dict.fromkeys(("phone", "fax"), "phone"),
    "municipality": "municipality",
    "email": "email",
    "postal_code": "postal_code",
    "body": "corporate_number",
    "licensed_on": "only_day",
    "capacity": "integer",
    "weekdays": "weekdays",
}


@lru_cache(maxsize=1)
def headers() -> dict[str, str]:
    """Return our name by every header it is met under, in half width."""
    with (DATA / "formats" / "facilities.csv").open(encoding="utf-8", newline="") as file:
        known = {
            _plain(name): row["field"] for row in csv.DictReader(file) for name in row["names"].split(";")
        }
    assert set(known.values()) <= {each.name for each in fields(Facility)}
    return known


def _plain(header: str) -> str:
    return "".join(unicodedata.normalize("NFKC", header).split())


def open_facilities(path: Path) -> Table:
    """Return the table of a file. Raises TableError where it holds no facilities."""
    table = read_table(path, known=set(headers()))
    found = {headers().get(_plain(column)) for column in table.columns} - {None}
    if "name" not in found or not found & {"address", "latitude", "block"}:
        raise TableError("名称と所在地の列がありません。施設の一覧ではないようです")
    return table


def read(path: Path) -> Iterator[Facility | Unreadable]:
    """Yield the facilities of a file; a row that cannot be read is kept beside its reason."""
    for number, row in open_facilities(path).rows:
        try:
            yield parse(row, position=number)
        except RecordError as error:
            yield Unreadable(number, "\t".join(cell or "" for cell in row.values()), str(error))


def parse(row: dict[str, str | None], *, position: int = 1) -> Facility:
    """Return the facility of a row. Raises RecordError where it has no name."""
    cleaning = Cleaning()
    found: dict[str, Any] = {}
    for header, cell in row.items():
        name = headers().get(_plain(header))
        if name is None or name in found or cell is None:
            continue
        value = _value(cleaning, _KINDS.get(name, "text"), header, cell)
        if value is not None:
            found[name] = value
    if "name" not in found:
        raise RecordError("名称がありません")
    return Facility(
        position=position,
        repairs=tuple(cleaning.repairs),
        problems=tuple(cleaning.problems),
        raw=row,
        **found,
    )


def _value(cleaning: Cleaning, kind: str, header: str, cell: str) -> Any:
    match kind:
        case "degrees":
            return _degrees(cleaning, header, cell)
        case "weekdays":
            return _weekdays(cleaning, header, cell)
        case "municipality":
            return _municipality(cleaning, header, cell)
        case "integer":
            figures = unicodedata.normalize("NFKC", cell).strip().removesuffix("人").removesuffix("名")
            return int(figures) if figures.isdecimal() else cleaning.integer(header, cell)
        case "flag":
            known = {"有": True, "無": False, "1": True, "0": False}
            return known[cell.strip()] if cell.strip() in known else cleaning.flag(header, cell)
    return getattr(cleaning, kind)(header, cell)


def _degrees(cleaning: Cleaning, header: str, cell: str) -> float | None:
    plain = unicodedata.normalize("NFKC", cell).strip()
    if not _NUMBER.fullmatch(plain) or not 20 <= float(plain) <= 154:
        cleaning.doubt(header, cell, "bad_number")
        return None
    return float(plain)


def _weekdays(cleaning: Cleaning, header: str, cell: str) -> tuple[int, ...] | None:
    """Return weekdays written as 「月火水木金」, 「月～金」 or 「12345」."""
    plain = unicodedata.normalize("NFKC", cell).replace("曜日", "").replace("曜", "")
    plain = re.sub(r"[\s・、,;祝]", "", plain)
    ranged = re.fullmatch(f"([{_WEEKDAYS}])[~〜-]([{_WEEKDAYS}])", plain)
    if ranged:
        first, last = (_WEEKDAYS.index(day) for day in ranged.groups())
        return tuple(range(first + 1, last + 2)) if first <= last else None
    if plain and set(plain) <= set(_WEEKDAYS):
        return tuple(sorted(_WEEKDAYS.index(day) + 1 for day in set(plain)))
    if plain and set(plain) <= set("1234567"):
        return tuple(sorted(int(day) for day in set(plain)))
    cleaning.doubt(header, cell, "bad_group")
    return None


def _municipality(cleaning: Cleaning, header: str, cell: str) -> str | None:
    """Return the six-figure code; five figures and a lost zero are completed where Tokyo knows the code."""
    plain = unicodedata.normalize("NFKC", cell).strip()
    if re.fullmatch("[0-9]{6}", plain):
        return plain
    found = next((code for code in areas.names() if len(plain) == 5 and code.startswith(plain)), None)
    if found is None:
        cleaning.doubt(header, cell, "bad_area")
    else:
        cleaning.repaired(header, cell, found, "area_form")
    return found
