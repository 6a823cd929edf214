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
    return Scope(content, on, programs).of(municipality)


class Scope:
    """Some programs on a day; who has begun and has not ended is found out once for all municipalities."""

    def __init__(self, content: Content, on: date, programs: Iterable[str]) -> None:
        """Leave out those that are not in force anywhere."""
        self._content = content
        self._areas = [
            (program_id, _area(content, program_id))
            for program_id in programs
            if _is_in_force(content, program_id, on)
        ]

    def of(self, municipality: str) -> tuple[str, ...]:
        """Return the programs of a municipality, in their order."""
        overlay = self._content.overlays.get(municipality)
        said = {} if overlay is None else overlay.programs
        not_offered = {name for name, one in said.items() if one.offered is False}
        return tuple(
            program_id
            for program_id, area in self._areas
            if (not area or municipality in area) and program_id not in not_offered
        )


def _area(content: Content, program_id: str) -> frozenset[str]:
    """Return the municipalities whose own a program is; nobody's own and everybody's is none."""
    loaded = content.programs.get(program_id)
    if loaded is None or program_id in content.broken_programs:
        return frozenset()
    return frozenset(loaded.program.area)


def _is_in_force(content: Content, program_id: str, on: date) -> bool:
    loaded = content.programs.get(program_id)
    if loaded is None or program_id in content.broken_programs:
        return True
    program = loaded.program
    if program.began is not None and on < program.began:
        return False
    try:
        return loaded.version_on(on) is not None
    except NotEncodedError:
        return True
