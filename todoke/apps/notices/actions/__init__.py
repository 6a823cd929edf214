"""What changes notices (お知らせ), a file for each noun; the ways other rooms use are named here."""

from todoke.apps.notices.actions.broadcasts import (
    BroadcastError,
    NewBroadcast,
    mark_seen,
    publish_broadcast,
    withdraw_broadcast,
)
from todoke.apps.notices.actions.hints import (
    cancel_hints_of_dead,
    cancel_hints_of_item,
    cancel_hints_of_rule,
)
from todoke.apps.notices.actions.notices import NewNotice, hide, mark_read, put_in_inbox, withdraw_notice
from todoke.apps.notices.actions.spreading import spread_hints
from todoke.apps.notices.actions.wishes import set_preference, silence, stop_everything

__all__ = [
    "BroadcastError",
    "NewBroadcast",
    "NewNotice",
    "cancel_hints_of_dead",
    "cancel_hints_of_item",
    "cancel_hints_of_rule",
    "hide",
    "mark_read",
    "mark_seen",
    "publish_broadcast",
    "put_in_inbox",
    "set_preference",
    "silence",
    "spread_hints",
    "stop_everything",
    "withdraw_broadcast",
    "withdraw_notice",
]
