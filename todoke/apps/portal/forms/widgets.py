"""Controls for the facts of a screen, filled with what was typed or else with what is known."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol

from django.http import QueryDict

from todoke.apps.portal.inputs import ERA_CODES, WESTERN, DayEntry, era_words
from todoke.apps.portal.speech import in_page_language
from todoke.apps.screening.domain.screens import Field, Group, Screen
from todoke.ui.controls import Checkboxes, Choice, Control, DateParts, Radios, Select, TextInput
from todoke.ui.formats import yen
from todoke.ui.words import Words, t

NOT_APPLICABLE = "not-applicable"
UNKNOWN = "unknown"
NOBODY = "nobody"
_MOST_RADIOS = 8


class Asking(Protocol):
    """What the controls need to know of their form."""

    screen: Screen
    typed: QueryDict | None
    wrong_parts: dict[str, frozenset[str]]

    @property
    def is_single(self) -> bool:
        """Tell whether the screen has one control."""

    @property
    def may_leave_empty(self) -> bool:
        """Tell whether a field may stay empty beside others."""

    def error_of(self, name: str) -> Words:
        """Return what is wrong with a control."""


def label_of(group: Group, field: Field, form: Asking) -> Words:
    """Return the label of a control: the question, the person, or both where one screen asks much."""
    question = in_page_language(group.label)
    if field.who is None or form.is_single:
        return question
    person = in_page_language(field.who)
    if len(form.screen.groups) == 1:
        return person
    return t("%(person)s：%(question)s", person=person, question=question)


def checklist(group: Group, form: Asking, *, is_heading: bool) -> Control:
    """Return the members as checkboxes, and nobody."""
    if form.typed is not None:
        chosen = set(form.typed.getlist(group.fact_id))
    else:
        chosen = {field.entity for field in group.fields if field.value is True}
        if not chosen and all(field.value is False for field in group.fields):
            chosen = {NOBODY}
    choices = [
        Choice(
            field.entity, in_page_language(field.who) if field.who else "", is_chosen=field.entity in chosen
        )
        for field in group.fields
    ]
    choices.append(Choice(NOBODY, t("だれもいない"), is_chosen=NOBODY in chosen))
    return Checkboxes(
        name=group.fact_id,
        label=in_page_language(group.label),
        hint=t("あてはまる人を、みんな選んでください。"),
        choices=choices,
        error=form.error_of(group.fact_id),
        is_heading=is_heading,
    )


def choice_control(group: Group, field: Field, form: Asking, *, is_heading: bool) -> Control:
    """Return radio buttons, or a list where there are many choices or many members."""
    known = _known(field, form)
    if field.kind == "boolean":
        options = [("yes", t("はい")), ("no", t("いいえ"))]
    else:
        options = [(option.value, in_page_language(option.label)) for option in field.options]
    if field.nullable:
        options.append((NOT_APPLICABLE, t("あてはまらない")))
    many = form.may_leave_empty
    as_list = len(options) > _MOST_RADIOS and many
    if many and not as_list:
        options.append((UNKNOWN, t("わからない")))
    choices = [Choice(value, label, is_chosen=value == known) for value, label in options]
    label = label_of(group, field, form)
    hint = _hint(group, form)
    error = form.error_of(field.key)
    if as_list:
        return Select(
            name=field.key, label=label, hint=hint, error=error, choices=choices, empty=t("わからない")
        )
    return Radios(
        name=field.key,
        label=label,
        hint=hint,
        error=error,
        choices=choices,
        is_heading=is_heading,
        is_inline=field.kind == "boolean" and not many,
    )


def number_control(group: Group, field: Field, form: Asking, *, is_heading: bool) -> Control:
    """Return a field for a number with its unit."""
    return TextInput(
        name=field.key,
        label=label_of(group, field, form),
        hint=_hint(group, form),
        value=_text(field, form),
        size="short",
        inputmode="numeric",
        suffix=in_page_language(field.unit) if field.unit else "",
        error=form.error_of(field.key),
        is_heading=is_heading,
    )


def money_controls(group: Group, field: Field, form: Asking) -> Iterator[Control]:
    """Yield a field for an exact amount, and rough amounts to choose from."""
    label = label_of(group, field, form)
    yield TextInput(
        name=field.key,
        label=label,
        hint=_hint(group, form) or t("「350万」のようにも書けます。"),
        value=_text(field, form),
        size="medium",
        inputmode="text",
        suffix=in_page_language(field.unit) if field.unit else t("円"),
        error=form.error_of(field.key),
    )
    if field.bands:
        known = _known_band(field, form)
        yield Select(
            name=f"{field.key}-band",
            label=t("正確にわからないときは、だいたいの額（%(what)s）", what=label),
            choices=[
                Choice(str(index), _band_words(low, high), is_chosen=index == known)
                for index, (low, high) in enumerate(field.bands)
            ],
            empty=t("選ばない"),
        )


def day_control(group: Group, field: Field, form: Asking, *, is_heading: bool) -> Control:
    """Return a date in parts, in either calendar."""
    entry = day_entry(field, form.typed) if form.typed is not None else _known_day(field)
    names = [(WESTERN, t("西暦")), *((code, era_words(name)) for code, name in ERA_CODES.items())]
    return DateParts(
        name=field.key,
        label=label_of(group, field, form),
        hint=_hint(group, form),
        eras=[Choice(code, label, is_chosen=code == entry.era) for code, label in names],
        year=entry.year,
        month=entry.month,
        day=entry.day,
        wrong_parts=form.wrong_parts.get(field.key, frozenset()),
        error=form.error_of(field.key),
        is_heading=is_heading,
    )


def day_entry(field: Field, typed: QueryDict) -> DayEntry:
    """Return the date as typed."""
    parts = (typed.get(f"{field.key}-{part}", "") for part in ("era", "year", "month", "day"))
    return DayEntry(*parts)


def _hint(group: Group, form: Asking) -> Words:
    if group.help and len(group.fields) == 1:
        return in_page_language(group.help)
    return Words("")


def _known(field: Field, form: Asking) -> str:
    if form.typed is not None:
        return form.typed.get(field.key, "")
    if field.value is True or field.value is False:
        return "yes" if field.value else "no"
    if isinstance(field.value, dict) and field.value.get("not_applicable"):
        return NOT_APPLICABLE
    return field.value if isinstance(field.value, str) else ""


def _text(field: Field, form: Asking) -> str:
    if form.typed is not None:
        return form.typed.get(field.key, "")
    return f"{field.value:,}" if isinstance(field.value, int) and not isinstance(field.value, bool) else ""


def _known_band(field: Field, form: Asking) -> int | None:
    if form.typed is not None:
        text = form.typed.get(f"{field.key}-band", "")
        return int(text) if text.isdigit() else None
    value: Any = field.value
    if not isinstance(value, dict):
        return None
    bounds = (value.get("from"), value.get("to"))
    return next((index for index, band in enumerate(field.bands) if tuple(band) == bounds), None)


def _known_day(field: Field) -> DayEntry:
    known = field.value.isoformat() if isinstance(field.value, date) else field.value
    parts = known.split("-") if isinstance(known, str) else []
    year, month, day = (*(part.lstrip("0") for part in parts), "", "", "")[:3]
    return DayEntry(WESTERN, year, month, day)


def _band_words(low: int | None, high: int | None) -> Words:
    if low is None:
        return t("%(amount)sまで", amount=yen(high or 0))
    if high is None:
        return t("%(amount)s以上", amount=yen(low))
    return t("%(low)s〜%(high)s", low=yen(low), high=yen(high))
