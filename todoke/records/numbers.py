"""Permanent numbers of programs and procedures: the PSID where there is one, todoke's own form otherwise.

Both have four parts joined by ``+``: scheme, issuer's corporate number (法人番号, 13 digits), serial, menu.
The issuer is whoever gave the number, not whoever is in charge today: a record that changes hands keeps its number.
A number is never given twice. In addresses of pages ``+`` becomes ``-``, since many readers take it for a space.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from todoke.base import corporate_number

PSID = "psid3.0"
OWN = "tdk1.0"
PROCEDURE_MENU = "R"
PROGRAM_MENU = "P"

# 東京都 (8000020130001) keeps the common programs and procedures; デジタル庁 publishes the national survey.
METROPOLIS = "8000020130001"
DIGITAL_AGENCY = "8000012010038"

_SHAPE = re.compile(r"(psid3\.0|tdk1\.0)\+([0-9]{13})\+([0-9]{1,9})\+([A-Z]{1,2}[0-9]{0,9})", re.ASCII)


class NumberError(ValueError):
    """The text is no permanent number; the message says what is wrong in Japanese."""


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """A permanent number (恒久番号) in its four parts.

    >>> Number.parse("psid3.0+8000020131016+10+UM54").menu
    'UM54'
    >>> str(Number.parse("tdk1.0-8000020130001-12-P"))
    'tdk1.0+8000020130001+12+P'
    """

    scheme: str
    issuer: str
    serial: int
    menu: str

    @classmethod
    def parse(cls, text: str) -> Number:
        """Read a number as it is printed, as it stands in an address, or with ``+`` read as a space.

        Raises NumberError.
        """
        plain = re.sub(r"(?<=.)[-\s+]", "+", text.strip())
        matched = _SHAPE.fullmatch(plain)
        if matched is None:
            raise NumberError(
                f"「{text}」は制度・手続の番号ではありません。例: psid3.0+8000020131016+10+UM54"
            )
        scheme, issuer, serial, menu = matched.groups()
        if not corporate_number.is_corporate_number(issuer):
            raise NumberError(f"「{text}」の法人番号 {issuer} は検査数字が合いません")
        if serial != str(int(serial)):
            raise NumberError(f"「{text}」の連番は0で始められません")
        return cls(scheme, issuer, int(serial), menu)

    def __str__(self) -> str:
        """Return the number as it is printed."""
        return f"{self.scheme}+{self.issuer}+{self.serial}+{self.menu}"

    @property
    def slug(self) -> str:
        """The number as it stands in an address."""
        return str(self).replace("+", "-")


_SURVEY_ID = re.compile(r"([1-9][0-9]{0,6})|(DP|P)([0-9]{8})", re.ASCII)
_SURVEY_LETTERS = {"P": 1, "DP": 2}


def of_survey(procedure_id: str) -> Number:
    """Return the number of a procedure of the national survey, made from its 手続ID.

    An id is up to seven figures, or eight behind ``P`` or ``DP``; those begin a serial of nine figures with 1 or 2.
    Raises NumberError for any other id.

    >>> str(of_survey("4821")), str(of_survey("DP24009650"))
    ('tdk1.0+8000012010038+4821+R', 'tdk1.0+8000012010038+224009650+R')
    """
    matched = _SURVEY_ID.fullmatch(procedure_id)
    if matched is None:
        raise NumberError(f"手続ID「{procedure_id}」は数字でも、PかDPと数字8桁でもありません")
    plain, letters, figures = matched.groups()
    serial = int(plain) if plain else _SURVEY_LETTERS[letters] * 100_000_000 + int(figures)
    return Number(OWN, DIGITAL_AGENCY, serial, PROCEDURE_MENU)
