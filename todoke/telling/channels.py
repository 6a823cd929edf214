"""The ways a hint reaches a person (届く道): stored as words, and as bits where several are chosen."""

from collections.abc import Iterable
from enum import StrEnum


class Channel(StrEnum):
    """A way out; the inbox is none of them, it is the record."""

    MAIL = "mail"
    PUSH = "push"
    LETTER = "letter"
    APP = "app"

    @property
    def bit(self) -> int:
        """Return the bit it is stored under for ever."""
        return _BITS[self]


_BITS = {Channel.MAIL: 1, Channel.PUSH: 2, Channel.LETTER: 4, Channel.APP: 8}


def bits_of(channels: Iterable[Channel]) -> int:
    """Return several channels as one number.

    >>> bits_of({Channel.MAIL, Channel.LETTER})
    5
    """
    return sum({channel.bit for channel in channels})


def channels_of(bits: int) -> tuple[Channel, ...]:
    """Return the channels of a number, in their order.

    >>> channels_of(5)
    (<Channel.MAIL: 'mail'>, <Channel.LETTER: 'letter'>)
    """
    return tuple(channel for channel in Channel if bits & channel.bit)
