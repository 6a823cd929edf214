"""Controls for the facts of a screen, filled with what was typed or else with what is known."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol

from django.http import QueryDict

from todoke.apps.portal.inputs import ERA_CODES, WESTERN, DayEntry, era_words
from todoke.apps.portal.speech import in_page_language
from todoke.apps.screening import books
from todoke.apps.screening.domain.screens import Field, Group, Option
from todoke.ui import ruby
from todoke.ui.controls import Checkboxes, Choice, Control, DateParts, Radios, Select, TextInput
from todoke.ui.formats import yen
from todoke.ui.words import Words, t

NOT_APPLICABLE = "not-applicable"
UNKNOWN = "unknown"
NOBODY = "nobody"
EVERYBODY = "everybody"
_MANY = 3
ZERO = "zero"
NONE = "none"
_MOST_RADIOS = 8
_MOST_ROWS = 12
"""More rows than this for one question asked of several people become a list for each: phones are short."""
_MOSTLY = 0.5
_SHORT = 10  # half-width letters


class Asking(Protocol):
    """What the controls need to know of their form."""

    typed: QueryDict | None
    wrong_parts: dict[str, frozenset[str]]

    @property
    def is_single(self) -> bool:
        """Tell whether the screen has one control, whose label is then the heading."""

    @property
    def may_leave_empty(self) -> bool:
        """Tell whether a field may stay empty beside others."""

    def error_of(self, name: str) -> Words:
        """Return what is wrong with a control."""


def words_of(group: Group, field: Field, form: Asking) -> dict[str, Any]:
    """Return label, context, hint and error of a control: the person where a heading asks the question."""
    question = in_page_language(group.label)
    by_person = field.who is not None and not form.is_single and len(group.fields) > 1
    who = in_page_language(field.who) if field.who else Words("")
    if by_person:
        label = who
    elif who and not form.is_single:
        label = t("%(person)s：%(question)s", person=who, question=question)
    else:
        label = question
    return {
        "name": field.key,
        "label": label,
        "context": question if by_person else "",
        "hint": in_page_language(group.help) if group.help and not by_person else "",
        "error": form.error_of(field.key),
        "is_heading": form.is_single,
    }


def checklist(group: Group, form: Asking, *, is_heading: bool) -> Control:
    """Return the members as checkboxes, and nobody."""
    if form.typed is not None:
        chosen = set(form.typed.getlist(group.fact_id))
    else:
        chosen = {field.entity for field in group.fields if field.value is True}
        if not chosen and all(field.value is False for field in group.fields):
            chosen = {NOBODY}
    people: list[tuple[str, str]] = [
        (field.entity, in_page_language(field.who) if field.who else "") for field in group.fields
    ]
    if len(people) >= _MANY:
        people.insert(0, (EVERYBODY, t("みんな")))
    people.append((NOBODY, t("だれもいない")))
    choices = [Choice(code, who, is_chosen=code in chosen) for code, who in people]
    return Checkboxes(
        name=group.fact_id,
        label=in_page_language(group.label),
        hint=in_page_language(group.help) if group.help else t("あてはまる人を、みんな選んでください。"),
        choices=choices,
        error=form.error_of(group.fact_id),
        is_heading=is_heading,
    )


def rest_option(group: Group) -> Option | None:
    """Return the option "none" of a fact asked of several members, where most people would say it.

    Everybody has some health insurance: "nobody has any" is no shortcut there.
    """
    if group.kind != "code" or len(group.fields) < 2:
        return None
    fact = books.rulebook().content.facts.get(group.fact_id)
    if fact is not None and not any(one.value == NONE and one.share >= _MOSTLY for one in fact.likely):
        return None
    return next((option for option in group.fields[0].options if option.value == NONE), None)


def rest_name(fact_id: str) -> str:
    """Return the name of the control that answers for everyone left out."""
    return f"{fact_id}-rest"


def rest_control(group: Group, none: Option, form: Asking) -> Control:
    """Return one checkbox that says "none" for everybody who is not answered for."""
    name = rest_name(group.fact_id)
    is_chosen = form.typed is not None and form.typed.get(name) == NONE
    label = in_page_language(none.label)
    return Checkboxes(
        name=name,
        label=t("まとめて答える"),
        context=in_page_language(group.label),
        choices=[
            Choice(NONE, t("下で選ばない人は、みんな「%(answer)s」", answer=label), is_chosen=is_chosen)
        ],
    )


def choice_control(group: Group, field: Field, form: Asking) -> Control:
    """Return radio buttons, or a list where there are many choices for many members."""
    known = _known(field, form)
    if field.kind == "boolean":
        options = [("yes", t("はい")), ("no", t("いいえ"))]
    else:
        options = [(option.value, in_page_language(option.label)) for option in field.options]
    if field.nullable:
        options.append((NOT_APPLICABLE, t("あてはまらない")))
    many = form.may_leave_empty
    as_list = many and (
        len(options) > _MOST_RADIOS
        or (len(group.fields) > 1 and len(group.fields) * len(options) > _MOST_ROWS)
    )
    if many and not as_list:
        options.append((UNKNOWN, t("わからない")))
    choices = [Choice(value, label, is_chosen=value == known) for value, label in options]
    if as_list:
        return Select(**words_of(group, field, form), choices=choices, empty=t("わからない"))
    return Radios(**words_of(group, field, form), choices=choices, is_inline=_are_short(choices))


def _are_short(choices: list[Choice]) -> bool:
    """Tell whether two choices fit beside each other on a phone."""
    return all(len(ruby.plain(choice.label).encode("euc_jp", "replace")) <= _SHORT for choice in choices)


def number_control(group: Group, field: Field, form: Asking) -> Control:
    """Return a field for a number with its unit."""
    return TextInput(
        **words_of(group, field, form),
        value=_text(field, form),
        size="short",
        inputmode="numeric",
        suffix=in_page_language(field.unit) if field.unit else "",
    )


def money_controls(group: Group, field: Field, form: Asking) -> Iterator[Control]:
    """Yield a field for an exact amount, and rough amounts to choose from."""
    words = words_of(group, field, form)
    exact = TextInput(
        **(
            words
            | {"hint": words["hint"] or ("" if words["context"] else t("「350万」のようにも書けます。"))}
        ),
        value=_text(field, form),
        size="medium",
        suffix=in_page_language(field.unit) if field.unit else t("円"),
    )
    yield exact
    if field.bands:
        known = _known_band(field, form)
        rough = [
            Choice(str(index), _band_words(low, high), is_chosen=str(index) == known)
            for index, (low, high) in enumerate(field.bands)
        ]
        yield Select(
            name=f"{field.key}-band",
            label=t("または、だいたいの額"),
            context=" ".join(str(part) for part in (words["label"], words["context"]) if part),
            choices=[Choice(ZERO, t("ない（0円）"), is_chosen=known == ZERO), *rough],
            empty=t("選ばない"),
        )


def day_control(group: Group, field: Field, form: Asking) -> Control:
    """Return a date in parts, in either calendar."""
    entry = day_entry(field, form.typed) if form.typed is not None else _known_day(field)
    names = [(WESTERN, t("西暦")), *((code, era_words(name)) for code, name in ERA_CODES.items())]
    return DateParts(
        **words_of(group, field, form),
        eras=[Choice(code, label, is_chosen=code == entry.era) for code, label in names],
        year=entry.year,
        month=entry.month,
        day=entry.day,
        wrong_parts=form.wrong_parts.get(field.key, frozenset()),
    )


def no_day_control(group: Group, field: Field, form: Asking) -> Control:
    """Return the checkbox for a day or a number that does not apply."""
    words = words_of(group, field, form)
    return Checkboxes(
        name=f"{field.key}-none",
        label=t("あてはまらないとき"),
        context=str(words["label"]),
        choices=[
            Choice(NOT_APPLICABLE, t("あてはまらない"), is_chosen=_known(field, form) == NOT_APPLICABLE)
        ],
    )


def day_entry(field: Field, typed: QueryDict) -> DayEntry:
    """Return the date as typed."""
    parts = (typed.get(f"{field.key}-{part}", "") for part in ("era", "year", "month", "day"))
    return DayEntry(*parts)


def _known(field: Field, form: Asking) -> str:
    if form.typed is not None:
        return form.typed.get(field.key, "") or form.typed.get(f"{field.key}-none", "")
    if field.value is True or field.value is False:
        return "yes" if field.value else "no"
    if isinstance(field.value, dict) and field.value.get("not_applicable"):
        return NOT_APPLICABLE
    return field.value if isinstance(field.value, str) else ""


def _text(field: Field, form: Asking) -> str:
    if form.typed is not None:
        return form.typed.get(field.key, "")
    return f"{field.value:,}" if isinstance(field.value, int) and not isinstance(field.value, bool) else ""


def _known_band(field: Field, form: Asking) -> str:
    if form.typed is not None:
        return form.typed.get(f"{field.key}-band", "")
    value: Any = field.value
    if not isinstance(value, dict):
        return ""
    bounds = (value.get("from"), value.get("to"))
    return next((str(index) for index, band in enumerate(field.bands) if tuple(band) == bounds), "")


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
