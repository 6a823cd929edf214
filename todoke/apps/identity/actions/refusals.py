"""Why somebody could not log in; pages turn the kind into words and a next step, never the provider's text."""

from __future__ import annotations


class LoginRefusedError(Exception):
    """Nobody is logged in by this.

    ``kind`` is one of: ``unknown`` no such attempt, ``other_browser`` begun elsewhere, ``used`` finished before,
    ``expired`` too old, ``failed_card`` the card was not read or the person went back, ``unreachable`` the provider
    does not answer, ``untrusted`` its answer does not hold, ``refused`` any other no, ``off`` this way is off here,
    ``wrong_code``, ``too_many``, ``no_mail`` the mail could not be handed over.
    """

    def __init__(self, kind: str, *, left: int | None = None) -> None:
        """Say why; ``left`` tries there are where a code was wrong."""
        self.kind, self.left = kind, left
        super().__init__(kind)
