"""How a part is laid out: what its file begins and ends with, its directory of containers, how it is packed."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

MAGIC: Final = b"TODOKE-NIGHT-1\n\n"
SUFFIX: Final = ".part"

DIRECTORY: Final = np.dtype([("kind", "u1"), ("count", "<u4"), ("length", "<u4")])
CODEC: Final = pa.Codec("zstd", -3)
"""Twice as fast as the first level, a fifth larger."""
TAIL_BYTES: Final = 64
