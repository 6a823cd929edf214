"""Why a notice came (届いたわけ), for its page: from the trace kept with it and the consents as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from todoke.apps.consent.models import Consent
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.apps.responses.seen import SeenNotice
from todoke.rules.content import Content
from todoke.rules.texts import Text
from todoke.telling.occasions import Occasion
from todoke.telling.reasons import ItemUse, ReasonText, reason_from, reason_of

_BASICS = {
    "basics.name": Text(ja="お名前", easy="{名前|なまえ}", en="your name"),
    "basics.address": Text(ja="住所", easy="{住所|じゅうしょ}", en="your address"),
    "basics.birth_date": Text(ja="生年月日", easy="{生|う}まれた{日|ひ}", en="the date of birth"),
    "basics.sex": Text(ja="性別", easy="{性別|せいべつ}", en="the sex"),
}


@dataclass(frozen=True, slots=True)
class Agreed:
    """When an item was agreed to, and taken back."""

    on: date | None
    taken_back_on: date | None


def why(notice: SeenNotice) -> ReasonText:
    """Return the reason of a notice in parts."""
    content = rulebook().content
    items = [str(one) for one in notice.reason.get("items", [])]
    agreed = consents_of(notice.person_id, items)
    uses = [
        ItemUse(item, label_of(content, item), agreed[item].on, agreed[item].taken_back_on)
        if item in agreed
        else ItemUse(item, label_of(content, item))
        for item in items
    ]
    occasion = notice.occasion if notice.occasion in list(Occasion) else Occasion.GAINED
    return reason_of(
        content,
        notice.program_id,
        reason_from(notice.reason),
        uses,
        on=notice.created_at.date(),
        occasion=Occasion(occasion),
        municipality=notice.municipality,
        day=notice.deadline,
    )


def label_of(content: Content, item: str) -> Text:
    """Return what an item is called."""
    if item in _BASICS:
        return _BASICS[item]
    fact = content.facts.get(item)
    return Text(ja="そのほかの項目", easy="そのほか", en="another item") if fact is None else fact.label


def consents_of(person_id: int, items: Sequence[str]) -> Mapping[str, Agreed]:
    """Return since when items were agreed to for notices; those used on the ground of a law are not in it."""
    found: dict[str, Agreed] = {}
    asked = Consent.objects.filter(
        person_id=person_id, item__in=items, purpose__in=("matching", "notices"), basis="consent"
    ).order_by("granted_at")
    for item, granted, back in asked.values_list("item", "granted_at", "withdrawn_at"):
        found[item] = Agreed(granted.date(), None if back is None else back.date())
    return found
