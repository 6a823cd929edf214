"""The code of a notice (確認コード): ten signs drawn at random and one that tells a slip of the finger.

Signs are Crockford's base 32, without I, L, O and U. The eleventh is the value of the ten modulo 37, which tells every
single wrong sign and every two neighbours changed over; codes whose eleventh sign would be ``* ~ $ =`` are not drawn,
so that every code can be typed on a telephone and read out. Source: Douglas Crockford, Base 32.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The signs a code is written in."""
LENGTH = 11
"""Signs of a code, the last telling slips."""
_DRAWN = LENGTH - 1
_CHECKS = SIGNS + "*~$=U"
_LAST = SIGNS + "U"
_MODULUS = 37
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−ー－・.,_/]+")
_FORM = re.compile(rf"[{SIGNS}]{{{_DRAWN}}}[{_LAST}]")


def draw(below: Callable[[int], int] = secrets.randbelow) -> str:
    """Return a new code: 50 random bits (a little less for those not drawn) and the sign that tells slips."""
    while True:
        drawn = "".join(SIGNS[below(len(SIGNS))] for _ in range(_DRAWN))
        if (last := last_sign(drawn)) in _LAST:
            return drawn + last


def last_sign(drawn: str) -> str:
    """Return the eleventh sign of ten.

    >>> last_sign("7K3M9QXT2R")
    '$'
    """
    value = 0
    for sign in drawn:
        value = value * len(SIGNS) + SIGNS.index(sign)
    return _CHECKS[value % _MODULUS]


def normalize(typed: str) -> str:
    """Return what somebody typed in the signs of a code: wide letters, small ones, blanks and strokes do not matter.

    >>> normalize(" ７k3m9-qxtoi-H ")
    '7K3M9QXT01H'
    """
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(_MEANT)


def read(typed: str) -> str | None:
    """Return the code that was typed, or None where it cannot be one: a slip of the finger."""
    if len(typed) > 60:
        return None
    code = normalize(typed)
    if not _FORM.fullmatch(code):
        return None
    return code if last_sign(code[:_DRAWN]) == code[_DRAWN:] else None


def shown(code: str) -> str:
    """Return a code as people see it, in groups.

    >>> shown("7K3M9QXT2RH")
    '7K3M9-QXT2R-H'
    """
    return f"{code[:5]}-{code[5:10]}-{code[10:]}"
