"""Dated parameters and tables: amounts and limits as the law set them, day by day."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from todoke.rules.citations import Citation
from todoke.rules.facts import Definition
from todoke.rules.texts import Text

Basis: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class NotEncodedError(Exception):
    """The law of that day has not been written down yet; never to be read as "not eligible"."""


class ExpiredError(Exception):
    """A value ended and nobody wrote down what follows."""


class TableRangeError(Exception):
    """A table has no row for a key and its policy is to say so."""


class Dated(Definition):
    """A value from a day on."""

    from_: date = Field(alias="from")
    value: Decimal | bool | str
    cite: Citation | None = None


class ParameterSeries(Definition):
    """A parameter through time; ``until`` is the last day the newest value is known to hold."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    label: Text
    basis: Basis
    values: tuple[Dated, ...] = Field(min_length=1)
    until: date | None = None
    cite: Citation | None = None

    @model_validator(mode="after")
    def _check_order(self) -> ParameterSeries:
        starts = [dated.from_ for dated in self.values]
        if starts != sorted(set(starts)):
            raise ValueError("values は開始日の古い順に、同じ日を二度書かずに並べてください")
        return self

    def on(self, day: date) -> Dated:
        """Return the value in force on ``day``.

        Raises NotEncodedError before the first value and ExpiredError after ``until``.
        """
        if self.until is not None and day > self.until:
            raise ExpiredError(
                f"パラメーター {self.id} は {self.until} で終わっています。次の値を values に足してください"
            )
        index = bisect_right([dated.from_ for dated in self.values], day) - 1
        if index < 0:
            raise NotEncodedError(f"パラメーター {self.id} は {self.values[0].from_} より前の値が未収録です")
        return self.values[index]


class Row(Definition):
    """A row of a table: a code, or a range of numbers from ``from`` to under the next row's ``from``.

    The result is ``value``, or ``base + rate × key`` where a rate is given.
    """

    code: str | None = None
    from_: Decimal | None = Field(default=None, alias="from")
    value: Decimal | bool | str | None = None
    rate: Decimal | None = None
    base: Decimal = Decimal(0)


class Extension(Definition):
    """Rows beyond the last one: each further ``per`` of the key adds ``step``."""

    step: Decimal
    per: Decimal = Decimal(1)


class TableVersion(Definition):
    """A table from a day on, with what happens beyond its last row."""

    from_: date = Field(alias="from")
    rows: tuple[Row, ...] = Field(min_length=1)
    beyond: Literal["error", "last"] | Extension = "error"
    cite: Citation | None = None

    @model_validator(mode="after")
    def _check_rows(self) -> TableVersion:
        codes = [row.code for row in self.rows if row.code is not None]
        starts = [row.from_ for row in self.rows if row.from_ is not None]
        if len(codes) not in (0, len(self.rows)) or (not codes and len(starts) != len(self.rows)):
            raise ValueError("rows はすべて code で書くか、すべて from で書いてください")
        if len(set(codes)) != len(codes) or starts != sorted(set(starts)):
            raise ValueError("rows のキーは重ならないように、小さい順に並べてください")
        if any((row.value is None) == (row.rate is None) for row in self.rows):
            raise ValueError("各行には value か rate のどちらか一方を書いてください")
        return self


class TableSeries(Definition):
    """A dated table.

    ``beyond`` of each version declares what happens above the last row: ``error`` (say so), ``last`` (the last row
    goes on for ever, as "1,000万円以上" does) or an extension by a step. Below the first row is always an error.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    label: Text
    key_basis: Basis
    basis: Basis
    versions: tuple[TableVersion, ...] = Field(min_length=1)
    until: date | None = None
    cite: Citation | None = None

    @model_validator(mode="after")
    def _check_order(self) -> TableSeries:
        starts = [version.from_ for version in self.versions]
        if starts != sorted(set(starts)):
            raise ValueError("versions は開始日の古い順に、同じ日を二度書かずに並べてください")
        return self

    def on(self, day: date) -> TableVersion:
        """Return the version in force on ``day``; raises as a parameter does."""
        if self.until is not None and day > self.until:
            raise ExpiredError(
                f"表 {self.id} は {self.until} で終わっています。次の版を versions に足してください"
            )
        index = bisect_right([version.from_ for version in self.versions], day) - 1
        if index < 0:
            raise NotEncodedError(f"表 {self.id} は {self.versions[0].from_} より前の版が未収録です")
        return self.versions[index]
