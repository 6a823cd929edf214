"""What changes consent (同意)."""

from todoke.apps.consent.actions.asking import agree, ask_preview, refuse, withdraw
from todoke.apps.consent.actions.reading import log_bulk, read_items

__all__ = ["agree", "ask_preview", "log_bulk", "read_items", "refuse", "withdraw"]
