"""A real program under attack: every answer is one, nothing grows, the case is as it was."""

from __future__ import annotations

from pathlib import Path

from detente.formats.casefile import read_folder

from .attack import all_sent, answered, program

GROWTH_AT_MOST = 256
"""MB, from before the first attack to the end of the last."""


def test_bombs_and_deep_bodies_are_answered_and_nothing_grows(tmp_path: Path) -> None:
    with program(tmp_path) as host:
        before, text = host.memory(), (host.folder / "case.yaml").read_bytes()
        files = set(host.folder.rglob("*"))
        answered(host, all_sent(host))
        after, most = host.memory(), host.memory("VmHWM")
        print(f"memory: {before:.0f} MB before, {after:.0f} MB after, at most {most:.0f} MB")
        assert (host.folder / "case.yaml").read_bytes() == text
        assert set(host.folder.rglob("*")) == files
        assert after - before < GROWTH_AT_MOST
        assert not read_folder(host.folder).problems
