"""What a condition says, as structured values with a short written form (条件の中身).

The written form (``code``) is what labels, tables and differences show: ``age m[6,) & s[,6)`` is from six months
to the year before school. Every interval is half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, TypeAlias


class Axis(StrEnum):
    """What a band counts; school years count as ``todoke.base.school.fiscal_age`` does (小1 is 6)."""

    DAYS = "d"
    WEEKS = "w"
    MONTHS = "m"
    SCHOOL_YEARS = "s"


@dataclass(frozen=True, slots=True)
class Band:
    """A half-open interval: ``from_`` belongs to it, ``until`` does not; None is an open end.

    >>> Band(Axis.MONTHS, 2, 90).code
    'm[2,90)'
    """

    axis: Axis
    from_: int | None
    until: int | None

    @property
    def code(self) -> str:
        """The written form."""
        return f"{self.axis.value}[{_end(self.from_)},{_end(self.until)})"


@dataclass(frozen=True, slots=True)
class Ages:
    """An age, of whom the program is for or, where ``of_child``, of a child that person raises; all bands hold."""

    bands: tuple[Band, ...]
    of_child: bool = False

    @property
    def code(self) -> str:
        """The written form."""
        return " & ".join(band.code for band in self.bands)


@dataclass(frozen=True, slots=True)
class Births:
    """Days of birth, half-open."""

    from_: date | None
    until: date | None
    of_child: bool = False

    @property
    def code(self) -> str:
        """The written form."""
        return f"b[{self.from_ or ''},{self.until or ''})"


@dataclass(frozen=True, slots=True)
class Maternity:
    """Pregnant (in these weeks), or after birth (within this band), or either."""

    pregnant: bool
    postnatal: bool
    weeks: Band | None = None
    after: Band | None = None

    @property
    def code(self) -> str:
        """The written form."""
        states = [
            word for word, holds in (("pregnant", self.pregnant), ("postnatal", self.postnatal)) if holds
        ]
        return " ".join(["|".join(states), *(band.code for band in (self.weeks, self.after) if band)])


Area: TypeAlias = Literal["municipality", "tokyo", "japan"]
Tie: TypeAlias = Literal["registered", "live", "work", "study"]


@dataclass(frozen=True, slots=True)
class Residence:
    """Where a person lives (or works, or studies), and for how many months already."""

    area: Area
    ties: tuple[Tie, ...]
    since_months: int | None = None

    @property
    def code(self) -> str:
        """The written form."""
        since = f" since {self.since_months}m" if self.since_months else ""
        return f"{self.area} {'|'.join(self.ties)}{since}"


Basis: TypeAlias = Literal[
    "gross", "net_income", "total_income", "taxable_income", "levy", "levy_city", "income_tax", "unknown"
]
Whose: TypeAlias = Literal["household", "parents", "self"]


@dataclass(frozen=True, slots=True)
class Income:
    """A limit in yen on one basis; without ``yen`` the text names a limit but no figure.

    ``levy`` is the 所得割 of the residence tax, ``levy_city`` the municipal part of it; ``unknown`` when the text does
    not say what the sum is, so that nothing may be compared with it.
    """

    basis: Basis
    comparison: Literal["<", "<=", ">", ">="] | None = None
    yen: int | None = None
    monthly: bool = False
    whose: Whose | None = None
    tax_named: bool = False

    @property
    def code(self) -> str:
        """The written form."""
        limit = (
            "limit" if self.yen is None else f"{self.comparison} {self.yen}{'/month' if self.monthly else ''}"
        )
        return f"{self.basis} {limit}{f' {self.whose}' if self.whose else ''}"


@dataclass(frozen=True, slots=True)
class TaxStanding:
    """Exempt from a tax, liable to its per-capita part only, or liable."""

    standing: Literal["exempt", "per_capita", "taxed"]
    tax: Literal["residence_tax", "levy", "income_tax"] = "residence_tax"
    whose: Whose | None = None

    @property
    def code(self) -> str:
        """The written form."""
        tax = "" if self.standing == "per_capita" else f" {self.tax}"
        return f"{self.standing}{tax}{f' {self.whose}' if self.whose else ''}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Receiving another program, by our id (``welfare`` is 生活保護)."""

    program: str

    @property
    def code(self) -> str:
        """The written form."""
        return self.program


class Ground(StrEnum):
    """The grounds on which a child needs childcare (保育の必要性).

    Source: 子ども・子育て支援法施行規則 Art. 1-5; ``ANY`` is the need as such.
    """

    ANY = "any"
    WORK = "work"
    ILLNESS = "illness"
    STUDY = "study"
    CARE = "care"
    MATERNITY = "maternity"
    JOB_SEEKING = "job_seeking"
    DISASTER = "disaster"
    LEAVE = "leave"
    ABUSE = "abuse"


@dataclass(frozen=True, slots=True)
class ChildcareNeed:
    """A ground of childcare, with the hours of work a month where told."""

    ground: Ground
    hours_a_month: int | None = None

    @property
    def code(self) -> str:
        """The written form."""
        return self.ground.value + (f" {self.hours_a_month}h/month" if self.hours_a_month else "")


@dataclass(frozen=True, slots=True)
class Certification:
    """A childcare certification (教育・保育給付認定): 1, 2, 3, new1, new2 or new3 (新1号 …)."""

    numbers: tuple[str, ...]

    @property
    def code(self) -> str:
        """The written form."""
        return f"certification {','.join(self.numbers)}"


@dataclass(frozen=True, slots=True)
class Handbook:
    """A disability handbook and its grades; no grades means any grade."""

    handbook: Literal["physical", "intellectual", "mental", "any"]
    grades: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The written form."""
        return f"{self.handbook} {','.join(self.grades)}".strip()


@dataclass(frozen=True, slots=True)
class Children:
    """The place of the child among its siblings, the number of children, several at one birth, or simply many."""

    what: Literal["rank", "count", "multiple", "many"]
    from_: int | None = None
    until: int | None = None

    @property
    def code(self) -> str:
        """The written form."""
        return self.what + (f" [{_end(self.from_)},{_end(self.until)})" if self.from_ or self.until else "")


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A plain circumstance named by a word: a sex, a nationality, a single parent, a student …"""

    word: str = ""

    @property
    def code(self) -> str:
        """The written form."""
        return self.word


Value: TypeAlias = (
    Ages
    | Births
    | Maternity
    | Residence
    | Income
    | TaxStanding
    | Receipt
    | ChildcareNeed
    | Certification
    | Handbook
    | Children
    | Circumstance
)


def _end(bound: int | None) -> str:
    return "" if bound is None else str(bound)
