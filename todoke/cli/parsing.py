"""The parser of the command line, speaking Japanese where argparse speaks English (引数の読み取り)."""

from __future__ import annotations

import argparse
import re
import sys
from typing import NoReturn

_SAID = (
    (re.compile(r"^the following arguments are required: (.+)$"), r"\1 がありません"),
    (re.compile(r"^one of the arguments (.+) is required$"), r"\1 のどれかが要ります"),
    (
        re.compile(r"^argument (.+?): not allowed with argument (.+)$"),
        r"\1 と \2 は、どちらかだけにしてください",
    ),
    (re.compile(r"^unrecognized arguments: (.+)$"), r"知らない引数です: \1"),
    (
        re.compile(r"^argument (.+?): invalid choice: (.+?) \(choose from (.+)\)$"),
        r"\1: \2 は使えません。使えるもの: \3",
    ),
    (re.compile(r"^argument (.+?): expected one argument$"), r"\1: 値を一つ書いてください"),
    (re.compile(r"^argument (.+?): (.+)$"), r"\1: \2"),
)


class Parser(argparse.ArgumentParser):
    """Parses arguments; what is wrong with a call is said in Japanese, and ends with exit code 2."""

    def __init__(self, *positional: object, **named: object) -> None:
        """Name the groups of arguments in Japanese."""
        super().__init__(*positional, **named)  # type: ignore[arg-type]
        self._positionals.title = "指定するもの"
        self._optionals.title = "オプション"

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how to see more."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: 呼び方が違います: {in_japanese(message)}\n詳しくは {self.prog} --help\n")


def in_japanese(message: str) -> str:
    """Return argparse's message in Japanese; one it does not know stays as it is.

    >>> in_japanese("the following arguments are required: ID")
    'ID がありません'
    """
    for said, japanese in _SAID:
        if said.match(message):
            return said.sub(japanese, message)
    return message
