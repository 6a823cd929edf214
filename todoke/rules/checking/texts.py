"""Checks of what people read: three languages everywhere, and a reading for every kanji of easy Japanese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from todoke.rules.content import Content, Problem
from todoke.rules.nodes import Unreadable
from todoke.rules.texts import Text

_READING = re.compile(r"\{[^|{}]+\|[ぁ-ゖァ-ヺー・ゝゞ 　]+\}")
_KANJI = re.compile(r"[㐀-䶿一-鿿豈-﫿々〆]")
_STRAY = re.compile(r"[{}|]")
_FORBIDDEN = re.compile(r"[０-９Ａ-Ｚａ-ｚｦ-ﾟ①-⑳㈱㈲]")


def check_texts(content: Content) -> None:
    """Report texts without a language, kanji without a reading, and characters public texts do not use."""
    for loaded in content.programs.values():
        program_id = loaded.program.id
        _report(content, f"data/programs/{program_id}/program.yaml", loaded.program)
        for version in loaded.versions:
            _report(content, f"data/programs/{program_id}/{version.effective.from_}.yaml", version)
    for fact in content.facts.values():
        _report(content, f"data/facts ({fact.id})", fact)
    for parameter in content.parameters.values():
        _report(content, f"data/parameters ({parameter.id})", parameter)
    for table in content.tables.values():
        _report(content, f"data/tables ({table.id})", table)
    for question in content.questions.values():
        _report(content, f"data/questions ({question.id})", question)
    for overlay in content.overlays.values():
        _report(content, f"data/overlays/{overlay.municipality}.yaml", overlay)


def _report(content: Content, file: str, item: BaseModel) -> None:
    for where, text in _texts(item, ""):
        for message in faults(text):
            content.problems.append(Problem(file, 1, f"{where}: {message}"))


def faults(text: Text) -> Iterator[str]:
    """Yield what is wrong with a text that residents read.

    >>> list(faults(Text(ja="手当", easy="手当", en="Allowance")))
    ['easy の「手当」に読みがありません。{手当|よみ} と書いてください']
    """
    if found := _FORBIDDEN.search(text.ja):
        yield f"ja に使わない文字「{found[0]}」があります"
    if text.easy is None or text.en is None:
        yield f"「{text.ja[:20]}」に easy か en がありません"
        return
    bare = _READING.sub("", text.easy)
    kanji = "".join(_KANJI.findall(bare))
    if kanji:
        yield f"easy の「{kanji[:10]}」に読みがありません。{{{kanji[:10]}|よみ}} と書いてください"
    elif _STRAY.search(bare):
        yield f"easy の読みの書き方が違います: {text.easy[:40]}"


def _texts(item: Any, where: str) -> Iterator[tuple[str, Text]]:
    """Yield every text of an item with its place."""
    if isinstance(item, Text):
        yield where, item
    elif isinstance(item, Unreadable):
        yield f"{where}.unreadable", item.unreadable
    elif isinstance(item, BaseModel):
        for name in type(item).model_fields:
            yield from _texts(getattr(item, name), f"{where}.{name}".lstrip("."))
    elif isinstance(item, dict):
        for key, value in item.items():
            yield from _texts(value, f"{where}.{key}")
    elif isinstance(item, tuple):
        for index, value in enumerate(item):
            yield from _texts(value, f"{where}[{index}]")
