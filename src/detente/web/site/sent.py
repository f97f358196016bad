"""Forms that were taken in: one that is sent twice, by two clicks or after going back, is taken in once."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.datastructures import FormData
from starlette.requests import Request

SENT_AT_MOST = 100
"""How many forms are remembered; the oldest goes first."""


@dataclass
class Sending:
    """One form while it is taken in: what was made of the same one before, and what is made of it now."""

    before: str
    """The id or file that the same form made, or "" if it is new."""
    made: str = ""


@dataclass
class Sent:
    """What forms made, by all that they held. They are kept as hashes, and taken in one by one."""

    _made: OrderedDict[bytes, str] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @contextmanager
    def sending(self, request: Request) -> Iterator[Sending]:
        """Take a form in while no other one is; what it makes is to be put into what this gives."""
        form: FormData = request.state.form
        held = repr((request.url.path, [(name, str(value)) for name, value in form.multi_items()]))
        key = hashlib.sha256(held.encode("utf-8", "surrogatepass")).digest()
        with self._lock:
            now = Sending(self._made.get(key, ""))
            yield now
            if now.made:
                self._made[key] = now.made
                while len(self._made) > SENT_AT_MOST:
                    self._made.popitem(last=False)
