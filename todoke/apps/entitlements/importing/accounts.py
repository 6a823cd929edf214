"""Bringing in from an office's table whether the public register of accounts has one, by person; never a number.

All of it or nothing: a file that holds more than it should is given back before anything of it is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from todoke.apps.access.domain.actors import Actor, Kind
from todoke.apps.entitlements.accounts import confirm_account
from todoke.apps.people.models import Person
from todoke.apps.people.queries.who import found_by_name
from todoke.apps.tenancy.scope import scope
from todoke.base.clock import JST
from todoke.base.my_number import contains_my_number
from todoke.formats.tables import TableError, read_table

NAME, BORN, ACCOUNT, AS_OF = "氏名", "生年月日", "公金受取口座", "確かめた日"
COLUMNS = (NAME, BORN, ACCOUNT, AS_OF)
_SAID = {"あり": True, "有": True, "なし": False, "無": False}


class AccountFileError(ValueError):
    """The file is given back; the message says to staff what to do, and nothing of anybody."""


@dataclass(slots=True)
class Recorded:
    """What a file came to."""

    recorded: int = 0
    having: int = 0
    """Of these with an account in the register."""
    problems: list[tuple[int, str]] = field(default_factory=list)
    """Numbers of lines with what is wrong; never a name or a day."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line as read."""

    name: str
    born: date
    has_one: bool
    as_of: date


def import_accounts(path: Path, *, area: str, at: datetime, dry_run: bool = False) -> Recorded:
    """Record of each person of a municipality (six figures) what a table says; raises AccountFileError."""
    try:
        table = read_table(path, known=COLUMNS)
        lines = _sound(table.columns, list(table.rows))
    except (TableError, OSError, UnicodeError) as error:
        raise AccountFileError(f"表を読めません。{error}") from None
    done = Recorded()
    by = Actor(kind=Kind.SYSTEM, purpose="payments")
    today = at.astimezone(JST).date()
    with scope(areas=(area,)), transaction.atomic():
        for number, cells in lines:
            line = _line(cells, today)
            if isinstance(line, str):
                done.problems.append((number, line))
                continue
            person = _one(line, area)
            if person is None:
                done.problems.append((number, "氏名と生年月日が合う人が、1人に決まりません"))
                continue
            done.recorded += 1
            done.having += line.has_one
            if not dry_run:
                confirm_account(person, has_one=line.has_one, as_of=line.as_of, by=by, at=at)
    return done


def _sound(
    columns: tuple[str, ...], lines: list[tuple[int, dict[str, str | None]]]
) -> list[tuple[int, dict[str, str | None]]]:
    if missing := [name for name in COLUMNS if name not in columns]:
        raise AccountFileError(f"列 {'、'.join(missing)} がありません。列は {'、'.join(COLUMNS)} です。")
    if set(columns) - set(COLUMNS):
        raise AccountFileError(
            f"{'、'.join(COLUMNS)} のほかの列があります。口座番号などは預かりません。列を消してから取り込んでください。"
        )
    if any(contains_my_number(cell or "") for _, cells in lines for cell in cells.values()):
        raise AccountFileError("マイナンバーのような12けたの数字があります。消してから取り込んでください。")
    return lines


def _line(cells: dict[str, str | None], today: date) -> _Line | str:
    """Return the line, or what is wrong with it."""
    name = (cells.get(NAME) or "").strip()
    has_one = _SAID.get((cells.get(ACCOUNT) or "").strip())
    born, as_of = _day(cells.get(BORN)), _day(cells.get(AS_OF))
    if not name or born is None:
        return "氏名と、1990-04-12 のような生年月日を書いてください"
    if has_one is None:
        return "公金受取口座は「あり」か「なし」と書いてください"
    if as_of is None or as_of > today:
        return "確かめた日を、2026-11-22 のように、今日までの日で書いてください"
    return _Line(name, born, has_one, as_of)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip().replace("/", "-")[:10])
    except ValueError:
        return None


def _one(line: _Line, area: str) -> Person | None:
    found = [one.person for one in found_by_name(line.name, line.born) if one.person.municipality_id == area]
    return found[0] if len(found) == 1 else None
