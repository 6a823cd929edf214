"""Why somebody is told something now (きっかけ)."""

from enum import StrEnum


class Occasion(StrEnum):
    """What happened; stored under these words for ever."""

    GAINED = "gained"
    """Newly eligible."""
    DEADLINE = "deadline"
    BEGINS = "begins"
    ENDS = "ends"
    REGISTRY = "registry"
    """The registry changed, or a record's own day has come."""
    AMOUNT = "amount"
    LOST = "lost"
    ALREADY = "already"
    """Eligible since before the person began to listen: laid on the shelf, never pushed."""
    PAID = "paid"
    """Will be paid without an application, unless refused by a day."""
