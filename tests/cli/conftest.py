"""What the tests of commands share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .exchange_stage import Stage, make_stage


@pytest.fixture
def stage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    """A stage of a sealed exchange, for one test."""
    yield from make_stage(tmp_path, capsys, monkeypatch)
