"""Changes in plain Japanese: what happened, why, and by when to act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from todoke.nights.aligned.changes import Bounds, Cause, Kind, Reason
from todoke.rules.content import Content
from todoke.rules.parameters import NotEncodedError
from todoke.rules.programs import Condition

KINDS: Mapping[Kind, str] = {
    Kind.GAINED: "新しく受けられる",
    Kind.LOST: "受けられなくなった",
    Kind.AMOUNT: "金額が変わった",
}
CAUSES: Mapping[Cause, str] = {
    Cause.RULE: "規則が変わったため",
    Cause.CALENDAR: "日がたったため",
    Cause.PERSON: "その人・世帯のことが変わったため",
    Cause.UNKNOWN: "規則が変わったためか、人のことが変わったためかは分かりません(前の晩の住民の写しがありません)",
}
_PRESENCE = {
    "arrived": "新しく住民になった",
    "left": "住民でなくなった",
    "moved": "区市町村を移った",
}
_TURNED = {
    ("F", "T"): "を満たすようになった",
    ("?", "T"): "をはっきり満たすようになった",
    ("T", "F"): "を満たさなくなった",
    ("?", "F"): "をはっきり満たさなくなった",
    ("T", "?"): "を満たすか、分からなくなった",
    ("F", "?"): "を満たすかもしれなくなった",
}
_OF_THE_RULE = {
    "in_force": "制度の規則が施行されている",
    "among": "対象になりうる人である",
    "offered": "お住まいの区市町村で行っている",
}


def conditions_of(content: Content, program_id: str, municipality: str, on: date) -> dict[str, Condition]:
    """Return the conditions of a program's rule of a day, the municipality's own among them, by id."""
    loaded = content.programs.get(program_id)
    version = None
    if loaded is not None:
        try:
            version = loaded.version_on(on)
        except NotEncodedError:
            version = None
    found = {} if version is None else {one.id: one for one in version.conditions}
    overlay = content.overlays.get(municipality)
    said = None if overlay is None else overlay.programs.get(program_id)
    return found if said is None else found | {one.id: one for one in said.conditions}


def told(reason: Reason, program_id: str, municipality: str, content: Content, on: date) -> str:
    """Return a reason in a few words: the cause, and the conditions that turned."""
    if reason.presence:
        return _PRESENCE[reason.presence]
    known = conditions_of(content, program_id, municipality, on)
    turned = []
    for flip in reason.flips:
        condition = known.get(flip.condition_id)
        label = (
            _OF_THE_RULE.get(flip.condition_id, flip.condition_id)
            if condition is None
            else condition.label.ja
        )
        turned.append(f"「{label}」{_TURNED[flip.before, flip.after]}")
    words = CAUSES[reason.cause]
    return f"{words}({'、'.join(turned)})" if turned else words


def amount(bounds: Bounds | None) -> str:
    """Return an amount as a range of figures.

    >>> amount(Bounds(10000, 15000)), amount(Bounds(0, None)), amount(None)
    ('10,000～15,000', '0～', 'なし')
    """
    if bounds is None:
        return "なし"
    low = "" if bounds.low is None else f"{bounds.low:,}"
    high = "" if bounds.high is None else f"{bounds.high:,}"
    return low if low == high else f"{low}～{high}"
