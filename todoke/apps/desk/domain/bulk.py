"""The same change in many records: replacing words wherever a field holds them, or setting one field."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from todoke.apps.desk.domain.changes import Plain, with_values

REPLACEABLE = {
    "owner.section": "所管の部署",
    "owner.name": "所管の団体名",
    "contacts.*.name": "問い合わせ先の名前",
    "contacts.*.phone": "問い合わせ先の電話",
    "contacts.*.email": "問い合わせ先のメール",
    "contacts.*.url": "問い合わせ先のURL",
    "contacts.*.address": "問い合わせ先の住所",
    "contacts.*.hours.ja": "問い合わせ先の受付時間",
    "channels.*.address": "受付の宛先",
    "channels.*.url": "受付のURL",
    "channels.*.hours.ja": "受付の時間",
    "links.*.url": "リンクのURL",
    "documents.*.url": "様式のURL",
    "summary.ja": "概要",
    "remarks.ja": "備考",
}
"""Fields in which words can be replaced."""

SETTABLE = {
    "owner.section": "所管の部署",
    "review_on": "見直し予定日",
    "public_until": "公開の終わり",
    "digital.state": "デジタル化の状況",
    "digital.reason_kind": "できない理由の種類",
    "remarks.ja": "備考",
}
"""Fields that can be set to one value."""


def replaced(plain: Plain, field: str, find: str, words: str) -> Plain:
    """Return a copy in which ``find`` is replaced by ``words`` wherever the field holds it.

    >>> replaced({"links": [{"url": "http://a.example/x"}]}, "links.*.url", "http:", "https:")
    {'links': [{'url': 'https://a.example/x'}]}
    """
    changed = copy.deepcopy(plain)
    for holder, key in _holders(changed, field.split(".")):
        holder[key] = holder[key].replace(find, words)
    return changed


def with_field(plain: Plain, field: str, value: str) -> Plain:
    """Return a copy with the field set; an empty value removes it.

    >>> with_field({"name": {"ja": "x"}}, "review_on", "2027-03-31")
    {'name': {'ja': 'x'}, 'review_on': '2027-03-31'}
    """
    changed = with_values(plain, [(field, value or None)])
    top = field.split(".")[0]
    if changed.get(top) == {}:
        changed.pop(top)
    return changed


def _holders(here: Any, steps: list[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each mapping and key at which the path ends on a text."""
    first, *rest = steps
    if first == "*":
        for one in here if isinstance(here, list) else ():
            yield from _holders(one, rest)
    elif isinstance(here, dict) and first in here:
        if rest:
            yield from _holders(here[first], rest)
        elif isinstance(here[first], str):
            yield here, first
