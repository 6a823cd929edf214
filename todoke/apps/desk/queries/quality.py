"""The quality of what the account's bodies keep, for the first page."""

from __future__ import annotations

from collections.abc import Iterable

from todoke.apps.places.models import Body
from todoke.apps.registry.queries.quality import BodyScore, score_of
from todoke.base import clock

_MOST = 3


def own_scores(bodies: Iterable[Body]) -> list[BodyScore]:
    """Return the scores of the first few bodies; somebody who keeps many looks at the public page."""
    found = [score_of(body, on=clock.today()) for body in list(bodies)[:_MOST]]
    return [one for one in found if one.points is not None]
