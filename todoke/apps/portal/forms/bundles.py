"""Yes-or-no facts of one person bundled into one list to tick, so that twelve questions need no twelve rows."""

from dataclasses import dataclass

from django.http import QueryDict

from todoke.apps.portal.speech import in_page_language
from todoke.apps.screening.domain.screens import Group, Screen
from todoke.ui.controls import Checkboxes, Choice, Control
from todoke.ui.words import Words, t

NONE_OF_THESE = "none-of-these"
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Bundle:
    """The facts of one entity that are ticked together."""

    entity: str
    groups: tuple[Group, ...]

    @property
    def name(self) -> str:
        """The name of the control."""
        return f"these@{self.entity}"

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the fields."""
        return tuple(group.fields[0].key for group in self.groups)

    def control(self, title: Words, chosen: set[str], error: Words, *, is_heading: bool) -> Control:
        """Return the list, each fact with its help, and none of them."""
        choices = [
            Choice(
                group.fields[0].key,
                in_page_language(group.label),
                in_page_language(group.help) if group.help else "",
                is_chosen=group.fields[0].key in chosen,
            )
            for group in self.groups
        ]
        choices.append(Choice(NONE_OF_THESE, t("どれもあてはまらない"), is_chosen=NONE_OF_THESE in chosen))
        who = self.groups[0].fields[0].who
        return Checkboxes(
            name=self.name,
            label=title if is_heading or who is None else in_page_language(who),
            context="" if is_heading or who is None else title,
            hint=t("あてはまるものを、すべて選んでください。"),
            choices=choices,
            error=error,
            is_heading=is_heading,
        )

    def known(self) -> set[str]:
        """Return what is to be ticked for what is known."""
        values = {group.fields[0].key: group.fields[0].value for group in self.groups}
        if all(value is False for value in values.values()):
            return {NONE_OF_THESE}
        return {key for key, value in values.items() if value is True}

    def read(self, typed: QueryDict) -> dict[str, bool] | Words | None:
        """Return each fact's answer; words where the ticks contradict each other; None without a tick."""
        chosen = set(typed.getlist(self.name)) & {*self.keys, NONE_OF_THESE}
        if NONE_OF_THESE in chosen and len(chosen) > 1:
            return t("「どれもあてはまらない」と、ほかの答えの両方が選ばれています。どちらかにしてください。")
        return {key: key in chosen for key in self.keys} if chosen else None


def bundles_of(screen: Screen) -> list[Bundle]:
    """Return the bundles of a screen: three or more yes-or-no facts of one person or the household."""
    by_entity: dict[str, list[Group]] = {}
    for group in screen.groups:
        if group.kind == "boolean" and len(group.fields) == 1 and not group.fields[0].nullable:
            by_entity.setdefault(group.fields[0].entity, []).append(group)
    return [Bundle(entity, tuple(groups)) for entity, groups in by_entity.items() if len(groups) >= _FEWEST]
