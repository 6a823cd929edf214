"""What a bulk edit would change, record by record, before anything is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from todoke.apps.accounts.models import Account
from todoke.apps.desk.domain import bulk
from todoke.apps.desk.domain.changes import Difference, PointerError, differences
from todoke.apps.desk.domain.shapes import shape_of
from todoke.apps.desk.forms.reading import checked
from todoke.apps.desk.queries.records import found_records
from todoke.apps.registry.models import Record, Stage
from todoke.records.content import ProcedureContent, ProgramContent, as_json

MOST = 300


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be changed, where."""

    mode: str = "replace"
    field: str = ""
    find: str = ""
    words: str = ""

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> Wish:
        """Read the form."""
        mode = "set" if typed.get("mode") == "set" else "replace"
        field = typed.get(f"{mode}-field", "")
        known = bulk.SETTABLE if mode == "set" else bulk.REPLACEABLE
        return cls(
            mode,
            field if field in known else "",
            typed.get("find", "")[:300],
            typed.get("words" if mode == "replace" else "value", "").strip()[:300],
        )

    @property
    def error(self) -> str:
        """What is missing, in Japanese."""
        if not self.field:
            return "どの項目を変えるかを選んでください"
        if self.mode == "replace" and not self.find:
            return "さがす言葉を書いてください"
        return ""


@dataclass(frozen=True, slots=True)
class Planned:
    """What would happen to one record."""

    record: Record
    differences: tuple[Difference, ...]
    content: ProgramContent | ProcedureContent | None
    error: str = ""


def candidates(account: Account, asked: dict[str, str], *, on: date) -> QuerySet[Record]:
    """Return the published records that fit the filter."""
    return found_records(account, {**asked, "state": "published"}, on=on)


def plan(records: Iterable[Record], wish: Wish) -> list[Planned]:
    """Return what would happen to each record that the change touches."""
    found = []
    listed = list(records)
    waiting = set(
        Record.objects.filter(pk__in=[one.pk for one in listed], proposals__stage=Stage.PROPOSED).values_list(
            "pk", flat=True
        )
    )
    for record in listed:
        if record.current is None:
            continue
        plain = record.current.raw
        try:
            raw = (
                bulk.with_field(plain, wish.field, wish.words)
                if wish.mode == "set"
                else bulk.replaced(plain, wish.field, wish.find, wish.words)
            )
        except PointerError as error:
            found.append(Planned(record, (), None, str(error)))
            continue
        if raw == plain:
            continue
        content, errors = checked(raw, shape_of(record.kind))
        wrong = "、".join(dict.fromkeys(errors.values()))
        if record.pk in waiting:
            wrong = "承認を待っている提案があります。先にそちらを決めてください"
        told = tuple(differences(plain, as_json(content) if content else raw))
        found.append(Planned(record, told, content, wrong))
    return found
