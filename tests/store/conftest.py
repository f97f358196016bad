"""A database of each kind, one PostgreSQL for all of them, and a desk in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.store.desk import Desk

from .postgres import Postgres, postgres


@pytest.fixture(scope="session")
def database() -> Iterator[Postgres]:
    """Give a PostgreSQL for all tests here."""
    with postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a new, empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kept.sqlite'}"
    running: Postgres = request.getfixturevalue("database")
    return running.new(f"t{abs(hash(tmp_path))}")


@pytest.fixture
def desk(address: str) -> Iterator[Desk]:
    found = Desk(address)
    yield found
    found.close()
