"""Programs as SQL text: whether their conditions hold, what fails, and the amounts, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from todoke.engines.sql.frames import OF_HOUSEHOLD, OF_SUBJECT, Frame
from todoke.engines.sql.logic import MixedKindsError
from todoke.engines.sql.members import Members
from todoke.engines.sql.texts import (
    FALSE,
    NOT_ENCODED,
    RULE_ERROR,
    TRUE,
    UNKNOWN,
    Sql,
    all_of,
    chosen,
    error_where,
    first_error,
    maybe,
    negated,
    surely,
)
from todoke.engines.sql.translating import Local, Translator, UnknownNameError
from todoke.engines.sql.values import Number, Truth, Value
from todoke.rules.answers import Outcome
from todoke.rules.content import LoadedProgram
from todoke.rules.parameters import NotEncodedError
from todoke.rules.programs import Amount, Program, ProgramOverlay, Version
from todoke.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class AmountText:
    """An amount as SQL: where it applies at all, and its figure (None where none is promised)."""

    amount: Amount
    applies: Sql
    low: Sql | None = None
    high: Sql | None = None


@dataclass(frozen=True, slots=True)
class ProgramText:
    """A program as SQL, for every person or household; or what it answers without looking at anyone."""

    program_id: str
    program: Program | None
    version: date | None = None
    outcome: Outcome | None = None
    message: str | None = None
    holds: Sql = FALSE
    error: Sql | None = None
    pattern: Sql = "''"
    amounts: tuple[AmountText, ...] = ()


class Programs:
    """Puts the programs of a rulebook into SQL, for the day and the municipality of a translator."""

    def __init__(self, book: Rulebook, translator: Translator) -> None:
        """Answer the translator's questions about other programs from now on."""
        self._book, self._translator = book, translator
        self._held: dict[tuple[str, str], Value] = {}
        translator.ask(self._eligible)

    def text(self, program_id: str) -> ProgramText:
        """Return the SQL of a program."""
        content, on = self._book.content, self._translator.on
        if program_id in content.broken_programs:
            loaded = content.programs.get(program_id)
            message = str(content.broken_programs[program_id][0])
            return ProgramText(
                program_id, None if loaded is None else loaded.program, None, Outcome.RULE_ERROR, message
            )
        loaded = content.programs[program_id]
        program, overlay = loaded.program, self._overlay(program_id)

        def same(outcome: Outcome, message: str) -> ProgramText:
            return ProgramText(program_id, program, None, outcome, message)

        if program.area and self._translator.municipality not in program.area:
            return same(Outcome.OUT_OF_SCOPE, "お住まいの区市町村の制度ではありません")
        if overlay.offered is False:
            return same(Outcome.OUT_OF_SCOPE, "お住まいの区市町村では実施していません")
        if program.began is not None and on < program.began:
            return same(Outcome.OUT_OF_SCOPE, f"{program.began} に始まる制度です")
        try:
            version = loaded.version_on(on)
        except NotEncodedError as error:
            return same(Outcome.NOT_ENCODED, str(error))
        if version is None:
            return same(Outcome.OUT_OF_SCOPE, "終わった制度です")
        try:
            return self._rule(loaded, version, overlay)
        except (UnknownNameError, MixedKindsError) as error:
            return ProgramText(program_id, program, version.effective.from_, Outcome.RULE_ERROR, str(error))

    def _rule(self, loaded: LoadedProgram, version: Version, overlay: ProgramOverlay) -> ProgramText:
        keep = self._translator.script.keep
        program = loaded.program
        frame = OF_SUBJECT if program.subject == "person" else OF_HOUSEHOLD
        parts = self._parts(program, version, overlay, frame)
        offered = _offered(program, overlay)
        holds = keep(all_of(*(part.holds for part in parts), offered))
        error: Sql | None = None
        amounts: list[AmountText] = []
        local = _local(program, overlay)
        for amount in version.amounts:
            text, failing = self._amount(amount, holds, frame, local)
            amounts.append(text)
            error = first_error(error, failing)
        error = error_where(keep(maybe(holds)), None if error is None else keep(error))
        for part in reversed(parts):
            error = first_error(
                part.error, error_where(maybe(part.holds), None if error is None else keep(error))
            )
        letters = [
            chosen((surely(part), "'T'"), otherwise="'?'") for part in (*(p.holds for p in parts), offered)
        ]
        return ProgramText(
            program.id,
            program,
            version.effective.from_,
            holds=holds,
            error=error,
            pattern=_pattern(letters),
            amounts=tuple(amounts),
        )

    def _parts(
        self, program: Program, version: Version, overlay: ProgramOverlay, frame: Frame
    ) -> list[Truth]:
        """Return among, the conditions and those the municipality adds, in the order they are reached."""
        local = _local(program, overlay)
        conditions = [condition.when for condition in (*version.conditions, *overlay.conditions)]
        among = TRUE if version.among is None else None
        parts = [Truth(TRUE) if among else self._translator.truth(version.among, frame, local)]
        return parts + [self._translator.truth(one, frame, local) for one in conditions]

    def _amount(
        self, amount: Amount, holds: Sql, frame: Frame, local: Local | None
    ) -> tuple[AmountText, Sql | None]:
        translator, keep = self._translator, self._translator.script.keep
        when = Truth(TRUE) if amount.when is None else translator.truth(amount.when, frame, local)
        applies = all_of(maybe(holds), maybe(when.holds))
        if amount.value is None:
            return AmountText(amount, applies), when.error
        value = translator.translate(amount.value, frame, local)
        assert isinstance(value, Number)
        if value.absent is not None:
            applies = all_of(applies, negated(value.absent))
        low = value.low.over
        if when.holds != TRUE:
            low = chosen((surely(when.holds), low), otherwise=f"least({low}, 0)")
            if not value.bounded:
                low = chosen((f"({value.low.over} IS NULL)", "NULL"), otherwise=low)
        failing = first_error(when.error, error_where(maybe(when.holds), value.error))
        ends = (
            f"({keep(low)}::DOUBLE / {value.low.under})",
            f"({value.high.over}::DOUBLE / {value.high.under})",
        )
        return AmountText(amount, applies, *ends), failing

    def _eligible(self, program_id: str, frame: Frame) -> Value:
        """Return whether another program's conditions hold for the member, or anybody of the household."""
        loaded = self._book.content.programs.get(program_id)
        if loaded is None:
            # Found out only when it is reached.
            return Truth(FALSE, None, RULE_ERROR)
        is_about_persons = loaded.program.subject == "person"
        level = "person" if is_about_persons and frame.level != "household" else "household"
        key = (program_id, level)
        if key not in self._held:
            self._held[key] = self._holds(loaded, level, self._translator.members)
        return self._held[key]

    def _holds(self, loaded: LoadedProgram, level: str, members: Members) -> Truth:
        program, overlay = loaded.program, self._overlay(loaded.program.id)
        if program.began is not None and self._translator.on < program.began:
            return Truth(FALSE)
        try:
            version = loaded.version_on(self._translator.on)
        except NotEncodedError:
            return Truth(FALSE, None, NOT_ENCODED)
        if version is None or overlay.offered is False:
            return Truth(FALSE)
        frame = OF_SUBJECT if program.subject == "person" else OF_HOUSEHOLD
        parts = self._parts(program, version, overlay, frame)
        # Here every condition is asked, also after one that fails.
        holds = Truth(
            all_of(*(part.holds for part in parts), _offered(program, overlay)),
            None,
            first_error(*(part.error for part in parts)),
        )
        title = f"eligible:{program.id}"
        if program.subject == "person" and level == "household":
            found = members.anybody(holds, title)
            return self._translator.script.stored("household", found, title)
        return self._translator.script.stored(frame.level, holds, title)

    def _overlay(self, program_id: str) -> ProgramOverlay:
        overlay = self._book.content.overlays.get(self._translator.municipality)
        return ProgramOverlay() if overlay is None else overlay.programs.get(program_id, ProgramOverlay())


def _figure(over: Sql, under: int | Sql) -> Sql:
    return f"{over}::DOUBLE" if under == 1 else f"({over}::DOUBLE / {under})"


def _offered(program: Program, overlay: ProgramOverlay) -> Sql:
    return TRUE if program.offered_everywhere or overlay.offered is True else UNKNOWN


def _local(program: Program, overlay: ProgramOverlay) -> Local | None:
    return Local(program.local, overlay.local) if program.local else None


def _pattern(letters: list[Sql]) -> Sql:
    """Return the letters joined, neighbors that are the same for everybody in one."""
    joined: list[Sql] = []
    for letter in letters:
        if joined and len(letter) == 3 and joined[-1].startswith("'"):
            joined[-1] = joined[-1][:-1] + letter[1:]
        else:
            joined.append(letter)
    return " || ".join(joined)
