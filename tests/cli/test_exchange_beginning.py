"""Beginning a sealed exchange on the command line: new, sign, fingerprint, explain, serve."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.cli.application import COMMANDS
from detente.cli.exchange import EXCHANGE_COMMANDS
from detente.exchange.manifest import MEDIATOR
from detente.exchange.service.workspace import Workspace

from .exchange_stage import AFTER_DEADLINE, DEADLINE, PEOPLE, Stage, is_one_refusal, make_stage
from .running import call

WITHOUT_JSON = {"witness", "custodian", "release"}
HELP = [
    *(("exchange", each) for each in EXCHANGE_COMMANDS),
    ("exchange", "custodian", "run"),
    *(("keys", each) for each in ("new", "card", "show")),
    ("exchange",),
    ("keys",),
]
WRONG_FILES = {
    "empty": b"",
    "random": bytes(range(256)) * 9,
    "other": b'{"type":"x"}',
    "text": b"hi",
}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage for all tests that change nothing on it, with a draft that lies elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        yield from make_stage(tmp_path_factory.mktemp("standing"), None, patch)


@pytest.mark.parametrize("words", HELP, ids=" ".join)
def test_every_command_has_help_of_lines_that_fit(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    told = call(capsys, *words, "--help")
    assert told.code == 0
    assert max(map(len, told.out.splitlines())) <= 100
    assert words[0] in COMMANDS
    if len(words) == 2 and words[1] not in WITHOUT_JSON:
        assert "--json" in told.out


def test_a_draft_tells_what_all_agree_on_and_what_to_do_next(stage: Stage) -> None:
    told = stage.new()
    assert told.code == 0, told.err
    for words in (
        "Proposals before The meeting of June",
        "North village and South village",
        "2 June 2025, 09:00:00 UTC",
        "nothing is opened, to anybody, ever",
        f"--server {stage.server.address}",  # it is not where the server's name leads
    ):
        assert words in told.out
    assert re.search(r"fingerprint  \d{5}(\s+\d{5}){11}\n", told.out)
    [folder] = (stage.case / "exchanges").iterdir()
    assert {each.name for each in folder.iterdir()} == {"manifest.json", "server.json"}


def test_the_mediators_custody_key_is_another_for_each_exchange(stage: Stage) -> None:
    """It is destroyed when its exchange has ended: another exchange could not be opened then."""
    stage.new()
    stage.new()
    found = [Workspace(each) for each in (stage.case / "exchanges").iterdir()]
    assert len({each.manifest.mediator.custody for each in found}) == 2
    assert len({each.manifest.mediator.login for each in found}) == 1


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        ("2025-06-02T09:00", "time zone"),
        ("2025-06-02", "time zone"),
        ("2025-05-02T09:00Z", "over already"),
        ("2025-06-01T09:00Z", "over already"),
        ("tomorrow at noon", "write the moment as"),
        ("", "write the moment as"),
        ("9999-12-31T23:59-23:59", ""),
        ("0001-01-01T00:00+23:59", ""),
    ],
)
def test_a_deadline_has_its_time_zone_and_lies_ahead(
    standing: Stage, deadline: str, words: str
) -> None:
    told = standing.new("--deadline", deadline)
    assert told.code == 2, told.err
    assert is_one_refusal(told), told.err
    assert words in told.err
    assert not (standing.case / "exchanges").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--tolerance", "0"), "--tolerance"),
        (("--tolerance", "90000"), "--tolerance"),
        (("--megabytes", "0"), "--megabytes"),
        (("--megabytes", "-1"), "--megabytes"),
        (("--witness-parties", "3"), "--witness-parties"),
        (("--title", "two\nlines"), "--title"),
        (("--title", "\x1b[31m"), "--title"),
        (("--title", "x" * 5000), "agreed on"),
        (("--meeting", "no-such"), "no meeting"),
        (("--server", "http://exchange.example"), "http is for this machine only"),
        (("--server", "exchange.example"), "https://HOST"),
        (("--server", "https://u:p@exchange.example"), "https://HOST"),
        (("--server", ""), "https://HOST"),
    ],
)
def test_what_cannot_be_agreed_on_is_told_to_the_mediator(
    standing: Stage, options: tuple[str, ...], words: str
) -> None:
    told = standing.new(*options)
    assert told.code == 2, (told.out, told.err)
    assert is_one_refusal(told), told.err
    assert words in told.err
    assert not (standing.case / "exchanges").exists()


def test_the_cards_are_of_two_parties_of_the_case_or_more(standing: Stage) -> None:
    standing.make_keys("west")
    card = {who: standing.key(who) / "card.json" for who in (*PEOPLE, "west")}
    told = standing.new("--card", card["west"])
    assert (told.code, "no party of the case has the id west" in told.err) == (2, True)
    assert "--card" in standing.new("--card", card["north"]).err  # twice the same
    assert "two of the cards" in standing.new("--card", card["north"]).err
    alone = standing.call(
        *(
            "exchange",
            "new",
            standing.case,
            "--card",
            card["north"],
            "--key",
            standing.key(MEDIATOR),
        ),
        *("--server", standing.server.address, "--deadline", DEADLINE, "--title", "One"),
    )
    assert (alone.code, "two parties or more" in alone.err) == (2, True)
    assert is_one_refusal(alone)
    assert not (standing.case / "exchanges").exists()


@pytest.mark.parametrize("option", ["--card", "--neutral"])
@pytest.mark.parametrize("kind", [*WRONG_FILES, "missing", "folder"])
def test_a_card_that_is_none_is_named(
    standing: Stage, tmp_path: Path, option: str, kind: str
) -> None:
    path = tmp_path / "wrong.json"
    if kind == "folder":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes(WRONG_FILES[kind])
    told = standing.new(option, path)
    assert told.code == 2
    assert is_one_refusal(told)
    assert "wrong.json" in told.err
    assert not (standing.case / "exchanges").exists()


def test_a_card_that_was_changed_is_refused(standing: Stage) -> None:
    card = (standing.key("south") / "card.json").read_text()
    changed = standing.paper("card.json", card.replace("South village", "Sooth village"))
    told = standing.new("--card", changed)
    assert told.code == 2
    assert "signature on the card does not hold" in told.err


def test_the_server_opens_exchanges_for_its_mediators_only(standing: Stage) -> None:
    told = standing.new("--key", standing.key("north"))
    assert told.code in (2, 3)
    assert is_one_refusal(told)
    standing.make_keys("stranger")
    told = standing.new("--key", standing.key("stranger"))
    assert told.code == 3
    assert is_one_refusal(told)
    assert not (standing.case / "exchanges").exists()


def test_a_case_with_errors_is_not_drafted_for(stage: Stage) -> None:
    (stage.case / "case.yaml").write_text("format: 1\ntitle: [\n")
    assert stage.new().code == 2


def test_no_exchange_is_drafted_into_the_folder_of_another(stage: Stage) -> None:
    stage.drafted()
    told = stage.new("--into", stage.room(MEDIATOR))
    assert (told.code, "--into" in told.err) == (2, True)


def test_signing_asks_for_the_fingerprint_and_refuses_another(stage: Stage) -> None:
    stage.drafted()
    own = json.loads(
        stage.call("exchange", "fingerprint", "--in", stage.room(MEDIATOR), "--json").out
    )
    digits = own["fingerprint"]
    for incomplete in ("", "12345", digits[:-1], f"{digits}1"):
        told = stage.sign("north", "--digits", incomplete)
        assert told.code == 2
        assert "has 60 digits; these are" in told.err
        assert "do not sign" not in told.err  # a slip of the pen is no forged manifest
    told = stage.sign("north", "--digits", digits[:-1] + str((int(digits[-1]) + 1) % 10))
    assert told.code == 3
    assert is_one_refusal(told)
    assert "do not sign" in told.err
    assert not stage.room("north").exists()
    told = stage.sign("north", "--digits", f"  {digits.replace(' ', '-')},")
    assert told.code == 0, told.err
    assert "still to sign: South village" in told.out


def test_without_a_terminal_one_says_that_one_has_compared(stage: Stage) -> None:
    stage.drafted()
    told = stage.sign("north")
    assert told.code == 2
    assert "--digits" in told.err
    assert not stage.room("north").exists()


def test_only_members_sign_and_each_may_sign_again(stage: Stage) -> None:
    stage.drafted()
    stage.make_keys("west")
    told = stage.sign("west", "--yes")
    assert told.code == 3
    assert is_one_refusal(told)
    first, last = stage.sign("north", "--yes"), stage.sign("south", "--yes", "--json")
    assert (first.code, json.loads(last.out)["missing"]) == (0, [])
    again = stage.sign("north", "--yes")  # whoever was cut off in between
    assert again.code == 0
    assert "the exchange is open" in again.out


def test_a_manifest_changed_on_the_way_is_not_signed(stage: Stage) -> None:
    stage.drafted()
    text = (stage.room(MEDIATOR) / "manifest.json").read_text()
    assert '"replacing":true' in text
    changed = stage.paper("manifest.json", text.replace('"replacing":true', '"replacing":false'))
    told = stage.call("exchange", "sign", changed, "--key", stage.key("north"), "--yes")
    assert told.code == 2
    assert is_one_refusal(told)
    assert "was changed: a signature on it does not hold" in told.err
    for command in (("fingerprint", changed), ("verify", changed, "--manifest", changed)):
        assert stage.call("exchange", *command).code == 2  # nor are its digits shown


@pytest.mark.parametrize("kind", [*WRONG_FILES, "missing"])
@pytest.mark.parametrize("command", ["sign", "fingerprint"])
def test_a_manifest_that_is_none_is_named(
    standing: Stage, tmp_path: Path, kind: str, command: str
) -> None:
    path = tmp_path / "wrong.json"
    if kind != "missing":
        path.write_bytes(WRONG_FILES[kind])
    key = ("--key", standing.key("north"), "--yes") if command == "sign" else ()
    told = standing.call("exchange", command, path, *key)
    assert told.code == 2
    assert is_one_refusal(told)
    assert "wrong.json" in told.err


def test_a_signer_names_a_folder_that_is_free_or_of_this_exchange(stage: Stage) -> None:
    stage.drafted()
    first = stage.room(MEDIATOR)
    stage.drafted()
    told = stage.sign("north", "--yes", "--into", first)
    assert (told.code, "--into" in told.err) == (2, True)
    assert "North village" not in stage.call("exchange", "fingerprint", "--in", first).err
    told = stage.sign("north", "--yes", "--case", stage.folder / "none", "--into", first)
    assert told.code == 2
    (stage.folder / "file").write_text("")
    told = stage.sign("north", "--yes", "--into", stage.folder / "file" / "room")
    assert told.code == 3
    assert is_one_refusal(told)


def test_after_the_deadline_nobody_signs(stage: Stage) -> None:
    stage.drafted()
    stage.clock.now = AFTER_DEADLINE
    told = stage.sign("north", "--yes")
    assert told.code == 3
    assert "deadline" in told.err


def test_the_fingerprint_is_the_same_for_all_and_tells_who_has_not_signed(stage: Stage) -> None:
    stage.drafted()
    assert stage.sign("north", "--yes").code == 0
    told = {
        who: stage.call("exchange", "fingerprint", "--in", stage.room(who)).out.splitlines()
        for who in (MEDIATOR, "north")
    }
    assert told[MEDIATOR][0] == told["north"][0]
    assert told["north"][1] == "not signed yet by South village"
    file = stage.call("exchange", "fingerprint", stage.room("north") / "manifest.json")
    assert file.out.splitlines() == told["north"]
    assert stage.sign("south", "--yes").code == 0
    everybody = stage.call("exchange", "fingerprint", "--in", stage.room("south")).out
    assert everybody.splitlines()[1] == "signed by all"


@pytest.mark.parametrize("width", [60, 120])
def test_it_is_explained_who_could_read_what(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    stage.drafted()
    told = stage.call("exchange", "explain", "--in", stage.room(MEDIATOR))
    assert told.code == 0
    rows = json.loads(stage.call("exchange", "explain", "--in", stage.room(MEDIATOR), "--json").out)
    for row in rows["rows"]:
        assert set(row) == {"who", "cannot", "can"}
        assert row["who"].split()[0] in told.out
    table = told.out[told.out.index(" who") :].splitlines()
    assert max(map(len, table[:-3])) <= width


def test_where_no_exchange_is_that_is_said(standing: Stage) -> None:
    for command in ("fingerprint", "explain", "status", "evidence", "record", "open", "withdraw"):
        told = standing.call("exchange", command, "--in", standing.case)
        assert told.code == 2
        assert is_one_refusal(told)
        assert "no exchange is in" in told.err


def test_the_only_exchange_of_a_case_is_found_and_of_two_one_is_named(stage: Stage) -> None:
    stage.drafted()
    assert stage.call("exchange", "fingerprint", "--in", stage.case).code == 0
    stage.drafted()
    told = stage.call("exchange", "fingerprint", "--in", stage.case)
    assert told.code == 2
    assert "2 exchanges are in" in told.err


def test_with_the_server_away_nothing_is_drafted_or_signed_and_later_it_is(stage: Stage) -> None:
    stage.server.stop()
    told = stage.new()
    assert told.code == 3
    assert is_one_refusal(told)
    assert not (stage.case / "exchanges").exists()
    stage.server.start()
    stage.drafted()
    stage.server.stop()
    told = stage.sign("north", "--yes")
    assert told.code == 3
    assert is_one_refusal(told)
    assert not stage.room("north").exists()
    stage.server.start()
    assert stage.sign("north", "--yes").code == 0


def test_keys_are_found_by_themselves_only_where_they_fit(stage: Stage) -> None:
    stage.opened()
    told = stage.call("exchange", "status", "--in", stage.room("north"))
    assert told.code == 2
    assert "--key" in told.err
    (stage.folder / "data" / "keys").mkdir(parents=True)
    os.symlink(stage.key("north"), stage.folder / "data" / "keys" / "north")
    assert stage.call("exchange", "status", "--in", stage.room("north")).code == 0
