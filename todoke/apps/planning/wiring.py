"""The real rooms behind the ports of planning (つなぎ込み). What nobody has said is a no: nothing is on by default."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from todoke.apps.belief.queries import all_stopped
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.queries.grounds import consented_masks
from todoke.apps.notices.queries.wishes import chosen as chosen_now
from todoke.apps.people.models import Death
from todoke.apps.people.queries.mourning import in_mourning
from todoke.apps.people.queries.readers import addressee_of_households, readers_about
from todoke.apps.people.queries.shields import shielded_among
from todoke.apps.planning.handing import hand_over
from todoke.apps.planning.ports import Ports, Tell
from todoke.apps.planning.queries.told import pushed_counts
from todoke.apps.tenancy.columns import read_columns
from todoke.residents.block import Array
from todoke.telling.candidates import Recipients
from todoke.telling.quiet import TOKYO

Masks: TypeAlias = Callable[..., Array]
"""``(person_ids, items, *, at)`` to uint8, persons by items: which consents stand (consent.queries)."""

Chosen: TypeAlias = Callable[..., dict[str, Array]]
"""``(person_ids, *, at)`` to columns of what people chose, as ``notices.queries.wishes.chosen`` gives them."""


def ports_of(*, masks: Masks | None = None, chosen: Chosen | None = None, tell: Tell | None = None) -> Ports:
    """Return the ports of this installation; each part can be replaced."""
    wishes = partial(recipients, masks=masks or consents, chosen=chosen or chosen_now)
    return Ports(readers_about, addressee_of_households, wishes, all_stopped, tell or hand_over)


def consents(ids: Array, items: Sequence[str], *, at: datetime) -> Array:
    """Return what people agreed that their municipality may use for notices (uint8, persons by items)."""
    return consented_masks(ids, items, purpose=Purpose.NOTICES, receiver=None, at=at)


def recipients(ids: Array, items: Sequence[str], *, at: datetime, masks: Masks, chosen: Chosen) -> Recipients:
    """Return what is known of persons (ids ascending, int64)."""
    on = at.astimezone(TOKYO).date()
    columns = chosen(ids, at=at)
    return Recipients(
        ids=ids,
        none=columns["none"],
        topics=columns["topics"],
        channels=columns["channels"],
        budget=columns["budget"],
        used=pushed_counts(ids, at=at),
        quiet_from=columns["quiet_from"],
        quiet_until=columns["quiet_until"],
        roundup_day=columns["roundup_day"],
        silenced=columns["silenced"] | in_mourning(ids, on=on),
        shielded=shielded_among(ids, on=on),
        dead=np.isin(ids, _column(Death.objects.values_list("person_id"))),
        masks=masks(ids, items, at=at),
    )


def _column(rows: Any) -> Array:
    (found,) = read_columns(rows, np.int64)
    return found
