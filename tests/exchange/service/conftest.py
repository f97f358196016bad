"""Folders for servers: in memory where that can be, as thousands of syncs would take minutes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from .running import STARTED

_MEMORY = Path("/dev/shm")


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A folder of this test's own, in memory where the system has such folders."""
    if not _MEMORY.is_dir():
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="detente-", dir=_MEMORY))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """End all servers that a test started in this process."""
    yield
    while STARTED:
        STARTED.pop().close()
