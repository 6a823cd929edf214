"""Trying again (送り直し) what could not be handed over, after its cause was put right."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.channels.models import Dispatch


def retry_dead(*, by: Actor | str, at: datetime, code: str = "", area: str = "") -> int:
    """Let dead dispatches of the open scope wait again, all or those of a code; return how many.

    What went to a contact point that is stopped, or has nothing to send any more, stays dead.
    """
    with transaction.atomic():
        rows = Dispatch.objects.filter(state=Dispatch.State.DEAD).exclude(payload_sealed=b"")
        rows = rows.exclude(contact__stopped_at__isnull=False)
        if code:
            rows = rows.filter(last_code=code)
        if area:
            rows = rows.filter(municipality_id=area)
        chosen = list(rows.values_list("pk", flat=True))
        count = Dispatch.objects.filter(pk__in=chosen).update(
            state=Dispatch.State.WAITING, attempts=0, next_at=at
        )
        if count:
            note(
                actor=by,
                verb=Verb.CHANGE,
                thing="dispatch",
                ref="dead",
                area=area,
                at=at,
                said={"count": count, "code": code},
            )
    return count
