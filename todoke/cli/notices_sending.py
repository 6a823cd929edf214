"""Sending what was approved, by whichever worker takes it first: approving at the desk is enough."""

from __future__ import annotations

import logging
from datetime import datetime

log = logging.getLogger("todoke.notices")


def send_approved(at: datetime) -> int:
    """Send every plan that was approved or was left half-way; return how many were finished.

    What cannot be sent stays approved, is said in the log without a word of anybody, and is tried again.
    """
    from todoke.apps.belief.wordings import UnsignedWordingError
    from todoke.apps.planning.actions.plans import PlanError
    from todoke.apps.planning.actions.sending import send_plan
    from todoke.apps.planning.models import NoticePlan
    from todoke.apps.planning.wiring import ports_of
    from todoke.apps.registry.queries.rulebook import rulebook
    from todoke.apps.tenancy.scope import everywhere

    finished = 0
    with everywhere("notices-send"):
        states = (NoticePlan.State.APPROVED, NoticePlan.State.SENDING)
        for plan in list(NoticePlan.objects.filter(state__in=states).order_by("on", "pk")):
            try:
                send_plan(plan, content=rulebook().content, ports=ports_of(), at=at)
            except (UnsignedWordingError, PlanError) as error:
                log.warning("plan not sent", extra={"plan": plan.pk, "why": type(error).__name__})
            else:
                finished += 1
    return finished
