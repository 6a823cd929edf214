"""What stands in a roundup (まとめ便の中身), for the page of its notice."""

from __future__ import annotations

from todoke.apps.notices.models import Notice, Roundup
from todoke.apps.notices.queries.inbox import known_to
from todoke.base.clock import JST

KIND = "roundup"
"""The kind of the notice that tells of a roundup."""


def in_roundup(notice: Notice) -> list[Notice]:
    """Return the notices a roundup tells of, near deadlines first; none for any other notice.

    Whoever asks may read ``notice``; what is about somebody a shield has hidden since is left out, and what was taken
    back stays and says so.
    """
    if notice.kind != KIND:
        return []
    on = notice.created_at.astimezone(JST).date()
    numbers = (
        Roundup.objects.filter(person_id=notice.person_id, on=on).values_list("notices", flat=True).first()
    )
    rows = Notice.objects.filter(person_id=notice.person_id, pk__in=numbers or ()).select_related(
        "municipality"
    )
    by_number = {one.pk: one for one in rows}
    return known_to(notice.person_id, [by_number[one] for one in numbers or () if one in by_number], on=on)
