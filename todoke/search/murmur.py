"""MurmurHash64A, by which the word vectors of ja-ginza are filed.

Source: Austin Appleby, MurmurHash2 (public domain), the variant for 64-bit processors.
"""

from __future__ import annotations

_MASK = (1 << 64) - 1
_FACTOR = 0xC6A4A7935BD1E995
_SHIFT = 47


def hash64(text: str, seed: int = 1) -> int:
    """Return the 64-bit hash of the text's UTF-8 bytes.

    >>> hash64("coffee")
    3197928453018144401
    """
    content = text.encode()
    found = seed ^ (len(content) * _FACTOR & _MASK)
    whole = len(content) // 8 * 8
    for start in range(0, whole, 8):
        block = int.from_bytes(content[start : start + 8], "little") * _FACTOR & _MASK
        block = (block ^ block >> _SHIFT) * _FACTOR & _MASK
        found = (found ^ block) * _FACTOR & _MASK
    if whole < len(content):
        found = (found ^ int.from_bytes(content[whole:], "little")) * _FACTOR & _MASK
    found = (found ^ found >> _SHIFT) * _FACTOR & _MASK
    return found ^ found >> _SHIFT
