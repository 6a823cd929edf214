"""Telling which standard open data set a file is, and reading what becomes a program.

Of 22 支援制度情報 no list of columns was found. It is read as GIF 451-4 by the names of its head, with the standard
sets' own first columns (団体コード, 地方公共団体名) beside them; that is a guess and the report of an import says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from todoke.formats import areas
from todoke.formats.gif import reading as gif
from todoke.formats.opendata import facilities
from todoke.formats.repairs import Parsed, RecordError, Unreadable
from todoke.formats.tables import TableError

Kind = Literal["programs", "facilities"]

UNPROVED = "22 支援制度情報の列の定義は確認できていません。GIF 451-4 の項目名と照らして読みました。"
"""What the report of such an import tells."""


def kind_of(path: Path) -> Kind:
    """Return what a file lists. Raises TableError where it is neither."""
    try:
        gif.open_rows(path)
    except TableError:
        facilities.open_facilities(path)
        return "facilities"
    return "programs"


def read_programs(path: Path) -> Iterator[Parsed | Unreadable]:
    """Yield the programs of 22 支援制度情報."""
    for number, row in gif.open_rows(path).rows:
        try:
            yield parse_program(row, position=number)
        except RecordError as error:
            yield Unreadable(number, "\t".join(cell or "" for cell in row.values()), str(error))


def parse_program(row: dict[str, str | None], *, position: int = 1) -> Parsed:
    """Return what a row of 22 支援制度情報 says; its 団体コード tells the owner where no other column does.

    Raises:
        RecordError: the row has no title.
    """
    owner = row.get("地方公共団体名") or areas.names().get(row.get("全国地方公共団体コード") or "")
    if owner and not any(row.get(name) for name in ("制度所管組織", "所管組織", "担当部署")):
        row = {**row, "制度所管組織": owner}
    return gif.parse(row, position=position)
