"""A case served to somebody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .conflicts import elmira
from .site_stage import Stage, staged


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """The flagship case, in a folder of its own."""
    found = staged(tmp_path / "case")
    yield found
    found.stop()


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The same for tests that change nothing."""
    found = staged(tmp_path_factory.mktemp("standing") / "case")
    yield found
    found.stop()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Elmira as a case, served."""
    found = Stage(elmira(tmp_path_factory.mktemp("elmira") / "case"))
    yield found
    assert found.defects == []
    found.stop()
