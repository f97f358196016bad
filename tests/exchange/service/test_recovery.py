"""What a server makes of a folder in which something is missing, changed or put back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from detente.exchange.manifest import MEDIATOR
from detente.exchange.service import durable
from detente.exchange.service.hosting import InUse
from detente.exchange.service.journal import LogDamaged
from detente.store.exchange_index import ExchangeIndex

from .indexes import MemoryIndex
from .running import (
    HEAVY,
    NORTH,
    SOUTH,
    Running,
    hosting_at,
    log_files,
    offline,
    opened,
    server_process,
)

HEAD_BYTES = 36


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Running:
    """A whole exchange, ended and confirmed, whose server has stopped."""
    running = opened(tmp_path_factory.mktemp("whole") / "server")
    running.deposit(NORTH)
    running.withdraw(NORTH)
    running.deposit(NORTH)
    running.deposit(SOUTH)
    running.confirm()
    assert running.hosted.release_if_confirmed()
    running.release(MEDIATOR)
    running.confirm()
    running.hosting.close()
    return running


@pytest.fixture
def released(whole: Running, tmp_path: Path) -> Running:
    """A copy of the whole exchange."""
    index = MemoryIndex()
    index.kept = whole.index.sizes()
    shutil.copytree(whole.folder, tmp_path / "server")
    return replace(whole, folder=tmp_path / "server", index=index)


def boundaries(data: bytes) -> list[int]:
    """Where the records of a journal begin, and its end."""
    found = [0]
    while found[-1] < len(data):
        length = int.from_bytes(data[found[-1] : found[-1] + 4], "big")
        found.append(found[-1] + HEAD_BYTES + length)
    assert found[-1] == len(data)
    return found


def refused(running: Running, index: MemoryIndex | None = None) -> None:
    """The server must not start, and must leave what is on the disk as it is."""
    before = {path: path.read_bytes() for path in files(running.folder)}
    with pytest.raises(LogDamaged):
        running.again(index)
    kept = {path: path.read_bytes() for path in files(running.folder)}
    assert {path: kept.get(path) for path in before} == before


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]


def starts(running: Running, index: MemoryIndex | None = None) -> Running:
    """The server must start with all that was promised, and with its files in order."""
    leaves = tuple(running.hosted.leaves)
    found = running.again(index)
    assert tuple(found.hosted.leaves) == leaves
    assert found.hosted.state.phase == running.hosted.state.phase
    assert found.index.sizes() == {running.id: len(leaves)}
    assert offline(running.manifest, running.place)[1] == leaves
    assert found.hosted.confirmed is not None
    assert found.hosted.receipt(len(leaves) - 1) == running.hosted.receipt(len(leaves) - 1)
    found.hosting.close()
    return found


def test_a_journal_cut_at_any_boundary_or_beside_it_is_refused(released: Running) -> None:
    path = released.place / "journal"
    data = path.read_bytes()
    ends = boundaries(data)
    assert len(ends) == 8
    for end in sorted({cut + by for cut in ends for by in (-1, 0, 1)}):
        if not 0 <= end <= len(data) + 1:
            continue
        path.write_bytes(data[:end] if end <= len(data) else data + b"\0")
        if end < len(data):
            refused(released)
        else:  # whole, or with one byte of a record that was never promised
            starts(released)
            assert path.read_bytes() == data


def test_a_changed_byte_of_any_record_is_refused(released: Running) -> None:
    path = released.place / "journal"
    data = path.read_bytes()
    ends = boundaries(data)
    for start, end in pairwise(ends):
        # Of its length, of its hash, and of what it holds.
        for at in range(start, end) if HEAVY else (start + 3, start + 4, (start + end) // 2):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            refused(released)
    path.write_bytes(data)
    starts(released)


def test_a_record_that_is_missing_twice_or_elsewhere_is_refused(released: Running) -> None:
    path = released.place / "journal"
    data = path.read_bytes()
    ends = boundaries(data)
    records = [data[start:end] for start, end in pairwise(ends)]
    for at in range(len(records)):
        path.write_bytes(b"".join(records[:at] + records[at + 1 :]))
        refused(released)
        path.write_bytes(b"".join([*records[:at], records[at], *records[at:]]))
        refused(released)
    path.write_bytes(b"".join([*records[:1], records[2], records[1], *records[3:]]))
    refused(released)


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Running, Path]:
    """A server that has stopped, and a copy of its folder from two entries before."""
    running = opened(tmp_path / "server")
    running.deposit(NORTH)
    running.confirm()
    old = tmp_path / "old"
    shutil.copytree(running.place, old)
    running.deposit(NORTH)
    running.deposit(NORTH)
    running.confirm()
    running.hosting.close()
    return running, old


@pytest.mark.parametrize(
    "names",
    [
        ("log/checkpoint",),
        ("log/checkpoint", "log/confirmed"),
        ("log/checkpoint", "journal"),
        ("log/checkpoint", "log/confirmed", "journal"),
        ("journal",),
        (".",),
    ],
    ids="+".join,
)
def test_what_is_old_and_put_back_is_refused_by_the_index(
    kept: tuple[Running, Path], names: tuple[str, ...]
) -> None:
    running, old = kept
    _put_back(running, old, names)
    refused(running)


@pytest.mark.parametrize(
    "names", [("log/checkpoint",), ("journal",), ("log/checkpoint", "log/confirmed")], ids="+".join
)
def test_an_old_part_put_back_is_refused_without_an_index_too(
    kept: tuple[Running, Path], names: tuple[str, ...]
) -> None:
    running, old = kept
    _put_back(running, old, names)
    refused(running, MemoryIndex())


def _put_back(running: Running, old: Path, names: tuple[str, ...]) -> None:
    for name in names:
        if name == ".":
            shutil.rmtree(running.place)
            shutil.copytree(old, running.place)
        else:
            shutil.copy(old / name, running.place / name)


def test_an_old_confirmation_put_back_only_takes_receipts_away_until_the_next(
    kept: tuple[Running, Path],
) -> None:
    running, old = kept
    _put_back(running, old, ("log/confirmed",))
    found = running.again()
    assert found.hosted.receipt(1) is not None
    assert found.hosted.receipt(3) is None
    found.confirm()
    assert found.hosted.receipt(3) is not None
    found.hosting.close()


def test_an_index_that_is_gone_is_made_again_if_the_log_is_whole(released: Running) -> None:
    starts(released, MemoryIndex())


def test_the_real_index_that_is_gone_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    running = opened(tmp_path / "server", index=(index := ExchangeIndex(f"sqlite:///{path}")))
    running.deposit(NORTH)
    running.hosting.close()
    index.close()
    for each in tmp_path.glob("index.sqlite*"):
        each.unlink()
    found = running.again(again := ExchangeIndex(f"sqlite:///{path}"))
    assert again.sizes() == {running.id: 2}
    found.hosting.close()
    again.close()


@pytest.mark.parametrize("name", ["log/checkpoint", "log", "journal", "manifest.json"])
def test_without_index_and_without_one_of_its_files_a_log_is_refused(
    released: Running, name: str
) -> None:
    path = released.place / name
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    refused(released)
    refused(released, MemoryIndex())


def test_a_damaged_log_is_not_cut_where_checkpoint_and_index_are_gone(released: Running) -> None:
    # The confirmed checkpoint tells how many entries were promised. Without it, nothing does.
    (released.place / "log" / "checkpoint").unlink()
    path = released.place / "journal"
    data = path.read_bytes()
    third = boundaries(data)[3]
    path.write_bytes(data[: third + 40] + b"?" + data[third + 41 :])
    refused(released, MemoryIndex())
    (released.place / "log" / "confirmed").unlink()
    refused(released, MemoryIndex())


@pytest.mark.parametrize("name", ["keys.json", "reserved.json", "manifest.json"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff", b"[]", b'{"login":1}'])
def test_a_missing_or_unreadable_file_of_an_exchange_is_refused(
    released: Running, name: str, content: bytes | None
) -> None:
    path = released.place / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    refused(released)


def test_another_server_key_is_refused(released: Running, tmp_path: Path) -> None:
    other = opened(tmp_path / "other")
    other.hosting.close()
    for name in ("journal", "log/checkpoint", "manifest.json"):
        kept = (released.place / name).read_bytes()
        shutil.copy(other.place / name, released.place / name)
        refused(released)
        (released.place / name).write_bytes(kept)


def test_the_folder_of_an_exchange_that_is_gone_is_refused(released: Running) -> None:
    shutil.rmtree(released.place)
    with pytest.raises(LogDamaged, match="not in the folder"):
        released.again()


def test_a_refused_folder_is_free_for_the_next_server(released: Running) -> None:
    path = released.place / "journal"
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    before = _open_files()
    kept = []
    for _ in range(3):
        with pytest.raises(LogDamaged) as caught:
            released.again()
        kept.append(caught)  # with its frames, as a log of errors would keep it
    assert _open_files() == before
    path.write_bytes(data)
    starts(released)
    assert _open_files() == before


def _open_files() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def test_two_servers_on_one_folder_are_refused(tmp_path: Path) -> None:
    running = opened(tmp_path / "server")
    with pytest.raises(InUse):
        hosting_at(running.folder, running.index, running.clock, running.people)
    running.hosting.close()
    with server_process(running.folder, running.people), pytest.raises(InUse):
        hosting_at(running.folder, running.index, running.clock, running.people)
    running.again().hosting.close()


def test_tiles_that_a_power_cut_took_are_made_again(released: Running) -> None:
    log = released.place / "log"
    before = log_files(released.place)
    for path in sorted((log / "tile").rglob("*")):
        if path.is_file():
            path.write_bytes(b"")
    starts(released)
    shutil.rmtree(log / "tile")
    starts(released)
    offline(released.manifest, released.place)
    assert log_files(released.place)["checkpoint"] == before["checkpoint"]


def test_files_that_a_crash_left_half_written_are_removed(released: Running) -> None:
    left = [released.place / ".keys.json.7.new", released.place / "log" / ".checkpoint.7.new"]
    left.append(released.place / "blobs" / ".0.part")
    for path in left:
        path.write_bytes(b"secret")
    starts(released)
    assert not any(path.exists() for path in left)


def test_a_folder_that_a_crash_left_without_its_reservation_is_passed_over(tmp_path: Path) -> None:
    running = opened(tmp_path / "server")
    durable.make_folder(running.folder / "exchanges" / "half-made")
    assert set(running.again().hosting.exchanges) == {running.id}
