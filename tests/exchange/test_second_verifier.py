"""Three verifiers that share no code take the same receipts: ours, one file of Python, and Go's x/mod."""

from __future__ import annotations

import ast
import functools
import importlib.util
import itertools
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

import detente.exchange.receipts as first
from detente.exchange.log.tiles import entry_bundle_path, entry_bundles_for
from detente.exchange.manifest import (
    MEDIATOR,
    ManifestUnreadable,
    fingerprint,
    signed_manifest_bytes,
    signed_manifest_of,
)
from detente.exchange.protocol import state_after
from detente.exchange.statements import entry_bytes

from .go_programs import go_program
from .make_receipts import BAD, GOOD, HERE, SUFFIX, files
from .people import people
from .receipts_drafts import CAST, NORTH, SOUTH, WEST, draft, log_of

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "verify_receipt.py"
SOURCE = HERE / "go" / "receipt" / "receipt.go"
MANIFEST = (HERE / "manifest.json").read_bytes()
ALL = sorted((*GOOD.glob(f"*{SUFFIX}"), *BAD.glob(f"*{SUFFIX}")))
START, SHORT = (GOOD / f"{name}{SUFFIX}" for name in ("first-deposit", "withdrawal"))


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_receipt", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


second = _module()


_read = functools.cache(signed_manifest_of)


def ours(data: bytes, signed: bytes = MANIFEST) -> bool:
    """Return whether our own verifier takes a receipt."""
    manifest, signatures = _read(signed)
    try:
        return bool(first.receipt_of(manifest, signatures, data))
    except first.ReceiptWrong:
        return False


def theirs(data: bytes, signed: bytes = MANIFEST) -> bool:
    """Return whether the second one does; whatever it raises is a refusal."""
    try:
        return bool(second.check(signed, data))
    except Exception:  # noqa: BLE001 - as in the script
        return False


Go = Callable[[Iterable[Path]], list[str]]


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> Go:
    """Run the verifier written in Go; gives its lines."""
    program = go_program(SOURCE, tmp_path_factory.mktemp("go"))

    def run(names: Iterable[Path]) -> list[str]:
        done = _run(program, HERE / "manifest.json", *names)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


def _run(
    *arguments: object, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    words = [str(each) for each in arguments]
    return subprocess.run(
        words, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


# The receipts


def test_the_receipts_are_made_again_as_they_are() -> None:
    made = files()
    there = {*GOOD.iterdir(), *BAD.iterdir(), HERE / "manifest.json"}
    assert set(made) == there
    assert [path.name for path in sorted(made) if path.read_bytes() != made[path]] == []
    assert len([*BAD.iterdir()]) >= 102
    assert len(set(made.values())) == len(made)


def test_the_log_that_they_are_from_keeps_the_rule() -> None:
    state = state_after(CAST.manifest, log_of(CAST))
    assert (state.phase, state.frozen, state.size) == ("released", 6, 10)
    [late] = state.voids  # a receipt of it proves that it is in the log, and no more
    assert (late.index, late.rule) == (9, "phase")


def test_both_in_python_take_the_good_ones_only() -> None:
    for path in ALL:
        data, right = path.read_bytes(), path.parent == GOOD
        assert (ours(data), theirs(data)) == (right, right), path.name


def test_go_takes_the_good_ones_only(go: Go) -> None:
    found = go(ALL)
    assert len(found) == len(ALL)
    for path, line in zip(ALL, found, strict=True):
        word = "ok" if path.parent == GOOD else "refused"
        assert line.split()[:2] == [word, path.name.removesuffix(SUFFIX)]


def _flips(data: bytes) -> Iterator[bytes]:
    for place in range(len(data) * 8):
        changed = bytearray(data)
        changed[place // 8] ^= 1 << place % 8
        yield bytes(changed)


def test_no_bit_of_a_receipt_can_change(monkeypatch: pytest.MonkeyPatch) -> None:
    # The manifest is the same each time: it is read once.
    read = second.read_manifest(MANIFEST)
    monkeypatch.setattr(second, "read_manifest", lambda _: read)
    monkeypatch.setattr(first, "signatures_wrong", lambda *_: ())
    data = SHORT.read_bytes()
    assert ours(data)
    assert theirs(data)
    taken = [each for each in _flips(data) if ours(each) or theirs(each)]
    assert len(data) * 8 > 9_000
    assert taken == []


def test_no_bit_of_a_receipt_can_change_for_go(go: Go, tmp_path: Path) -> None:
    flips = random.Random(1).sample([*_flips(SHORT.read_bytes())], 300)
    names = [tmp_path / str(number) for number in range(300)]
    for name, data in zip(names, flips, strict=True):
        name.write_bytes(data)
    assert [line for line in go(names) if not line.startswith("refused")] == []
    assert go([SHORT]) == ["ok withdrawal"]


def test_no_bit_of_the_manifest_can_change_for_either() -> None:
    receipt, chance = START.read_bytes(), random.Random(2)
    for place in chance.sample(range(len(MANIFEST)), 60):
        changed = bytearray(MANIFEST)
        changed[place] ^= 1 << chance.randrange(8)
        assert not theirs(receipt, bytes(changed))
        with pytest.raises((ValueError, AssertionError)):
            assert ours(receipt, bytes(changed))


@pytest.mark.parametrize("needed", range(4))
def test_they_agree_on_who_is_enough(needed: int) -> None:
    cast = people("north", "south", "west", witness_parties=needed)
    log, signed = (
        [entry_bytes(cast.opening())],
        signed_manifest_bytes(cast.manifest, cast.signatures),
    )
    everybody = (MEDIATOR, NORTH, SOUTH, WEST)
    for count in range(5):
        for roles in itertools.combinations(everybody, count):
            data = draft(log, 0, 1, *roles, cast=cast).text().encode()
            right = MEDIATOR in roles and count > needed
            assert (ours(data, signed), theirs(data, signed)) == (right, right)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"replacing":true', '"replacing": true'),
        ('"witness_parties":1', '"witness_parties":0'),
        ("2025-06-02T09:00:00Z", "2025-06-02T10:00:00Z"),
        ("detente/signed-manifest/v1", "detente/signed-manifest/v2"),
        ('"party/west":', '"party/east":'),
    ],
)
def test_a_manifest_that_was_changed_is_refused(old: str, new: str) -> None:
    assert MANIFEST.decode().count(old) == 1
    assert not theirs(START.read_bytes(), MANIFEST.replace(old.encode(), new.encode()))


def test_many_parties_can_confirm_the_log() -> None:
    cast = people(*(f"p{number}" for number in range(70)), witness_parties=70)
    signed = signed_manifest_bytes(cast.manifest, cast.signatures)
    roles = (MEDIATOR, *(each.role for each in cast.manifest.parties))
    data = draft([entry_bytes(cast.opening())], 0, 1, *roles, cast=cast).text().encode()
    assert (ours(data, signed), theirs(data, signed)) == (True, True)


def test_a_key_that_confirms_for_two_is_refused() -> None:
    north, south, west = CAST.manifest.parties
    twice = replace(south, witness=north.witness)
    cast = people("north", "south", "west", neutral=True, parties=(north, twice, west))
    signed = signed_manifest_bytes(cast.manifest, cast.signatures)
    data = draft([entry_bytes(cast.opening())], 0, 1, MEDIATOR, NORTH, cast=cast).text().encode()
    assert not theirs(data, signed)
    with pytest.raises(ManifestUnreadable):
        ours(data, signed)


# The script


def test_the_script_is_short_and_shares_no_code() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 200
    imported = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported - sys.stdlib_module_names == {"cryptography"}


def test_the_script_says_what_a_receipt_proves() -> None:
    done = _run(sys.executable, SCRIPT, HERE / "manifest.json", START)
    shown = fingerprint(CAST.manifest.hash)
    origin = CAST.manifest.origin
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "deposit of version 1 by party/north at 2025-06-01T09:10:00Z, index 1 of a log of 2, "
        f"confirmed by {origin}/mediator at 2025-06-01T09:20:00Z, "
        f"{origin}/party/south at 2025-06-01T09:20:01Z; manifest {shown}\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        (HERE / "manifest.json", BAD / f"bit-of-the-root-flipped{SUFFIX}"),
        (HERE / "manifest.json", BAD / f"entry-a-deep-list{SUFFIX}"),
        (HERE / "manifest.json", BAD / f"index-with-thousands-of-digits{SUFFIX}"),
        (START, HERE / "manifest.json"),
        (HERE / "manifest.json", HERE / "nowhere"),
        (HERE / "manifest.json", START, HERE),
        (HERE / "manifest.json",),
        (),
    ],
)
def test_the_script_refuses_in_one_line(arguments: tuple[Path, ...]) -> None:
    done = _run(sys.executable, SCRIPT, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("refused: ")


# With the log


def _written(folder: Path, log: Sequence[bytes], *sizes: int) -> None:
    for size in sizes:
        for name, data in entry_bundles_for(log, 0, size).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)


def test_the_log_has_to_hold_what_was_confirmed(tmp_path: Path) -> None:
    receipt, log = START.read_bytes(), log_of(CAST)
    _written(tmp_path, log, 2)
    done = _run(sys.executable, SCRIPT, HERE / "manifest.json", START, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    path = tmp_path / entry_bundle_path(0, 2)
    right = path.read_bytes()
    for wrong in (right[:-1], right[:-1] + b"?", right[:2] + b"!" + right[3:], b""):
        path.write_bytes(wrong)
        with pytest.raises(ValueError, match="does not hold"):
            second.check(MANIFEST, receipt, tmp_path)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        second.check(MANIFEST, receipt, tmp_path)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 700])
def test_logs_of_all_sizes_are_read(tmp_path: Path, size: int) -> None:
    log = [entry_bytes(CAST.opening()), *(b"entry %d" % each for each in range(799))]
    receipt = draft(log, 0, size, MEDIATOR, NORTH).text().encode()
    assert ours(receipt)
    _written(tmp_path, log, size, 800)  # the full bundle stands beside the partial one
    assert second.check(MANIFEST, receipt, tmp_path)
    partial = tmp_path / entry_bundle_path(size // 256, size % 256 or 256)
    if size % 256 and size < 512:
        partial.unlink()
        assert second.check(MANIFEST, receipt, tmp_path)


@pytest.mark.parametrize(("size", "grown"), [(1, 2), (2, 3), (9, 100), (256, 257), (290, 300)])
def test_a_log_that_has_grown_since_is_read(size: int, grown: int, tmp_path: Path) -> None:
    """The copy of a log is newer than the receipt: its last bundle is longer, and the only one."""
    log = [entry_bytes(CAST.opening()), *(b"entry %d" % each for each in range(grown - 1))]
    receipt = draft(log, 0, size, MEDIATOR, NORTH).text().encode()
    _written(tmp_path, log, grown)
    assert second.check(MANIFEST, receipt, tmp_path)
    [newest] = (tmp_path / entry_bundle_path(0, min(grown, 256)),)
    newest.write_bytes(newest.read_bytes().replace(b"detente", b"Detente"))
    with pytest.raises(ValueError, match="does not hold"):
        second.check(MANIFEST, receipt, tmp_path)


def test_times_are_told_the_same_where_the_clock_counts_leap_seconds() -> None:
    zones = [{**os.environ, "TZ": zone} for zone in ("UTC", "right/UTC", "Asia/Kathmandu")]
    run = (sys.executable, SCRIPT, HERE / "manifest.json", START)
    told = {subprocess.run(run, env=zone, capture_output=True, check=True).stdout for zone in zones}
    assert len(told) == 1
