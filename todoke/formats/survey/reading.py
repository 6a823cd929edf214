"""Reading a row of the national survey into what a procedure says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from todoke.formats.cleaning import Cleaning
from todoke.formats.processing import read_processing
from todoke.formats.repairs import Parsed, RecordError, Unreadable, checked
from todoke.formats.survey.fields import (
    BOTH,
    BUSINESS,
    FILINGS,
    LIFE_EVENTS,
    REASONS,
    RESIDENT,
    SCHEME,
    STATES,
    Edition,
    labels,
)
from todoke.formats.survey.rows import open_survey
from todoke.records.content import ProcedureContent
from todoke.records.numbers import NumberError, of_survey

_EDITIONS = {
    "r6": "行政手続等の悉皆調査(令和6年度、2024年3月31日現在)",
    "r7": "行政手続等の悉皆調査(令和7年度、2025年11月1日現在)",
}
_CODED = re.compile(r"([0-9](?:-[0-9])?)[ 　]+(.+)")
_MARKS = str.maketrans({"〇": "○", "◯": "○", "✕": "×", "✖": "×"})
_REPORT = re.compile(r"届出|の届|届$|報告")
_DECIDED = re.compile(r"申請|許可|認可|承認|請求|申立")
_NOTHING_ATTACHED = "添付書類なし"
_KEPT = (
    "law_number",
    "duty",
    "joint",
    "carried_out_by",
    "joint_carried_out_by",
    "online_when",
    "online_note",
    "fee_ways",
    "fee_note",
    "fee_discount",
    "system_many",
    "system_office",
    "attached_dropped",
    "attached_ways",
    "attached_signature",
    "attached_rule",
    "attached_note",
    "events_business",
    "professions",
    "counters_note",
    "note",
)
"""Columns without a field of their own."""


def read(path: Path, *, skip: int = 0) -> Iterator[Parsed | Unreadable]:
    """Yield the procedures of a file; a row that cannot be read is kept beside its reason."""
    survey = open_survey(path, skip=skip)
    for number, row in survey.rows:
        yield read_row(row, number, survey.edition)


def read_row(row: dict[str, Any], position: int, edition: Edition = "r6") -> Parsed | Unreadable:
    """Return the procedure of a row, or the row beside the reason why it cannot be read."""
    try:
        return parse(row, position=position, edition=edition)
    except RecordError as error:
        kept = "\n".join(f"{labels()[key]}: {value}" for key, value in row.items() if value is not None)
        return Unreadable(position, kept, str(error))


def parse(
    row: dict[str, Any], *, position: int = 1, edition: Edition = "r6", keep_raw: bool = False
) -> Parsed:
    """Return what a row says; its keys are our names of the columns.

    Raises:
        RecordError: no usable 手続ID, or no 手続名.
    """
    cleaning = Cleaning()
    said = {key: value for key, raw in row.items() if (value := _cell(key, raw, cleaning)) is not None}
    key = str(said.get("id") or "")
    try:
        number = of_survey(key)
    except NumberError as error:
        raise RecordError(str(error)) from None
    name = said.get("name")
    if not name:
        raise RecordError("手続名がありません")
    plain: dict[str, Any] = {
        "name": name,
        "level": "nation",
        "legal_procedures": (key,),
        "filing": _filing(said.get("type") if "type" in row else "1 申請等", name),
    }
    _parties(said, plain)
    _law(said, plain)
    _digital(said, plain)
    _ways(said, plain)
    _papers(said, plain)
    _volume(said, plain, edition, cleaning)
    extra = {labels()[key]: said[key] for key in _KEPT if key in said}
    if said.get("carried_out_by") == said.get("ministry"):
        extra.pop(labels()["carried_out_by"], None)
    if extra:
        plain["extra"] = {SCHEME: extra}
    return Parsed(
        position,
        str(number),
        checked(ProcedureContent, plain),
        tuple(cleaning.repairs),
        tuple(cleaning.problems),
        row if keep_raw else None,
        key,
    )


_NUMBERS = frozenset({"count", "count_online", "count_offline"})


def _cell(key: str, raw: Any, cleaning: Cleaning) -> Any:
    if raw is None or key == "rate":
        return None
    if key in _NUMBERS:
        return int(raw) if isinstance(raw, str) and raw.isdecimal() else raw
    text = cleaning.text(key, str(raw) if isinstance(raw, int) else raw)
    if text is None:
        return None
    plain = text.translate(_MARKS) if len(text) < 40 else text
    if plain != text:
        cleaning.repaired(key, text, plain, "marks")
    return plain


@lru_cache(maxsize=8192)
def _coded(text: str | None) -> tuple[tuple[str, str], ...]:
    """Return code and words of each part of 「2 押印; 6 本人確認不要」; no code where there is none."""
    found = []
    for part in (text or "").split(";"):
        part = part.strip()
        if not part:
            continue
        matched = _CODED.fullmatch(part)
        found.append((matched[1], matched[2]) if matched else ("", part))
    return tuple(found)


def _words(text: str | None) -> str | None:
    return "、".join(words for _, words in _coded(text)) or None


def _filing(text: str | None, name: str) -> str:
    """Return the kind of filing; 申請等 whose name says 届出 and asks for no decision is a report."""
    code = _coded(text)[0][0] if text else ""
    kind = FILINGS.get(code, "other")
    if kind == "application" and _REPORT.search(name) and not _DECIDED.search(name):
        return "report"
    return kind


def _parties(said: dict[str, Any], plain: dict[str, Any]) -> None:
    plain["owner"] = {"name": said.get("ministry")}
    for column in ("actor", "recipient", "via"):
        if words := _words(said.get(column)):
            plain[column] = words
    if said.get("agency"):
        plain["operator"] = said["agency"]
    codes = {code for column in ("actor", "recipient") for code, _ in _coded(said.get(column))}
    resident, business = RESIDENT in codes or BOTH in codes, BUSINESS in codes or BOTH in codes
    if resident and business:
        plain["audience"] = "both"
    else:
        plain["audience"] = "resident" if resident else "business" if business else "office"
    events = [key for _, words in _coded(said.get("events")) for key in LIFE_EVENTS.get(words, ())]
    if any(not words.startswith("その他(個人も") for _, words in _coded(said.get("events_business"))):
        events.append("business")
    plain["life_events"] = list(dict.fromkeys(events))


def _law(said: dict[str, Any], plain: dict[str, Any]) -> None:
    laws = []
    if said.get("law"):
        laws.append({"law": said["law"], "article": said.get("article")})
    if said.get("related_law") or said.get("related_article"):
        law = said.get("related_law") or said.get("law") or "関連する法令"
        laws.append({"law": law, "article": said.get("related_article")})
    plain["legal_basis"] = laws


def _digital(said: dict[str, Any], plain: dict[str, Any]) -> None:
    state = STATES.get(_coded(said.get("online"))[0][0], "unknown") if said.get("online") else "unknown"
    digital: dict[str, Any] = {"state": state}
    concerns = _coded(said.get("online_concern"))
    if concerns and state != "done":
        codes = {code for code, _ in concerns}
        digital["reason_kind"] = next((kind for code, kind in REASONS.items() if code in codes), "other")
        digital["reason"] = "、".join(words for _, words in concerns)
    plain["digital"] = digital
    identity = _words(said.get("identity"))
    if identity:
        plain["identity_check"] = identity


def _ways(said: dict[str, Any], plain: dict[str, Any]) -> None:
    channels: list[dict[str, Any]] = []
    online = read_processing(said.get("time_online"))
    offline = read_processing(said.get("time_offline"))
    if plain["digital"]["state"] in ("done", "partly") or online:
        channel: dict[str, Any] = {"kind": "online"}
        if said.get("system"):
            channel["name"] = said["system"].replace("; ", "、")
        channels.append({**channel, "processing": online})
    if said.get("counters") or offline:
        channel = {"kind": "counter"}
        if said.get("counters"):
            channel["name"] = said["counters"].replace("; ", "、")
        channels.append({**channel, "processing": offline})
    plain["channels"] = channels
    fee = _coded(said.get("fee"))
    if fee:
        free = fee[0][0] == "1"
        plain["fees"] = [{"text": "手数料なし" if free else "手数料あり", "yen": 0 if free else None}]


def _papers(said: dict[str, Any], plain: dict[str, Any]) -> None:
    plain["asked"] = [words for _, words in _coded(said.get("asked"))]
    plain["documents"] = [
        {"name": words} for _, words in _coded(said.get("attached")) if words != _NOTHING_ATTACHED
    ]


def _volume(said: dict[str, Any], plain: dict[str, Any], edition: Edition, cleaning: Cleaning) -> None:
    """Keep the counts; a total of zero is no count, and an online count of zero only where the rest adds up."""
    total = cleaning.integer("count", said.get("count"))
    if total is None:
        return
    if total == 0:
        cleaning.repaired("count", 0, None, "zero_missing")
        return
    online = cleaning.integer("count_online", said.get("count_online"))
    offline = cleaning.integer("count_offline", said.get("count_offline"))
    if online == 0 and offline != total:
        cleaning.repaired("count_online", 0, None, "zero_missing")
        online = None
    plain["volume"] = {"count": total, "online": online, "source": _EDITIONS[edition]}
