"""Play two sealed exchanges on this machine: real processes, and nothing but the command line.

    .venv/bin/python docs/tutorial_exchange.py [--folder FOLDER] [--quick] [--kill-server-between-steps]

A server, a mediator and two delegations, each in a folder of its own, as if on four machines. In the
first exchange one delegation does not deposit: nothing is ever opened. In the second both do: all is
opened, and an outsider checks the receipts. Each step is told, with the command as one would type it
and what it printed. Ends with 1 if anything is not as it should be. The papers are made up.
"""

# ruff: noqa: T201, S603 - a script: it prints, and starts the programs named here

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
DETENTE = (sys.executable, "-m", "detente")
VERIFIER = REPOSITORY / "docs" / "verify_receipt.py"
MEDIATOR, RUSSIA, UKRAINE = "united-states", "russia", "ukraine"
SERVER, OUTSIDER = "server", "outsider"
NAMES = {MEDIATOR: "United States", RUSSIA: "Russia", UKRAINE: "Ukraine"}
WORDS = {MEDIATOR: (), RUSSIA: ("larkspur", "anvils"), UKRAINE: ("kingfisher", "lanterns")}
TEXTS = {who: f"A made-up paper. It says: {' and '.join(each)}.\n" for who, each in WORDS.items()}
SECONDS_AT_MOST = 90


class NotAsItShould(Exception):
    """Something did not come out as it should."""


def need(holds: object, what: str) -> None:
    """Go on only if something holds."""
    if not holds:
        raise NotAsItShould(what)


def show(text: str) -> None:
    """Print what a command printed, indented."""
    print("".join(f"    {line}\n" for line in text.splitlines()), end="", flush=True)


class Stage:
    """The folders of all who take part, and the processes that run in the background."""

    def __init__(self, folder: Path, kill: bool) -> None:
        self.folder, self.kill = folder, kill
        self.server: subprocess.Popen[bytes] | None = None
        self.custodian: subprocess.Popen[bytes] | None = None
        self.address, self.kills, self.pace = "", 0, 0.0
        for name in (MEDIATOR, RUSSIA, UKRAINE, SERVER, OUTSIDER):
            (folder / name).mkdir(parents=True)

    def step(self, sentence: str) -> None:
        """Tell what comes next; between two steps the server is killed, if that was asked for."""
        if self.kill and self.server is not None:
            self.server.kill()  # SIGKILL: it cannot tidy up
            self.server.wait()
            self.start_server()
            self.kills += 1
            print("\n(The server was killed, and started again.)", end="")
        print(f"\n{sentence}", flush=True)

    def run(self, who: str, *words: str, code: int = 0, says: str = "") -> str:
        """Run ``detente`` or the other verifier for somebody; check and return what it printed."""
        other = words[0] == VERIFIER.name
        print(f"  {who}$ {shlex.join(('python' if other else 'detente', *words))}", flush=True)
        words = (sys.executable, str(VERIFIER), *words[1:]) if other else (*DETENTE, *words)
        begun = time.monotonic()
        done = subprocess.run(
            words,
            cwd=self.folder / who,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS_AT_MOST,
            check=False,
        )
        self.pace = max(self.pace, time.monotonic() - begun)
        text = done.stdout.decode()
        show(text)
        need(done.returncode == code, f"it ended with {done.returncode} instead of {code}")
        need(says in text, f"it does not say: {says}")
        return text

    def background(self, who: str, output: str, *words: str) -> subprocess.Popen[bytes]:
        """Start ``detente`` for somebody in the background; what it prints goes into a file."""
        place = self.folder / who
        with (place / output).open("wb") as out, (place / f"{output}.errors").open("ab") as errors:
            return subprocess.Popen(
                [*DETENTE, *words], cwd=place, stdin=subprocess.DEVNULL, stdout=out, stderr=errors
            )

    def start_server(self) -> None:
        """Start the server: at first on any free port, later on the same."""
        port = self.address.rpartition(":")[2] or "0"
        words = ["exchange", "serve", "kept", "--allow", f"../{MEDIATOR}/keys/card.json"]
        words += ["--name", "tutorial-server", "--port", port, "--json"]
        self.server = self.background(SERVER, "started.json", *words)
        file = self.folder / SERVER / "started.json"
        self.until(lambda: file.read_text().endswith("}\n"), "the server does not start")
        started = json.loads(file.read_text())
        if not self.address:
            print(f"  {SERVER}$ {shlex.join(['detente', *words])}\n    {started['address']}")
        self.address = started["address"]

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds, while the server runs."""
        end = time.monotonic() + SECONDS_AT_MOST
        while not holds():
            need(time.monotonic() < end and self.server and self.server.poll() is None, what)
            time.sleep(0.05)

    def close(self) -> None:
        """End all processes that were started here."""
        for process in (self.server, self.custodian):
            if process is not None:
                process.kill()
                process.wait()


def begin(stage: Stage) -> None:
    """Keys for all, a copy of the case for all, a server."""
    for who, name in NAMES.items():
        stage.step(f"{name} makes keys, and prints the backup sheet.")
        words = ("--name", name, "--id", who, "-o", "keys", "--no-passphrase")
        stage.run(who, "keys", "new", *words, says="card.json")
        shutil.copytree(REPOSITORY / "cases" / "istanbul-2025", stage.folder / who / "case")
        (stage.folder / who / "paper.txt").write_text(TEXTS[who], "utf-8")
    stage.step("Somebody else than the mediator starts a server. It admits the mediator's card.")
    stage.start_server()


def open_exchange(stage: Stage, seconds: int) -> str:
    """Draft an exchange, have all sign it; return its folder, the same for all."""
    end = f"{datetime.fromtimestamp(int(time.time()) + seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
    stage.step(f"The mediator drafts the exchange. The deadline is in {seconds} seconds.")
    cards = [word for who in (RUSSIA, UKRAINE) for word in ("--card", f"../{who}/keys/card.json")]
    words = (*cards, "--key", "keys", "--server", stage.address)
    about = ("--meeting", "istanbul-june-2", "--deadline", end)
    before = set((stage.folder / MEDIATOR / "case").glob("exchanges/*"))
    drafted = stage.run(MEDIATOR, "exchange", "new", "case", *words, *about)
    (made,) = {*(stage.folder / MEDIATOR / "case").glob("exchanges/*")} - before
    place = made.relative_to(stage.folder / MEDIATOR).as_posix()
    groups = drafted.partition("fingerprint")[2].split()[:12]
    need(all(len(each) == 5 and each.isdecimal() for each in groups), "there is no fingerprint")
    digits = " ".join(groups)
    waiting = ("exchange", "custodian", "run", "--in", place, "--key", "keys")
    print(f"  {MEDIATOR}$ {shlex.join(['detente', *waiting])}   (goes on in the background)")
    stage.custodian = stage.background(MEDIATOR, "custodian.txt", *waiting)
    for who, last in ((RUSSIA, "still to sign: Ukraine"), (UKRAINE, "the exchange is open")):
        stage.step(f"{NAMES[who]} hears the same digits on the telephone, and signs.")
        shutil.copy(made / "manifest.json", stage.folder / who / "manifest.json")
        words = ("manifest.json", "--key", "keys", "--server", stage.address)
        stage.run(who, "exchange", "sign", *words, "--case", "case", "--digits", digits, says=last)
    return place


def deposit(stage: Stage, who: str, place: str) -> None:
    """Have a delegation hand its paper in."""
    stage.step(f"{NAMES[who]} deposits its paper.")
    stage.run(who, "exchange", "deposit", "paper.txt", *at(place), says="deposited: version 1")


def at(place: str) -> tuple[str, ...]:
    """The options that say which exchange and whose keys."""
    return "--in", place, "--key", "keys"


def mediator_ends(stage: Stage, last: str) -> None:
    """Show what the mediator's custodian told until it ended by itself."""
    assert stage.custodian is not None
    need(stage.custodian.wait(SECONDS_AT_MOST) == 0, "the mediator's custodian did not end well")
    print(f"  {MEDIATOR}: what detente exchange custodian run told")
    show(text := (stage.folder / MEDIATOR / "custodian.txt").read_text("utf-8"))
    need(last in text, f"it does not say: {last}")


def not_readable(stage: Stage) -> None:
    """Look for Ukraine's words in all that the server, the mediator and Russia have stored."""
    stored = b""
    for who in (SERVER, MEDIATOR, RUSSIA):
        for path in (stage.folder / who).rglob("*"):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):  # renamed just now
                stored += path.read_bytes()
    need(TEXTS[RUSSIA].encode() in stored, "the search does not find Russia's own paper")
    for word in WORDS[UKRAINE]:
        need(word.encode() not in stored, f"somebody else has the word {word}")
    print(f"  among all {len(stored)} bytes of the server, the mediator and Russia: no word of it")


def one_is_missing(stage: Stage, seconds: int) -> None:
    """The first exchange: one delegation does not deposit."""
    place = open_exchange(stage, seconds)
    deposit(stage, UKRAINE, place)
    stage.step("What has it handed in? Nothing that anybody can read.")
    not_readable(stage)
    stage.step("Where does it stand? Can Ukraine open now?")
    stage.run(UKRAINE, "exchange", "status", *at(place), says="Russia   missing")
    stage.run(UKRAINE, "exchange", "open", *at(place), code=3, says="not all are in yet")
    stage.step("Russia does not deposit. It waits for the deadline.")
    stage.run(RUSSIA, "exchange", "witness", *at(place), says="ended: lapsed")
    mediator_ends(stage, "ended: lapsed")
    stage.step("Now nobody can open it any more: the server's share and the mediator's are gone.")
    stage.run(UKRAINE, "exchange", "status", *at(place), says="Missing at the deadline")
    stage.run(UKRAINE, "exchange", "open", *at(place), code=3, says="nothing is ever opened")
    keys = stage.folder / SERVER / "kept" / "exchanges" / Path(place).name / "keys.json"
    stage.until(lambda: '"custody":""' in keys.read_text(), "the server has kept its custody key")
    print("  the server has destroyed its custody key for this exchange")
    not_readable(stage)


def both_deposit(stage: Stage) -> None:
    """The second exchange: both deposit, and all is opened."""
    stage.step("For the second exchange, each makes a fresh card.")
    for who in NAMES:
        stage.run(who, "keys", "card", "--key", "keys", says="a fresh card")
    place = open_exchange(stage, 3600)
    deposit(stage, UKRAINE, place)
    stage.step("Russia looks whether the exchange is open.")
    stage.run(RUSSIA, "exchange", "status", *at(place), says="Russia   missing")
    deposit(stage, RUSSIA, place)
    stage.step("All are in. The custodians give out their shares; Ukraine waits until it is done.")
    stage.run(UKRAINE, "exchange", "witness", *at(place), says="ended: released")
    mediator_ends(stage, "ended: released")
    for who in (RUSSIA, UKRAINE):
        stage.step(f"{NAMES[who]} opens both papers. They go into its copy of the case.")
        stage.run(who, "exchange", "open", *at(place), says="recorded in the case")
        stage.run(who, "check", "case", says="0 problems")
        for party in (RUSSIA, UKRAINE):
            path = Path("case", "proposals", f"{Path(place).name}-{party}-1.txt")
            found = (stage.folder / who / path).read_text("utf-8")
            need(found == TEXTS[party], f"{path} is not what {party} deposited")
            print(f"  {who}: {path} is, byte for byte, what {NAMES[party]} deposited")
    outsider_checks(stage, place)


def outsider_checks(stage: Stage, place: str) -> None:
    """Have somebody with no keys check the receipts: with Détente, and with another program."""
    stage.step("An outsider is given the manifest, the receipts, and a copy of the log.")
    theirs, name = stage.folder / OUTSIDER, Path(place).name
    shutil.copytree(stage.folder / SERVER / "kept" / "exchanges" / name / "log", theirs / "log")
    shutil.copy(stage.folder / UKRAINE / place / "manifest.json", theirs)
    for who in (RUSSIA, UKRAINE):
        receipt = f"{who}-deposit-1.tlog-proof"
        shutil.copy(stage.folder / who / place / "receipts" / receipt, theirs)
        stage.run(OUTSIDER, "exchange", "verify", receipt, "--log", "log", says="and it counts")
        words = (VERIFIER.name, "manifest.json", receipt, "log")
        stage.run(OUTSIDER, *words, says=f"by party/{who}")
    stage.step("Somebody changes one sign of a receipt. Both programs refuse it.")
    text = (theirs / receipt).read_text("utf-8")
    middle = len(text) // 3
    other = "A" if text[middle] != "A" else "B"
    (theirs / "changed").write_text(text[:middle] + other + text[middle + 1 :], "utf-8")
    stage.run(OUTSIDER, "exchange", "verify", "changed", code=1, says="does not hold")
    stage.run(OUTSIDER, VERIFIER.name, "manifest.json", "changed", code=1, says="refused")


def main() -> int:
    """Play both; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--folder", type=Path, help="keep all files in this new folder")
    parser.add_argument("--quick", action="store_true", help="an early deadline")
    parser.add_argument("--kill-server-between-steps", action="store_true", dest="kill")
    said = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for name in [each for each in os.environ if each.startswith("DETENTE_")]:
        del os.environ[name]
    os.environ |= {"NO_COLOR": "1", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    try:
        with tempfile.TemporaryDirectory(prefix="detente-tutorial-") as made:
            folder = (said.folder or Path(made, "tutorial")).resolve()
            with contextlib.closing(Stage(folder, said.kill)) as stage:
                begin(stage)
                # On a slow machine the steps before the deadline take longer.
                seconds = (4 if said.quick else 8) + (20 if said.kill else 12) * stage.pace
                one_is_missing(stage, round(seconds))
                both_deposit(stage)
    except (NotAsItShould, OSError, subprocess.TimeoutExpired) as error:
        print(f"\nnot as it should be: {error}", flush=True)
        return 1
    print(f"\nAll is as it should be. The server was killed {stage.kills} times.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
