"""What can be done to a thing (操作の種類)."""

from enum import StrEnum


class Verb(StrEnum):
    """What somebody wants to do; stored under these words for ever."""

    SEE = "see"
    PREVIEW = "preview"
    CHANGE = "change"
    CORRECT = "correct"
    ERASE = "erase"
    EXPORT = "export"
    CONSENT = "consent"
    WITHDRAW = "withdraw"
    SEE_LOG = "see_log"
    RECEIVE = "receive"
    MUTE = "mute"
    REFUSE_PAYMENT = "refuse_payment"
    APPOINT = "appoint"
    PLAN = "plan"
    APPROVE = "approve"
    LIFT = "lift"
    STOP_RULE = "stop_rule"
    BROADCAST = "broadcast"
    SHIELD = "shield"
    SEE_SHIELDED = "see_shielded"
    BREAK_GLASS = "break_glass"
    SUBSCRIBE = "subscribe"
