"""Reading wordings from files: each wording with the parts it shares, and what is wrong told with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from todoke.rules import yamlfile
from todoke.telling.wording.texts import Wording, Words5

SHARED = "_shared.yaml"
"""The file of what several wordings say alike: their subject, body and push."""


class WordingError(ValueError):
    """A file of wordings cannot be used; the message says which and why."""


def load_wordings(folder: Path) -> dict[str, Wording]:
    """Return the wordings of a folder by their key; raises WordingError.

    A file names under ``hint`` which shared parts leave for it, or says them itself.
    """
    shared = _mapping(folder / SHARED)
    found: dict[str, Wording] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == SHARED:
            continue
        raw = _mapping(path)
        if (hint := raw.pop("hint", None)) is not None:
            if hint not in shared:
                raise WordingError(f"{path.name}: hint の {hint} が {SHARED} にありません")
            raw = dict(shared[hint]) | raw
        wording = read_wording(raw, path.name)
        if wording.key != path.stem:
            raise WordingError(f"{path.name}: key はファイル名と同じ {path.stem} にしてください")
        found[wording.key] = wording
    return found


def read_wording(raw: Any, name: str) -> Wording:
    """Return a wording from what a file or a row says; raises WordingError."""
    try:
        return Wording.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise WordingError(f"{name}: {place or '全体'}: {first['msg']}") from None


def load_glossary(path: Path) -> tuple[Words5, ...]:
    """Return the words that are always said in the same way; raises WordingError."""
    raw = _read(path)
    try:
        return tuple(Words5.model_validate(one) for one in raw)
    except (ValidationError, TypeError) as error:
        raise WordingError(f"{path.name}: {error}") from None


def _mapping(path: Path) -> dict[str, Any]:
    raw = _read(path)
    if not isinstance(raw, dict):
        raise WordingError(f"{path.name}: 先頭が「名前: …」の形になっていません")
    return raw


def _read(path: Path) -> Any:
    try:
        return yamlfile.read(path)
    except (yamlfile.YamlError, OSError) as error:
        raise WordingError(f"{path.name}: {error}") from None
