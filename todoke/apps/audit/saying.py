"""What an entry may say: codes, counts and yes or no; never words about a person.

An entry stays for years and cannot be erased, so what could be a name, an address, a date of birth in words, a
telephone number or a マイナンバー does not get in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
CODE = re.compile(r"[A-Za-z0-9_.:/+,*-]{0,80}")
_TELEPHONE = re.compile(r"\+?0[0-9-]{8,12}[0-9]|\+81[0-9-]{8,13}")
_TWELVE = re.compile(r"[0-9]{4}-?[0-9]{4}-?[0-9]{4}")

Said = Mapping[str, str | int | bool]


class UnsayableError(ValueError):
    """An entry was to say what it may not; the message names the key, never the value."""


def check_said(said: Said) -> dict[str, str | int | bool]:
    """Return what may be said; raises UnsayableError.

    >>> check_said({"count": 3, "program": "jido-teate"})
    {'count': 3, 'program': 'jido-teate'}
    """
    for key, value in said.items():
        if not KEY.fullmatch(key):
            raise UnsayableError("a key of an entry is a lower-case word of ASCII letters")
        if isinstance(value, str):
            check_code(value, key)
        elif isinstance(value, int):
            check_code(str(int(value)), key)
        else:
            raise UnsayableError(f"{key}: an entry says codes and counts only")
    return dict(said)


def check_code(text: str, key: str, *, longest: int = 80) -> str:
    """Return the text when it is a code; raises UnsayableError."""
    if len(text) > longest or not CODE.fullmatch(text):
        raise UnsayableError(
            f"{key}: a code has at most {longest} ASCII letters, figures and . : / + , * _ -"
        )
    if _TELEPHONE.fullmatch(text) or _TWELVE.fullmatch(text):
        raise UnsayableError(f"{key}: this could be a telephone number or a number of a person")
    return text
