"""Forms of the family (家族): the month a child was born, and a document that shows a relation."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from todoke.apps.people.domain.evidence import evidence_kinds
from todoke.rules.values import Interval
from todoke.ui.controls import Choice, ErrorSummary, Radios, TextInput
from todoke.ui.words import Words, t

_MONTH = re.compile(r"(\d{4})[-/年.]?(\d{1,2})月?", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})日?", re.ASCII)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:40]).strip()


@dataclass(frozen=True)
class ChildForm:
    """In which month a child was born."""

    month: str = ""
    error: str = ""

    @classmethod
    def of(cls, typed: QueryDict) -> ChildForm:
        """Read the form."""
        form = cls(_plain(typed.get("month", "")))
        if form.born is None:
            return cls(form.month, str(t("生まれた年と月を 2026-08 のように入れてください")))
        return form

    @property
    def born(self) -> Interval | None:
        """Return the days of the month, or None."""
        found = _MONTH.fullmatch(self.month)
        if found is None:
            return None
        year, month = int(found[1]), int(found[2])
        if not (1900 <= year <= 2100 and 1 <= month <= 12):
            return None
        return Interval(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    @property
    def control(self) -> TextInput:
        """The month."""
        return TextInput(
            name="month",
            label=t("お子さんの生まれた年と月"),
            hint=t("例: 2026-08。日や名前はいりません。"),
            value=self.month,
            error=self.error,
            size="short",
            inputmode="numeric",
        )

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(self.control)


@dataclass(frozen=True)
class EvidenceForm:
    """Which document somebody will show, how, and when it was issued."""

    shows: str
    kind: str = ""
    how: str = ""
    issued: str = ""
    errors: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, typed: QueryDict, *, shows: str) -> EvidenceForm:
        """Read the form."""
        form = cls(shows, typed.get("kind", ""), typed.get("how", ""), _plain(typed.get("issued", "")))
        wrong = []
        if form.kind not in evidence_kinds():
            wrong.append(("kind", str(t("書類の種類を選んでください"))))
        if form.how not in ("counter", "post"):
            wrong.append(("how", str(t("出し方を選んでください"))))
        if form.issued_on is None:
            wrong.append(("issued", str(t("発行の日を 2026-11-01 のように入れてください"))))
        return cls(form.shows, form.kind, form.how, form.issued, tuple(wrong))

    def refused(self, why: str) -> EvidenceForm:
        """Return the form with why the document does not do."""
        return EvidenceForm(self.shows, self.kind, self.how, self.issued, (("kind", why),))

    @property
    def issued_on(self) -> date | None:
        """Return the day of issue, or None."""
        found = _DAY.fullmatch(self.issued)
        try:
            return date(int(found[1]), int(found[2]), int(found[3])) if found else None
        except ValueError:
            return None

    def _error(self, field: str) -> str:
        return dict(self.errors).get(field, "")

    @property
    def kind_control(self) -> Radios:
        """The documents that show this relation."""
        return Radios(
            name="kind",
            label=t("書類"),
            choices=[
                Choice(one.key, Words(one.name), hint=one.where, is_chosen=one.key == self.kind)
                for one in evidence_kinds().values()
                if self.shows in one.shows
            ],
            error=self._error("kind"),
        )

    @property
    def how_control(self) -> Radios:
        """How it comes to the office."""
        return Radios(
            name="how",
            label=t("出し方"),
            choices=[
                Choice("counter", t("窓口で見せる"), is_chosen=self.how == "counter"),
                Choice("post", t("郵送する"), is_chosen=self.how == "post"),
            ],
            error=self._error("how"),
        )

    @property
    def issued_control(self) -> TextInput:
        """The day of issue."""
        return TextInput(
            name="issued",
            label=t("発行の日"),
            hint=t("例: 2026-11-01"),
            value=self.issued,
            error=self._error("issued"),
            size="short",
            inputmode="numeric",
        )

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(self.kind_control, self.how_control, self.issued_control)
