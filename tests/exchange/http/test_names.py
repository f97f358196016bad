"""A file's name is a stranger's text: it is never a path, and nothing is written or replaced elsewhere."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.cli.application import run
from detente.exchange.canonical import NotCanonical
from detente.exchange.manifest import MEDIATOR
from detente.exchange.seal import Opened, seal
from detente.exchange.service.opening import file_name
from detente.exchange.signing import signature
from detente.exchange.statements import statement_bytes

from ..people import chance_from, people
from .lying import Lie, sealed_with
from .process import Machine, make_all_keys, opened_exchange, process

SPELLED = [
    "../../x",
    "../../../../etc/cron.d/x.txt",
    "/etc/passwd",
    "//server/share/x.doc",
    "C:\\Windows\\System32\\x.dll",
    "..\\..\\x.exe",
    "\\\\server\\share\\x",
    "CON",
    "con.txt",
    "NUL.",
    "aux.h",
    "COM1.txt:stream",
    ".ssh/authorized_keys",
    ".bashrc",
    "..",
    ".",
    "",
    " ",
    "~/x",
    "$HOME/x",
    "-rf",
    "x.txt/",
    "x.txt/..",
    "x./../..txt",
    "x.t/xt",
    "x.tar.gz",
    "a" * 4000,
    "a." + "b" * 4000,
    "x.%00",
    "x.txt%2f..",
    "`touch y`.sh",
    "x.<b>",
    "x.é",
    "x.ｔｘｔ",
    "x.txt ",
    "x.TXT",
]
UNWRITABLE = [
    "a\0b.txt",
    "a\nb.txt",
    "a\u202etxt.exe",
    "a\u2066b.txt",
    "a\tb",
    "e\u0301.txt",
    "\x1b[2J",
]
PLAIN = re.compile(r"north-1\.[a-z0-9]{1,8}")


def plain(name: str) -> str:
    """The file's name here, after checking that it is one and no path, on any system."""
    found = file_name(Opened("party/north", 1, name, b""))
    assert PLAIN.fullmatch(found), (name, found)
    for kind in (PurePosixPath, PureWindowsPath):
        assert (kind("folder") / found).parent == kind("folder")
        assert kind(found).name == found
        assert not kind(found).is_absolute()
    return found


@pytest.mark.parametrize("name", [*SPELLED, *UNWRITABLE])
def test_whatever_it_is_called_there_it_has_a_plain_name_here(name: str) -> None:
    plain(name)


@given(st.text(max_size=200))
def test_any_text_becomes_a_plain_name(name: str) -> None:
    plain(name)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("terms.docx", ".docx"),
        ("TERMS.PDF", ".pdf"),
        ("a/b.c/terms", ".bin"),
        ("x.tar.gz", ".gz"),
        ("x.txt\u202e", ".bin"),
        ("x.123456789", ".bin"),
    ],
)
def test_only_a_short_plain_ending_stays(name: str, ending: str) -> None:
    assert plain(name) == f"north-1{ending}"


@pytest.mark.parametrize("name", [*UNWRITABLE, "a" * 4096, "\ud800"])
def test_a_name_that_no_reader_takes_is_refused_where_it_is_sealed(name: str) -> None:
    with pytest.raises((NotCanonical, ValueError)):
        seal(people().manifest, "party/north", 1, "", (name, b"text"), chance_from("x"))


HEAVY = "DETENTE_HEAVY" in os.environ
NAMED = {
    "../../x.txt": "txt",
    ".ssh/authorized_keys": "bin",
    "..\\..\\evil.exe": "exe",
    "/etc/passwd": "bin",
    "CON": "bin",
}
NAMES = list(NAMED)[: None if HEAVY else 3]
LIES = ["a\0b.txt", "a\u202etxt.exe", "a" * 4096][: None if HEAVY else 1]
PARTIES = tuple(f"p{number}" for number in range(len(NAMES) + len(LIES)))


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Machine]]:
    """Give an exchange that was released, in which each party named its file in an odd way."""
    folder = tmp_path_factory.mktemp("names")
    all_keys = make_all_keys(folder, PARTIES, neutral=False)
    card = all_keys[MEDIATOR][2] / "card.json"
    with (
        process(folder, card) as server,
        opened_exchange(server, all_keys, 1 << 16) as found,
    ):
        for number, party in enumerate(PARTIES):
            part = found[f"party/{party}"].part
            if number < len(NAMES):
                part.deposit((NAMES[number], f"text {number}".encode()))
                continue
            lie = Lie(header={"name": LIES[number - len(NAMES)]})
            sealed = sealed_with(part.manifest, part.role, b"text", lie)
            text = signature(
                found[part.role].keys.signer, "statement", statement_bytes(sealed.deposit)
            )
            part.send(sealed, text)
        mediator = found[MEDIATOR].part
        until = time.monotonic() + 20
        while "server" not in (seen := mediator.look()).state.releases:
            found["party/p0"].part.look()
            assert time.monotonic() < until
        mediator.say(mediator.own_release(seen))
        yield found


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All files below a folder, with their kind and content."""
    return {
        each.relative_to(folder).as_posix(): (
            each.lstat().st_mode,
            os.readlink(each).encode() if each.is_symlink() else each.read_bytes(),
        )
        for each in folder.rglob("*")
        if each.is_symlink() or each.is_file()
    }


def open_into(machine: Machine, place: Path) -> int:
    words = ["exchange", "open", "--in", str(machine.folder / "exchange")]
    return run([*words, "--key", str(machine.folder / "keys"), "--into", str(place)])


def test_what_is_opened_lies_in_its_folder_and_nowhere_else(
    machines: dict[str, Machine], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "around").mkdir()
    (tmp_path / "x.txt").write_text("mine")
    place = tmp_path / "around" / "into"
    code = open_into(machines["party/p0"], place)
    told = capsys.readouterr().out
    exchange = machines[MEDIATOR].part.id
    expected = {f"{exchange}-p{number}-1.{NAMED[name]}" for number, name in enumerate(NAMES)}
    assert code != 0  # some could not be opened, and are told of
    assert told.count("not opened") == len(LIES)
    assert all(f"breach of {party.capitalize()}" in told for party in PARTIES[len(NAMES) :])
    assert set(everything(tmp_path)) == {"x.txt", *(f"around/into/{each}" for each in expected)}
    assert (tmp_path / "x.txt").read_text() == "mine"
    for number in range(len(NAMES)):
        [path] = place.glob(f"*-p{number}-1.*")
        assert path.read_bytes() == f"text {number}".encode()
        assert path.stat().st_mode & 0o777 == 0o600
    for odd in ("\0", "\u202e", "\x1b", "authorized_keys"):
        assert odd not in told
    before = everything(tmp_path)
    open_into(machines["party/p0"], place)  # again: the same
    assert everything(tmp_path) == before


@pytest.mark.parametrize("what", ["link", "dangling link", "link to a folder", "folder", "file"])
def test_nothing_that_is_there_is_replaced_or_followed(
    machines: dict[str, Machine], tmp_path: Path, what: str
) -> None:
    place, victim = tmp_path / "into", tmp_path / "victim"
    place.mkdir()
    target = place / f"{machines[MEDIATOR].part.id}-p1-1.bin"
    if what == "link":
        victim.write_text("mine")
        target.symlink_to(victim)
    elif what == "dangling link":
        target.symlink_to(victim)
    elif what == "link to a folder":
        victim.mkdir()
        target.symlink_to(victim)
    elif what == "folder":
        target.mkdir()
    else:
        target.write_text("another text")
    before = everything(tmp_path)
    assert open_into(machines["party/p1"], place) != 0
    assert everything(tmp_path) == before
    assert victim.exists() == (what in ("link", "link to a folder"))
