"""What the commands about nights share: where nights are kept, and which programs were named."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from todoke.nights.stored.sealing import NightError
from todoke.rules.rulebook import Rulebook


class UnknownProgramError(NightError):
    """A program was named that there is not."""


def default_folder(population: str) -> Path:
    """Return the folder of the nights of a population, under the folder the installation writes to."""
    var = Path(os.environ.get("TODOKE_VAR") or "var")
    root = Path(__file__).resolve().parents[2]
    return root / var / "nights" / population


def chosen_programs(text: str | None, book: Rulebook) -> tuple[str, ...] | None:
    """Return the programs that were named; raises UnknownProgramError, with a suggestion, for another."""
    if text is None:
        return None
    known = [*book.content.programs, *book.content.broken_programs]
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
            hint = f"。近いもの: {'、'.join(close)}" if close else "。todoke programs で一覧を見られます"
            raise UnknownProgramError(f"制度 {name} はありません{hint}")
    return names


def name_of(program_id: str, book: Rulebook) -> str:
    """Return a program's name with its id."""
    loaded = book.content.programs.get(program_id)
    return program_id if loaded is None else f"{loaded.program.name.ja}({program_id})"
