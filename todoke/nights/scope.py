"""Which programs are a municipality's on a day: territory and validity are cut before anybody is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from todoke.rules.content import Content
from todoke.rules.parameters import NotEncodedError


def in_scope(content: Content, municipality: str, on: date, programs: Iterable[str]) -> tuple[str, ...]:
    """Return those of the programs that are neither another municipality's, nor not offered, begun or ended.

    Programs that are broken, or not written down for the day, stay: their answers say so.
    """
    overlay = content.overlays.get(municipality)
    not_offered = (
        frozenset()
        if overlay is None
        else frozenset(name for name, said in overlay.programs.items() if said.offered is False)
    )
    return tuple(
        program_id
        for program_id in programs
        if program_id not in not_offered and _is_in_force(content, program_id, municipality, on)
    )


def _is_in_force(content: Content, program_id: str, municipality: str, on: date) -> bool:
    loaded = content.programs.get(program_id)
    if loaded is None or program_id in content.broken_programs:
        return True
    program = loaded.program
    if program.area and municipality not in program.area:
        return False
    if program.began is not None and on < program.began:
        return False
    try:
        return loaded.version_on(on) is not None
    except NotEncodedError:
        return True
