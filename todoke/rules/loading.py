"""Loading content from files: each item on its own, so that a bad one takes nothing else with it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from todoke.base import municipalities
from todoke.rules import yamlfile
from todoke.rules.content import Content, LoadedProgram, Problem, municipality_fact
from todoke.rules.facts import Fact
from todoke.rules.household import MUNICIPALITY
from todoke.rules.parameters import ParameterSeries, TableSeries
from todoke.rules.programs import Overlay, Program, Version
from todoke.rules.questionnaire import Question

Item = TypeVar("Item", bound=BaseModel)

_PROGRAM_FILE = "program.yaml"
_GOLDEN_FILE = "golden.yaml"


def load(folder: Path, *, with_golden: bool = False) -> Content:
    """Read everything under ``folder``; what is wrong is reported in the content, never raised.

    Golden households are read only when asked for: they serve checks, not answers.
    """
    content = Content()
    content.municipalities = {m.code: m for m in municipalities.load(folder / "municipalities.csv")}
    content.facts[MUNICIPALITY] = municipality_fact(content.municipalities)
    _load_lists(content, folder, "facts", Fact, content.facts)
    _load_lists(content, folder, "parameters", ParameterSeries, content.parameters)
    _load_lists(content, folder, "tables", TableSeries, content.tables)
    _load_lists(content, folder, "questions", Question, content.questions)
    for path in sorted((folder / "overlays").glob("*.yaml")):
        overlay = _load_item(content, folder, path, Overlay)
        if overlay is not None:
            content.overlays[overlay.municipality] = overlay
    for place in sorted(path for path in (folder / "programs").iterdir() if path.is_dir()):
        _load_program(content, folder, place, with_golden=with_golden)
    return content


def _load_lists(content: Content, folder: Path, kind: str, model: type[Item], into: dict[str, Item]) -> None:
    for path in sorted((folder / kind).glob("*.yaml")):
        raw = _read(content, folder, path)
        if raw is None:
            continue
        if not isinstance(raw, list):
            content.report(Problem(_name(folder, path), 1, "先頭が「- id: …」のリストになっていません"))
            continue
        for index, item in enumerate(raw):
            validated = _validated(content, folder, path, model, item, prefix=(index,))
            if validated is None:
                continue
            item_id = validated.id  # type: ignore[attr-defined]
            if item_id in into:
                line = _line(path, (index,))
                content.report(Problem(_name(folder, path), line, f"{item_id} はほかにも書かれています"))
                continue
            into[item_id] = validated


def _load_item(
    content: Content, folder: Path, path: Path, model: type[Item], program: str | None = None
) -> Item | None:
    raw = _read(content, folder, path, program)
    return None if raw is None else _validated(content, folder, path, model, raw, program=program)


def _load_program(content: Content, folder: Path, place: Path, *, with_golden: bool) -> None:
    program_id = place.name
    envelope = place / _PROGRAM_FILE
    if not envelope.exists():
        content.report(Problem(_name(folder, envelope), 1, "program.yaml がありません", program_id))
        return
    program = _load_item(content, folder, envelope, Program, program_id)
    if program is not None and program.id != program_id:
        content.report(
            Problem(
                _name(folder, envelope), 1, f"id はフォルダー名と同じ {program_id} にしてください", program_id
            )
        )
    files = [path for path in sorted(place.glob("*.yaml")) if path.name not in (_PROGRAM_FILE, _GOLDEN_FILE)]
    versions = [_load_item(content, folder, path, Version, program_id) for path in files]
    for path, version in zip(files, versions, strict=True):
        if version is not None and path.stem != version.effective.from_.isoformat():
            message = f"ファイル名は施行日と同じ {version.effective.from_}.yaml にしてください"
            content.report(Problem(_name(folder, path), 1, message, program_id))
    good = tuple(sorted((v for v in versions if v is not None), key=lambda v: v.effective.from_))
    for earlier, later in pairwise(good):
        if earlier.effective.to is None or earlier.effective.to >= later.effective.from_:
            starts = f"{earlier.effective.from_} の版が {later.effective.from_} の版と重なります"
            message = f"{starts}。effective.to を書いてください"
            content.report(Problem(_name(folder, place), 1, message, program_id))
    if not files:
        content.report(
            Problem(_name(folder, place), 1, "規則の版(YYYY-MM-DD.yaml)がひとつもありません", program_id)
        )
    if program is None or not good:
        return
    golden: tuple[Any, ...] = ()
    if with_golden and (place / _GOLDEN_FILE).exists():
        golden = tuple(_read(content, folder, place / _GOLDEN_FILE, program_id) or ())
    content.programs[program_id] = LoadedProgram(program, good, golden)


def _read(content: Content, folder: Path, path: Path, program: str | None = None) -> Any:
    try:
        return yamlfile.read(path)
    except yamlfile.YamlError as error:
        content.report(Problem(_name(folder, path), 1, str(error), program))
        return None


def _validated(
    content: Content,
    folder: Path,
    path: Path,
    model: type[Item],
    raw: Any,
    *,
    prefix: tuple[int | str, ...] = (),
    program: str | None = None,
) -> Item | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for detail in _without_echoes(error.errors(include_url=False)):
            line = _line(path, (*prefix, *detail["loc"]))
            content.report(Problem(_name(folder, path), line, explained(detail, model), program))
        return None


def _without_echoes(details: Iterable[Any]) -> list[Any]:
    """Leave out the errors that an unknown node, or a wrong item of a list, drags along."""
    listed = list(details)
    places = [detail["loc"] for detail in listed]
    unknown = [detail["loc"] for detail in listed if detail["type"] == "unknown_node"]

    def is_echo(detail: Any) -> bool:
        if detail["type"] == "unknown_node":
            return False
        if detail["type"] == "too_short":
            return any(_begins(place, detail["loc"]) and place != detail["loc"] for place in places)
        return any(_begins(place, detail["loc"]) for place in unknown)

    return [detail for detail in listed if not is_echo(detail)]


def _begins(place: tuple[int | str, ...], start: tuple[int | str, ...]) -> bool:
    return place[: len(start)] == start


_MESSAGES: dict[str, Callable[[Any], str]] = {
    "missing": lambda detail: "がありません。書き足してください",
    "unknown_node": lambda detail: f"の書き方 {_keys(detail['input'])} は知らない種類です({detail['msg']})",
    "too_short": lambda detail: "の数が足りません",
    "string_pattern_mismatch": lambda detail: f"の形が違います({detail['input']})",
    "literal_error": lambda detail: f"は {detail['ctx']['expected']} のどれかにしてください",
    "enum": lambda detail: f"は {detail['ctx']['expected']} のどれかにしてください",
    "value_error": lambda detail: f": {detail['ctx']['error']}",
}


def explained(detail: Any, model: type[BaseModel]) -> str:
    """Return a validation error in plain Japanese: which key, what is wrong, what to do."""
    where = ".".join(str(step) for step in detail["loc"]) or "全体"
    if detail["type"] == "extra_forbidden":
        key = str(detail["loc"][-1])
        close = difflib.get_close_matches(key, list(model.model_fields), n=1)
        hint = f"。「{close[0]}」ではありませんか" if close else ""
        if not key.isidentifier():
            hint = "。カンマのある文は引用符で囲んでください"
        return f"{where} は知らない項目です{hint}"
    message = _MESSAGES.get(detail["type"])
    return where + (message(detail) if message else f" が正しくありません({detail['msg']})")


def _keys(raw: Any) -> str:
    return "、".join(f"「{key}」" for key in raw) if isinstance(raw, dict) else f"「{raw!r}」"


def _line(path: Path, location: tuple[int | str, ...]) -> int:
    return yamlfile.line_of(path.read_text(encoding="utf-8"), location)


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder.parent).as_posix()
