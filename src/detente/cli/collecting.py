"""Work on many small values without Python looking through them for circles again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Leave circles of values uncollected inside the block.

    A case of ten thousand entries is millions of values, none of them in a circle: to
    look through all of them over and over takes as long as to read them.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
