"""What carries a hint over each channel; called outside every transaction."""

from __future__ import annotations

from typing import Protocol

from todoke.apps.channels.domain.outcomes import Carried
from todoke.apps.channels.models import Dispatch
from todoke.apps.channels.outbox import Hint


class Carrier(Protocol):
    """Carries hints over one channel. The contact point is ``dispatch.contact``."""

    def send(self, dispatch: Dispatch, hint: Hint) -> Carried:
        """Hand the hint over, and tell how it ended; no failure of the network is raised."""
