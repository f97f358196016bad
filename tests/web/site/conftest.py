"""A case served to somebody, in memory where the system has such folders."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .conflicts import elmira
from .site_stage import Stage, staged

_MEMORY = Path("/dev/shm")


@contextmanager
def _folder() -> Iterator[Path]:
    found = Path(tempfile.mkdtemp(prefix="detente-", dir=_MEMORY if _MEMORY.is_dir() else None))
    yield found
    shutil.rmtree(found, ignore_errors=True)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """The flagship case, in a folder of its own."""
    with _folder() as folder:
        found = staged(folder / "case")
        yield found
        found.stop()


@pytest.fixture(scope="module")
def standing() -> Iterator[Stage]:
    """The same for tests that change nothing."""
    with _folder() as folder:
        found = staged(folder / "case")
        yield found
        found.stop()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Elmira as a case, served."""
    found = Stage(elmira(tmp_path_factory.mktemp("elmira") / "case"))
    yield found
    assert found.defects == []
    found.stop()
