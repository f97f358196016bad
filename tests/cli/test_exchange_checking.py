"""Checking a sealed exchange on the command line: receipts, evidence, and the documented JSON."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.exchange.manifest import MEDIATOR
from detente.exchange.service import hosted
from detente.exchange.service.workspace import Workspace
from detente.exchange.statements import Close

from .exchange_stage import PEOPLE, Stage, is_one_refusal, make_stage
from .running import ROOT
from .test_keys import secrets_of

PAGE = ROOT / "docs" / "reference" / "results-exchange.md"
SEEN_NOWHERE = {"faults[].breach", "faults[].why"}
"""Fields that no honest exchange shows."""
BY_PARTY = ("deposited", "opened")


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A released exchange, whose receipts and log are here."""
    with pytest.MonkeyPatch.context() as patch:
        for stage in make_stage(tmp_path_factory.mktemp("ended"), None, patch):
            stage.released()
            for who in PEOPLE:
                assert stage.act(who, "status").code == 0
            yield stage


@pytest.fixture(scope="module")
def cheated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An exchange whose server says before the deadline that it is over."""
    with pytest.MonkeyPatch.context() as patch:
        for stage in make_stage(tmp_path_factory.mktemp("cheated"), None, patch):
            stage.opened()
            stage.deposit("north")
            of = stage.server.hosting.exchanges[stage.exchange]
            assert of.manifest is not None
            patch.setattr(hosted, "refusal", lambda *_: None)
            with of.changing():
                of._append(of._said(Close(of.manifest.hash, of.manifest.deadline)))
            stage.confirm("north", MEDIATOR)
            yield stage


def receipt(stage: Stage) -> Path:
    return stage.room("north") / "receipts" / "north-deposit-1.tlog-proof"


# verify


def test_a_receipt_that_holds_is_told_in_words(ended: Stage) -> None:
    told = ended.call("exchange", "verify", receipt(ended))
    assert told.code == 0, told.err
    assert told.out.startswith(
        "The receipt holds.\n  North village deposited version 1, 1 June 2025"
    )
    assert "confirmed by Mediator village (mediator)" in told.out
    digits = ended.call("exchange", "fingerprint", "--in", ended.room("south")).out.splitlines()[0]
    assert digits in told.out


def test_with_the_log_it_is_told_that_the_entry_counts(ended: Stage) -> None:
    log = ("--log", ended.room("south") / "log")
    told = ended.call("exchange", "verify", receipt(ended), *log)
    assert (told.code, "it counts" in told.out) == (0, True)
    data = json.loads(ended.call("exchange", "verify", receipt(ended), *log, "--json").out)
    assert (data["holds"], data["counts"], data["index"]) == (True, True, 1)


@pytest.mark.parametrize("kind", ["empty", "random", "cut", "changed", "manifest", "text", "twice"])
@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_no_receipt_does_not_hold(
    ended: Stage, tmp_path: Path, kind: str, as_json: bool
) -> None:
    good = receipt(ended).read_bytes()
    other = bytes([good[60] ^ 1])
    content = {
        "empty": b"",
        "random": bytes(range(256)) * 30,
        "cut": good[: len(good) // 2],
        "changed": good[:60] + other + good[61:],
        "manifest": (ended.room("north") / "manifest.json").read_bytes(),
        "text": b"a receipt\n",
        "twice": good + good,
    }[kind]
    path = tmp_path / "receipt"
    path.write_bytes(content)
    manifest = ended.room("north") / "manifest.json"
    more = ["--json"] if as_json else []
    told = ended.call("exchange", "verify", path, "--manifest", manifest, *more)
    assert told.code == 1, told
    assert told.err == ""
    if as_json:
        assert json.loads(told.out)["holds"] is False
    else:
        assert "does not hold" in told.out


def test_a_receipt_of_another_exchange_does_not_hold(ended: Stage, cheated: Stage) -> None:
    other = cheated.room("north") / "manifest.json"
    told = ended.call("exchange", "verify", receipt(ended), "--manifest", other)
    assert told.code == 1
    assert "does not hold" in told.out


@pytest.mark.parametrize("kind", ["empty", "random", "missing", "no manifest"])
def test_a_manifest_that_is_none_is_refused(ended: Stage, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "manifest.json"
    if kind != "missing":
        content = {"empty": b"", "random": bytes(range(256)), "no manifest": b"{}"}
        path.write_bytes(content[kind])
    told = ended.call("exchange", "verify", receipt(ended), "--manifest", path)
    assert told.code == 2
    assert is_one_refusal(told), told.err


def test_without_a_manifest_beside_it_one_is_asked_for(ended: Stage, tmp_path: Path) -> None:
    shutil.copy(receipt(ended), tmp_path / "receipt")
    told = ended.call("exchange", "verify", tmp_path / "receipt")
    assert told.code == 2
    assert "--manifest" in told.err


@pytest.mark.parametrize("kind", ["empty", "no tiles", "changed", "another"])
def test_a_log_that_does_not_hold_is_told(
    ended: Stage, cheated: Stage, tmp_path: Path, kind: str
) -> None:
    log = tmp_path / "log"
    if kind == "empty":
        log.mkdir()
    elif kind == "another":
        cheated.act("north", "status")
        log = cheated.room("north") / "log"
    else:
        shutil.copytree(ended.room("south") / "log", log)
        if kind == "no tiles":
            shutil.rmtree(log / "tile")
        else:
            [bundle] = (log / "tile" / "entries").rglob("5")
            data = bundle.read_bytes()
            bundle.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    told = ended.call("exchange", "verify", receipt(ended), "--log", log)
    assert told.code == 1
    assert "does not hold" in told.out


def test_the_cases_document_with_words_above_the_receipt_is_checked(
    ended: Stage, tmp_path: Path
) -> None:
    case = tmp_path / "case"
    shutil.copytree(ended.case, case, ignore=shutil.ignore_patterns("exchanges"))
    ended.data("north", "record", "--case", case)
    manifest = ended.room("north") / "manifest.json"
    for document in sorted((case / "sources").iterdir()):
        told = ended.call("exchange", "verify", document, "--manifest", manifest)
        assert told.code == 0, told.out
        assert "the words above the receipt in the file are not covered" in told.out
        # As some editor or mail leaves it: the receipt below is what counts.
        document.write_bytes(b"Forged words.\n\n" + document.read_bytes())
        assert ended.call("exchange", "verify", document, "--manifest", manifest).code == 0


def test_an_entry_that_counts_for_nobody_is_told_with_its_receipt(
    cheated: Stage, tmp_path: Path
) -> None:
    cheated.act("north", "status")
    with cheated.part("north") as part:
        text = part.client.receipt(part.id, 2)
    (tmp_path / "close").write_bytes(text)
    more = (tmp_path / "close", "--manifest", cheated.room("north") / "manifest.json")
    told = cheated.call("exchange", "verify", *more)
    assert told.code == 0  # it is in the log; whether it counts is not asked
    told = cheated.call("exchange", "verify", *more, "--log", cheated.room("north") / "log")
    assert told.code == 1
    assert "counts for nobody" in told.out
    assert "the server exchange.example" in told.out


# evidence


def test_where_all_kept_to_the_rule_there_is_no_evidence(ended: Stage) -> None:
    told = ended.act("north", "evidence")
    assert told.code == 2  # it needs no keys: there is nothing to name
    told = ended.call("exchange", "evidence", "--in", ended.room("north"))
    assert told.code == 1
    assert "nothing that was seen here proves" in told.out


def test_a_breach_is_named_and_its_evidence_can_be_checked_by_anybody(cheated: Stage) -> None:
    told = cheated.call("exchange", "evidence", "--in", cheated.room("north"))
    assert told.code == 0
    assert "void entry, against the server exchange.example" in told.out
    assert "entry 2 counts for nobody" in told.out
    file = cheated.room("north") / "evidence" / "void-entry.json"
    checked = cheated.call("exchange", "verify", file)
    assert checked.code == 0
    assert "The evidence holds, against the server exchange.example." in checked.out
    status = cheated.act("north", "status")
    assert "warning: entry 2 counts for nobody" in status.out
    assert "open" in status.out.splitlines()[1]


@pytest.mark.parametrize("content", [b"{}", b'{"type":"x"}', b"{" * 4000, b"{\xff}"])
def test_what_is_no_evidence_does_not_hold(cheated: Stage, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "evidence.json"
    path.write_bytes(content)
    manifest = cheated.room("north") / "manifest.json"
    told = cheated.call("exchange", "verify", path, "--manifest", manifest)
    assert told.code == 1
    assert "does not hold" in told.out


@pytest.mark.parametrize("name", ["log.json", "manifest.json", "server.json"])
@pytest.mark.parametrize("content", [b"", b"{}", bytes(range(256))])
def test_a_spoilt_file_of_the_exchanges_folder_is_named(
    ended: Stage, tmp_path: Path, name: str, content: bytes
) -> None:
    room = tmp_path / "room"
    shutil.copytree(ended.room("north"), room)
    (room / name).write_bytes(content)
    told = ended.call("exchange", "status", "--in", room, "--key", ended.key("north"))
    assert told.code == 2
    assert is_one_refusal(told), told.err
    assert name in told.err


# JSON as documented


def documented() -> dict[str, set[str]]:
    """The fields of each command on the page of results."""
    found: dict[str, set[str]] = {}
    for section in PAGE.read_text("utf-8").split("\n## ")[1:]:
        name, _, text = section.partition("\n")
        found[name.strip()] = set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))
    return found


def fields(data: dict[str, Any]) -> Iterator[str]:
    for name, value in data.items():
        if name in ("detente", "command"):
            continue
        yield name
        items = value.values() if name in BY_PARTY else value if isinstance(value, list) else ()
        for each in items:
            if isinstance(each, dict):
                yield from (f"{name}[].{inner}" for inner in each)


def printed(
    ended: Stage, cheated: Stage, folder: Path, patch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """Yield what each command prints as JSON."""
    key = ("--key", ended.key("north"))
    card = ended.key(MEDIATOR) / "card.json"
    new = ("--name", "N", "-o", folder / "keys", "--sheet", folder / "sheet.html")
    patch.setattr("detente.cli.exchanging.serve.serve", lambda *given: given[5]("http://[::1]:1"))
    void = cheated.room("north") / "evidence" / "void-entry.json"
    calls: list[tuple[Any, ...]] = [
        ("keys", "new", *new, "--no-passphrase"),
        ("keys", "card", "--key", folder / "keys"),
        ("keys", "show", "--key", folder / "keys"),
        ("exchange", "serve", folder / "server", "--allow", card),
        ("exchange", "fingerprint", "--in", ended.room("north")),
        ("exchange", "explain", "--in", ended.room("north")),
        ("exchange", "status", "--in", ended.room("north"), *key),
        ("exchange", "record", "--in", ended.room("north"), *key, "--case", ended.case),
        ("exchange", "open", "--in", ended.room("north"), *key, "--into", folder / "texts"),
        ("exchange", "verify", receipt(ended)),
        ("exchange", "verify", void),
    ]
    for each in calls:
        told = ended.call(*each, "--json")
        assert told.code == 0, (each, told.err)
        yield json.loads(told.out)
    cheating = ("--in", cheated.room("north"), "--key", cheated.key("north"))
    for command in ("status", "evidence"):
        more = cheating if command == "status" else cheating[:2]
        yield json.loads(cheated.call("exchange", command, *more, "--json").out)
    file = cheated.paper("again.txt")
    for command, given in (("replace", [file]), ("withdraw", []), ("deposit", [file])):
        yield cheated.data("north", command, *given, "--wait", "0")
    yield json.loads(ended.new("--json").out)
    sign = ended.call(
        *("exchange", "sign", ended.room(MEDIATOR) / "manifest.json", *key, "--yes", "--json"),
        *("--server", ended.server.address, "--into", folder / "room"),
    )
    yield json.loads(sign.out)


def test_json_is_as_documented(
    ended: Stage, cheated: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: dict[str, set[str]] = {}
    for data in printed(ended, cheated, tmp_path, monkeypatch):
        assert list(data)[:2] == ["detente", "command"]
        found.setdefault(data["command"], set()).update(fields(data))
    pages = documented()
    assert {name: sorted(each - SEEN_NOWHERE) for name, each in pages.items()} == {
        name: sorted(each) for name, each in found.items()
    }


def test_the_kept_log_is_checked_again_and_not_believed(ended: Stage, tmp_path: Path) -> None:
    room = tmp_path / "room"
    shutil.copytree(ended.room("north"), room)
    kept = json.loads((room / "log.json").read_bytes())
    kept["leaves"].pop()
    (room / "log.json").write_bytes(
        json.dumps(kept, separators=(",", ":"), sort_keys=True).encode()
    )
    told = ended.call("exchange", "status", "--in", room, "--key", ended.key("north"))
    assert told.code == 2
    assert "log.json" in told.err
    assert Workspace(ended.room("north")).followed().state.phase == "released"


def test_no_secret_key_is_printed_or_kept_in_an_exchanges_folder(
    ended: Stage, cheated: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = [
        each
        for stage in (ended, cheated)
        for who in PEOPLE
        for each in secrets_of(stage.key(who), stage.folder / f"sheet-{who}.html")
    ]
    text = json.dumps(list(printed(ended, cheated, tmp_path, monkeypatch)))
    for who in PEOPLE:
        for command in ("status", "witness --once", "release", "open", "deposit", "replace"):
            more = [receipt(ended)] if command in ("deposit", "replace") else []
            told = ended.act(who, command, *more)
            text += told.out + told.err
        text += "".join(
            each.read_bytes().decode("latin-1")
            for each in ended.room(who).rglob("*")
            if each.is_file()
        )
    assert len(secret) > 20
    assert not [each for each in secret if each in text]
