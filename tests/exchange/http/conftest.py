"""One server for the tests that change nothing: exchanges in each phase, and one of other people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from .serving import PHASES, Site, Talks, site, talks_in


@dataclass(frozen=True, slots=True)
class World:
    """A server with an exchange in each phase, all of the same people, and one of others."""

    site: Site
    by_phase: Mapping[str, Talks]
    """With a neutral as third custodian."""
    together: Mapping[str, Talks]
    """With the parties together as third custodian."""
    elsewhere: Talks


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give the server and its exchanges."""
    with site(tmp_path_factory.mktemp("world")) as server:
        by_phase = {each: talks_in(server, each, neutral=True) for each in PHASES}
        together = {each: talks_in(server, each, f"{each}-too") for each in ("open", "released")}
        elsewhere = talks_in(server, "open", "elsewhere", "east", "west")
        yield World(server, by_phase, together, elsewhere)
