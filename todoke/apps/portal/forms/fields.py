"""The form of an ordinary screen: one or several facts, each for one or several members."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from todoke.apps.portal.forms.base import ScreenForm
from todoke.apps.portal.forms.bundles import Bundle, bundles_of
from todoke.apps.portal.forms.widgets import (
    EVERYBODY,
    NOBODY,
    NONE,
    NOT_APPLICABLE,
    UNKNOWN,
    ZERO,
    checklist,
    choice_control,
    day_control,
    day_entry,
    money_controls,
    no_day_control,
    number_control,
    rest_control,
    rest_name,
    rest_option,
)
from todoke.apps.portal.inputs import InputError, read_day, read_money, read_number
from todoke.apps.portal.speech import in_page_language
from todoke.apps.screening import actions
from todoke.apps.screening.domain.screens import Field, Group, Screen
from todoke.apps.screening.domain.situation import Situation
from todoke.rules.household import BIRTH_DATE
from todoke.ui.controls import Control
from todoke.ui.words import Words, t


@dataclass(frozen=True, slots=True)
class Section:
    """The controls of one fact, with the question above them where each is named after a person."""

    controls: list[Control]
    heading: str = ""
    help: str = ""


class FieldsForm(ScreenForm):
    """Reads each field by its kind; a screen with nothing on it is a mistake, an empty field beside others is not."""

    def __init__(self, screen: Screen, situation: Situation, typed: QueryDict | None, *, on: date) -> None:
        """Read what was typed."""
        self.values: dict[str, Any] = {}
        self.unknown: set[str] = set()
        self.wrong_parts: dict[str, frozenset[str]] = {}
        self.bundles = bundles_of(screen)
        super().__init__(screen, situation, typed, on=on)

    def read(self, typed: QueryDict) -> None:
        """Check every field."""
        for bundle in self.bundles:
            self._read_bundle(bundle, typed)
        for group in self._loose_groups:
            if is_checklist(group):
                self._read_checklist(group, typed)
            else:
                for field in group.fields:
                    self._read_field(field, typed)
        if not self.values and not self.errors and (controls := self.controls()):
            first = controls[0].name
            self.errors[first] = t(
                "答えを書くか、選んでください。わからないときは「わからない」を押してください。"
            )

    def controls(self) -> Sequence[Control]:
        """Return every control of the screen."""
        return [control for section in self.sections for control in section.controls]

    @property
    def sections(self) -> list[Section]:
        """The controls of each fact, under the question where it is asked of several people."""
        bundled = [Section([self._bundle_control(bundle)]) for bundle in self.bundles]
        return [*bundled, *(self._section(group) for group in self._loose_groups)]

    @property
    def template(self) -> str:
        """The template that prints the sections."""
        return "portal/screens/fields.html"

    @property
    def _loose_groups(self) -> list[Group]:
        bundled = {key for bundle in self.bundles for key in bundle.keys}
        return [group for group in self.screen.groups if group.fields[0].key not in bundled]

    def _bundle_control(self, bundle: Bundle) -> Control:
        chosen = bundle.known() if self.typed is None else set(self.typed.getlist(bundle.name))
        is_whole = len(bundle.groups) == len(self.screen.groups)
        title = in_page_language(self.screen.title)
        return bundle.control(title, chosen, self.error_of(bundle.name), is_heading=is_whole)

    def _section(self, group: Group) -> Section:
        if is_checklist(group):
            is_heading = len(self.screen.groups) == 1 and group.label.ja == self.screen.title.ja
            return Section([checklist(group, self, is_heading=is_heading)])
        controls = [control for field in group.fields for control in self._controls_of(group, field)]
        if none := rest_option(group):
            controls.insert(0, rest_control(group, none, self))
        if len(group.fields) == 1 or len(self.screen.groups) == 1 or group.label.ja == self.screen.title.ja:
            return Section(controls)
        help_words = in_page_language(group.help) if group.help else Words("")
        if group.kind == "money" and not help_words:
            help_words = t("「350万」のようにも書けます。")
        return Section(controls, in_page_language(group.label), help_words)

    def _controls_of(self, group: Group, field: Field) -> Iterator[Control]:
        if field.kind == "money":
            yield from money_controls(group, field, self)
        elif field.kind == "number":
            yield number_control(group, field, self)
        elif field.kind == "date":
            yield day_control(group, field, self)
        else:
            yield choice_control(group, field, self)
        if field.nullable and field.kind not in ("boolean", "code"):
            yield no_day_control(group, field, self)

    @property
    def is_single(self) -> bool:
        """Tell whether the screen has one control, whose label is then the heading."""
        if len(self.screen.groups) != 1 or len(self.screen.groups[0].fields) != 1:
            return False
        group = self.screen.groups[0]
        is_whole = group.kind != "money" and not group.fields[0].nullable
        return is_whole and group.label.ja == self.screen.title.ja

    @property
    def may_leave_empty(self) -> bool:
        """Tell whether a field may stay empty beside others that are filled in."""
        loose = sum(1 if is_checklist(group) else len(group.fields) for group in self._loose_groups)
        return loose + len(self.bundles) > 1

    @property
    def about(self) -> Words:
        """Whom the only question of the screen is about; empty where the screen names the people itself."""
        if not self.is_single:
            return Words("")
        who = self.screen.groups[0].fields[0].who
        return in_page_language(who) if who else Words("")

    def answer(self) -> Situation:
        """Return the situation with the answers; what was left empty is not known."""
        return actions.answer(
            self.situation,
            self.screen.question_id,
            self.values,
            unknown=frozenset(self.unknown),
            declined=frozenset(),
            on=self.on,
        )

    def error_of(self, name: str) -> Words:
        """Return what is wrong with a control; empty when nothing is."""
        return self.errors.get(name, Words(""))

    def _read_bundle(self, bundle: Bundle, typed: QueryDict) -> None:
        answers = bundle.read(typed)
        if isinstance(answers, Words):
            self.errors[bundle.name] = answers
        elif answers is None:
            self.unknown |= set(bundle.keys)
        else:
            self.values |= answers

    def _read_checklist(self, group: Group, typed: QueryDict) -> None:
        chosen = set(typed.getlist(group.fact_id))
        members = {field.entity for field in group.fields}
        if EVERYBODY in chosen:
            chosen |= members
        if NOBODY in chosen and chosen & members:
            self.errors[group.fact_id] = t(
                "「だれもいない」と、人の両方が選ばれています。どちらかにしてください。"
            )
        elif not chosen & (members | {NOBODY}):
            self.unknown |= {field.key for field in group.fields}
        else:
            self.values |= {field.key: field.entity in chosen for field in group.fields}

    def _read_field(self, field: Field, typed: QueryDict) -> None:
        try:
            value = self._value(field, typed)
        except InputError as error:
            self.errors[field.key] = error.message
            self.wrong_parts[field.key] = error.parts
            return
        if value is None:
            self.unknown.add(field.key)
        else:
            self.values[field.key] = value

    def _value(self, field: Field, typed: QueryDict) -> Any:
        text = typed.get(field.key, "").strip()
        if NOT_APPLICABLE in (text, typed.get(f"{field.key}-none")):
            return {"not_applicable": True}
        if field.kind == "date":
            entry = day_entry(field, typed)
            if entry.is_empty:
                return None
            is_birth = field.fact_id == BIRTH_DATE
            return read_day(entry, today=self.on, latest=field.latest, is_birth=is_birth)
        if field.kind == "money":
            return read_money(text) if text else _band(field, typed.get(f"{field.key}-band", ""))
        if not text and typed.get(rest_name(field.fact_id)) == NONE and NONE in _codes(field):
            return NONE
        if text in ("", UNKNOWN):
            return None
        if field.kind == "boolean":
            return text == "yes"
        if field.kind == "code":
            return text if text in _codes(field) else None
        lowest = int(field.minimum) if field.minimum is not None else 0
        return read_number(text, lowest=lowest, highest=None if field.maximum is None else int(field.maximum))


def _codes(field: Field) -> frozenset[str]:
    return frozenset(option.value for option in field.options)


def is_checklist(group: Group) -> bool:
    """Tell whether a group is yes or no for several members: then the members are ticked."""
    return group.kind == "boolean" and len(group.fields) > 1


def _band(field: Field, text: str) -> dict[str, int] | int | None:
    if text == ZERO:
        return 0
    if not text.isdigit() or int(text) >= len(field.bands):
        return None
    low, high = field.bands[int(text)]
    return {name: bound for name, bound in (("from", low), ("to", high)) if bound is not None}
