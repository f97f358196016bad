"""``detente keys``: keys, cards and the backup sheet as their owner meets them."""

from __future__ import annotations

import base64
import json
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from detente.cli.exchanging.session import keys_in, writing
from detente.cli.exchanging.sheet import ungrouped
from detente.exchange.encryption.keys import identity_of
from detente.exchange.service import keyfiles
from detente.formats.files import NotWritten

from .exchange_stage import is_one_refusal
from .running import END, Outcome, call, terminal

WORDS = "copper lantern seven meadow"
Make = Callable[..., Outcome]


@pytest.fixture
def make(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Make:
    """Make keys as North village; the folder and the sheet can be others."""
    monkeypatch.delenv("DETENTE_PASSPHRASE", raising=False)
    monkeypatch.delenv("DETENTE_KEY", raising=False)
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_: str(tmp_path / "data"))

    def make(*more: str | Path, folder: str = "keys", sheet: str = "sheet.html") -> Outcome:
        return call(
            *(capsys, "keys", "new", "--name", "North village", "--id", "north"),
            *("-o", tmp_path / folder, "--sheet", tmp_path / sheet, *more),
        )

    return make


def secrets_of(folder: Path, sheet: Path, passphrase: str = "") -> list[str]:
    """Everything secret that no output may hold, in the forms in which it could stand there."""
    keys = keyfiles.read_keys(folder, lambda: passphrase)
    found = [keys.secret.hex(), base64.b64encode(keys.secret).decode(), keys.content.text]
    found += [path.read_text() for path in folder.glob("custody-*.key")]
    found.append(recovery_of(sheet))
    return [each.rstrip("=") for each in found] + ([passphrase] if passphrase else [])


def recovery_of(sheet: Path) -> str:
    """The recovery key on a backup sheet."""
    found = re.search(r'<div class="key">(.*?)</div>', sheet.read_text(), re.DOTALL)
    assert found
    return ungrouped(found[1])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_keys_are_private_and_the_card_and_the_sheet_are_named(
    make: Make, tmp_path: Path
) -> None:
    told = make("--no-passphrase")
    assert told.code == 0, told.err
    for named in ("card.json", "sheet.html", "whoever can read this folder can sign"):
        assert named in told.out
    folder = tmp_path / "keys"
    assert mode(folder) == 0o700
    assert mode(folder / "key.json") == mode(tmp_path / "sheet.html") == 0o600
    assert {mode(each) for each in folder.glob("custody-*.key")} == {0o600}
    assert mode(folder / "card.json") == 0o644
    assert sorted(each.name.partition("-")[0] for each in folder.iterdir()) == [
        *("card.json", "custody", "key.json"),
    ]


def test_nothing_secret_is_printed_by_any_command_on_keys(
    make: Make, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    printed = [make("--no-passphrase", "--json"), make("--no-passphrase")]
    key = ("--key", tmp_path / "keys")
    printed += [call(capsys, "keys", each, *key) for each in ("show", "card")]
    printed += [call(capsys, "keys", each, *key, "--json") for each in ("show", "card")]
    text = "".join(each.out + each.err for each in printed)
    assert not [
        each for each in secrets_of(tmp_path / "keys", tmp_path / "sheet.html") if each in text
    ]
    card = (tmp_path / "keys" / "card.json").read_text()
    assert not [
        each for each in secrets_of(tmp_path / "keys", tmp_path / "sheet.html") if each in card
    ]


def test_keys_are_never_made_over_others_and_nothing_changes(make: Make, tmp_path: Path) -> None:
    assert make("--no-passphrase").code == 0
    before = {each: each.read_bytes() for each in (tmp_path / "keys").iterdir()}
    told = make("--no-passphrase", sheet="other.html")
    assert told.code == 3
    assert is_one_refusal(told)
    assert {each: each.read_bytes() for each in (tmp_path / "keys").iterdir()} == before
    assert not (tmp_path / "other.html").exists()


def test_a_sheet_is_never_written_over_another_file_and_no_keys_are_made_then(
    make: Make, tmp_path: Path
) -> None:
    (tmp_path / "sheet.html").write_text("mine")
    told = make("--no-passphrase")
    assert told.code == 2
    assert "--sheet" in told.err
    assert (tmp_path / "sheet.html").read_text() == "mine"
    assert not (tmp_path / "keys").exists()


def test_without_a_place_for_the_sheet_no_keys_are_made(make: Make, tmp_path: Path) -> None:
    """Otherwise the keys would be there, and their recovery key nowhere."""
    told = make("--no-passphrase", sheet="nowhere/sheet.html")
    assert told.code == 2
    assert is_one_refusal(told)
    assert not (tmp_path / "keys").exists()


def test_a_folder_that_cannot_be_made_is_told_in_words(make: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = make("--no-passphrase", folder="file/keys")
    assert told.code == 3
    assert is_one_refusal(told)
    assert not (tmp_path / "sheet.html").exists()


@pytest.mark.parametrize("name", ["", "two\nlines", "a\tb", "x" * 201, "\x1b[31m", "\u202eabc"])
def test_a_name_is_one_plain_line(
    make: Make, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = make("--no-passphrase", "--name", name)
    assert told.code == 2
    assert is_one_refusal(told)
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("id_", ["", "Up", "a/b", "..", "a b", "-", "\u00e9", "x" * 300])
def test_an_id_is_one_of_the_case_format(make: Make, tmp_path: Path, id_: str) -> None:
    told = make("--no-passphrase", "--id", id_)
    assert told.code == 2, told.err
    assert not (tmp_path / "keys").exists()


def test_the_id_is_made_from_the_name_and_the_keys_lie_in_the_users_data(
    make: Make, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = call(
        *(capsys, "keys", "new", "--name", "Upper Village", "--no-passphrase", "--json"),
        *("--sheet", tmp_path / "sheet.html"),
    )
    data = json.loads(told.out)
    assert data["id"] == "upper-village"
    assert Path(data["folder"]) == tmp_path / "data" / "keys" / "upper-village"


def test_a_passphrase_locks_the_keys_and_a_wrong_one_opens_nothing(
    make: Make,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keyfiles, "_HARDNESS", 2**4)  # how hard is tested with the library
    monkeypatch.setenv("DETENTE_PASSPHRASE", WORDS)
    told = make()
    assert told.code == 0, told.err
    key = ("--key", tmp_path / "keys")
    card = call(capsys, "keys", "card", *key, "-o", tmp_path / "fresh.json")
    shown = call(capsys, "keys", "show", *key)
    assert (card.code, shown.code) == (0, 0)
    secret = secrets_of(tmp_path / "keys", tmp_path / "sheet.html", WORDS)
    stored = (tmp_path / "keys" / "key.json").read_text()
    monkeypatch.setenv("DETENTE_PASSPHRASE", "copper lantern seven meadows")
    wrong = call(capsys, "keys", "card", *key)
    assert wrong.code == 3
    assert is_one_refusal(wrong)
    printed = "".join(each.out + each.err for each in (told, card, shown, wrong))
    assert not [each for each in secret if each in printed]
    assert not [each for each in secret if each in stored]


def test_without_a_terminal_a_passphrase_comes_from_the_environment_only(
    make: Make,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = make()
    assert told.code == 2
    assert "DETENTE_PASSPHRASE" in told.err
    monkeypatch.setenv("DETENTE_PASSPHRASE", "")
    assert make().code == 2  # an empty one would lock nothing
    assert not (tmp_path / "keys").exists()
    monkeypatch.setattr(keyfiles, "_HARDNESS", 2**4)
    monkeypatch.setenv("DETENTE_PASSPHRASE", WORDS)
    assert make().code == 0
    monkeypatch.delenv("DETENTE_PASSPHRASE")
    told = call(capsys, "keys", "card", "--key", tmp_path / "keys")
    assert told.code == 2
    assert "DETENTE_PASSPHRASE" in told.err


def test_on_a_terminal_the_passphrase_is_asked_for_twice_and_not_shown(tmp_path: Path) -> None:
    child = terminal(
        *("keys", "new", "--name", "North", "-o", tmp_path / "keys"),
        *("--sheet", tmp_path / "sheet.html"),
    )
    child.expect("Passphrase for the keys.*: ")
    child.sendline(WORDS)
    child.expect("Repeat.*: ")
    child.sendline(WORDS)
    child.expect(END)
    assert WORDS not in child.before
    assert "keys of North" in child.before
    assert json.loads((tmp_path / "keys" / "key.json").read_text())["type"].startswith(
        "detente/locked"
    )


def test_each_card_has_a_custody_key_of_its_own(
    make: Make, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    make("--no-passphrase")
    first = json.loads((tmp_path / "keys" / "card.json").read_text())
    told = call(
        capsys, "keys", "card", "--key", tmp_path / "keys", "-o", tmp_path / "c.json", "--json"
    )
    assert json.loads(told.out)["card"] == str(tmp_path / "c.json")
    second = json.loads((tmp_path / "c.json").read_text())
    changed = {name for name in first if first[name] != second[name]}
    assert changed == {"custody", "signature"}
    assert len(list((tmp_path / "keys").glob("custody-*.key"))) == 2


def test_keys_that_others_can_read_are_told_of(
    make: Make, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    make("--no-passphrase")
    (tmp_path / "keys" / "key.json").chmod(0o644)
    assert "chmod" in call(capsys, "keys", "show", "--key", tmp_path / "keys").err


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"\xff\xfe\x00", b"[" * 5000, b'{"type":"detente/key/v1"}', None],
    ids=["empty", "no keys", "random", "deep", "half", "missing"],
)
@pytest.mark.parametrize("command", ["show", "card"])
def test_what_is_no_key_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes | None, command: str
) -> None:
    (tmp_path / "keys").mkdir()
    if content is not None:
        (tmp_path / "keys" / "key.json").write_bytes(content)
    told = call(capsys, "keys", command, "--key", tmp_path / "keys")
    assert told.code == 2
    assert is_one_refusal(told)
    assert [each.name for each in (tmp_path / "keys").iterdir()] in ([], ["key.json"])


def test_the_sheet_holds_the_recovery_key_and_nothing_else_that_is_secret(
    make: Make, tmp_path: Path
) -> None:
    make("--no-passphrase")
    keys = keys_in(tmp_path / "keys")
    assert identity_of(recovery_of(tmp_path / "sheet.html")).recipient().text == keys.recovery
    text = (tmp_path / "sheet.html").read_text()
    assert keys.secret.hex() not in text
    assert keys.content.text not in text
    for sign in ("<script", "http:", "https:", "src="):
        assert sign not in text


def test_a_name_on_the_sheet_is_text_and_no_markup(
    make: Make, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = make("--no-passphrase", "--name", "<b>N</b> & sons")
    assert told.code == 0
    assert "&lt;b&gt;N&lt;/b&gt; &amp; sons" in (tmp_path / "sheet.html").read_text()


def test_what_the_disk_refuses_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match=re.escape(str(tmp_path / "none"))), writing(tmp_path):
        (tmp_path / "none" / "file").write_text("")
    with pytest.raises(BrokenPipeError), writing(tmp_path):
        raise BrokenPipeError  # of the output: that is no matter of a file
    with pytest.raises(click.UsageError), writing(tmp_path):
        raise click.UsageError("other")
    assert os.listdir(tmp_path) == []
