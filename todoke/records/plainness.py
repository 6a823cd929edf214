"""Whether a record's page is short and plain before its button (A9): words, sentences, statute language.

What stands before the button is the name, the common name and the summary. Limits are data of this module, since
they are the same for everybody; each finding says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from todoke.records.content import ProcedureContent, ProgramContent

LONGEST_NAME = 40
LONGEST_LEAD = 140
LONGEST_SENTENCE = 70
MOST_KANJI = 0.55
"""Share of kanji in the lead beyond which a text is hard to read aloud. Names are not counted."""

_STATUTE = re.compile(
    r"第[0-9０-９一二三四五六七八九十百]+条(?:の[0-9二三四五六七八九])?(?:第[0-9０-９一二三四五六七八九十]+[項号])?"
    r"|施行令|施行規則|同法|本条例|に規定する|の規定に(?:より|基づ)|に基づき|をいう。|その他これらに準ずる|若しくは|並びに|又は"
)
_OFFICE = re.compile(r"当該|標記|別添|所掌|遅滞なく|速やかに|思料|被保険者証の交付を受け|を要する。")
_KANJI = re.compile(r"[一-鿿]")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class PlainnessFinding:
    """What keeps a page from being plain. An error keeps it from being published at the desk."""

    rule: Literal["name_long", "lead_long", "sentence_long", "statute", "office_words", "kanji", "no_lead"]
    weight: Literal["error", "advice"]
    message: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Plainness:
    """The measures of a page's lead, and what is wrong with it."""

    characters: int
    longest_sentence: int
    kanji: float
    findings: tuple[PlainnessFinding, ...]

    @property
    def errors(self) -> tuple[PlainnessFinding, ...]:
        """What must be mended before the page is published."""
        return tuple(finding for finding in self.findings if finding.weight == "error")


def judge_plainness(content: ProgramContent | ProcedureContent) -> Plainness:
    """Measure what stands before the button of the record's page.

    >>> judge_plainness(
    ...     ProcedureContent(name="犬の登録", level="municipality", summary="飼い始めたら届け出ます。")
    ... ).errors
    ()
    """
    lead = content.summary.ja.strip() if content.summary else ""
    sentences = [part.strip() for part in re.split(r"(?<=。)|\n", lead) if part.strip()]
    letters = len(_LETTER.findall(lead)) or 1
    kanji = len(_KANJI.findall(lead)) / letters
    longest = max((len(sentence) for sentence in sentences), default=0)
    findings = tuple(_findings(content.name.ja, lead, sentences, kanji))
    return Plainness(len(lead), longest, kanji, findings)


def _findings(name: str, lead: str, sentences: list[str], kanji: float) -> Iterator[PlainnessFinding]:
    if len(name) > LONGEST_NAME:
        yield PlainnessFinding(
            "name_long",
            "advice",
            f"名称が{len(name)}文字あります。{LONGEST_NAME}文字までにしてください",
            name,
        )
    if not lead:
        yield PlainnessFinding(
            "no_lead", "error", "概要がありません。何のための手続・制度かを2文までで書いてください"
        )
        return
    if len(lead) > LONGEST_LEAD:
        yield PlainnessFinding(
            "lead_long",
            "error",
            f"ボタンの前の文が{len(lead)}文字あります。{LONGEST_LEAD}文字までにして、残りは「内容」に移してください",
        )
    for sentence in sentences:
        if len(sentence) > LONGEST_SENTENCE:
            yield PlainnessFinding(
                "sentence_long",
                "advice",
                f"一文が{len(sentence)}文字あります。二つに分けてください",
                sentence,
            )
    if found := _STATUTE.search(lead):
        yield PlainnessFinding(
            "statute",
            "error",
            f"「{found[0]}」は法令の言い方です。根拠の欄に移し、ふだんのことばで書いてください",
            found[0],
        )
    if found := _OFFICE.search(lead):
        yield PlainnessFinding(
            "office_words",
            "advice",
            f"「{found[0]}」は役所の言い方です。ふだんのことばにしてください",
            found[0],
        )
    if kanji > MOST_KANJI:
        yield PlainnessFinding(
            "kanji", "advice", f"漢字が{kanji:.0%}あります。{MOST_KANJI:.0%}までにすると読みやすくなります"
        )
