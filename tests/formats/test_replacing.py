"""A text in place of the one that was seen, and of no other, at whatever moment somebody else saves."""

from __future__ import annotations

import codecs
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from detente.formats import replacing
from detente.formats.files import NotWritten
from detente.formats.replacing import replace_seen


@pytest.fixture(params=["in one step", "as elsewhere"])
def file(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "as elsewhere":
        monkeypatch.setattr(replacing, "_LINUX", False)
    found = tmp_path / "case.yaml"
    found.write_text("seen\r\n", "utf-8", newline="")
    return found


def alone(file: Path) -> bool:
    return list(file.parent.iterdir()) == [file]


def saved(file: Path, text: str) -> None:
    """Save as an editor does: aside, then in its place."""
    aside = file.with_name("aside")
    aside.write_text(text, "utf-8")
    os.replace(aside, file)


def test_the_text_that_was_seen_gives_way(file: Path) -> None:
    os.chmod(file, 0o640)
    assert replace_seen(file, "seen\r\n", "ours, é\n")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == ("ours, é\n".encode(), 0o640)
    assert alone(file)


@pytest.mark.parametrize("seen", ["", "seen\n", "seen\r\n\n"])
def test_any_other_text_stays(file: Path, seen: str) -> None:
    assert not replace_seen(file, seen, "ours\n")
    assert file.read_bytes() == b"seen\r\n"
    assert alone(file)


def test_a_mark_at_the_start_stays(file: Path) -> None:
    file.write_bytes(codecs.BOM_UTF8 + b"seen")
    assert replace_seen(file, "seen", "ours")
    assert file.read_bytes() == codecs.BOM_UTF8 + b"ours"


def test_a_file_that_is_gone_does_not_come_back(file: Path) -> None:
    file.unlink()
    assert not replace_seen(file, "seen\r\n", "ours")
    assert not file.exists()


def test_no_link_is_followed(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    assert not replace_seen(link, "seen\r\n", "ours")
    assert file.read_bytes() == b"seen\r\n"


def test_a_disk_that_refuses_changes_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotWritten, match="No space left"):
        replace_seen(file, "seen\r\n", "ours")
    assert file.read_bytes() == b"seen\r\n"
    assert alone(file)


def test_a_save_while_ours_goes_to_the_disk_is_not_lost(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That takes milliseconds: an editor's save falls there sooner or later."""
    fsync = os.fsync

    def slow(number: int) -> None:
        fsync(number)
        saved(file, "theirs\n")

    monkeypatch.setattr(os, "fsync", slow)
    assert not replace_seen(file, "seen\r\n", "ours")
    assert file.read_text("utf-8") == "theirs\n"
    assert alone(file)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no such step")
@pytest.mark.parametrize("times", [1, 2])
def test_a_save_at_the_very_moment_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    file, exchanged, count = tmp_path / "case.yaml", replacing._exchanged, 0
    file.write_text("seen", "utf-8")

    def after_a_save(one: str, other: Path) -> bool:
        nonlocal count
        count += 1
        if count <= times:
            saved(file, f"theirs {count}")
        return exchanged(one, other)

    monkeypatch.setattr(replacing, "_exchanged", after_a_save)
    assert not replace_seen(file, "seen", "ours")
    assert file.read_text("utf-8") == f"theirs {times}"
    assert alone(file)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no such step")
def test_linux_exchanges_in_one_step(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("1")
    other.write_text("2")
    assert replacing._exchanged(str(one), other)
    assert (one.read_text(), other.read_text()) == ("2", "1")
    with pytest.raises(OSError, match="No such file"):
        replacing._exchanged(str(one), tmp_path / "none")


def test_where_names_cannot_be_exchanged_it_is_replaced(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_exchange(*_: Any) -> bool:
        return False

    monkeypatch.setattr(replacing, "_exchanged", no_exchange)
    assert replace_seen(file, "seen\r\n", "ours")
    assert file.read_text("utf-8") == "ours"
    assert alone(file)
