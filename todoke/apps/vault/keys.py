"""The keys that seal (鍵): a ring of them, one is current; the instance has its own in ``settings.KEYS``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

KEY_BYTES = 32
KEY_ID = re.compile(r"[a-z0-9]{8}")


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Every key rows may be sealed under, by its eight-letter id, and the id of the one that seals now."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def of(cls, keys: Mapping[str, bytes], current: str) -> KeyRing:
        """Return the ring; refuses keys of another length and ids of another form.

        >>> KeyRing.of({"a0000001": bytes(32)}, "a0000001")
        KeyRing(current='a0000001')
        """
        if current not in keys:
            raise ValueError("the current key is not on the ring")
        if not all(KEY_ID.fullmatch(name) for name in keys):
            raise ValueError("the id of a key is eight lower-case letters or figures")
        if any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        return cls(current=current, keys=dict(keys))
