"""One text full of canaries, searched for in everything that anybody else can see; no key leaves its machine."""

from __future__ import annotations

import base64
import gzip
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from detente.exchange.encryption.keys import Identity
from detente.exchange.manifest import MEDIATOR, NEUTRAL
from detente.exchange.protocol import outer_bytes_at_most
from detente.exchange.seal import Opened
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.opening import bundle, open_all
from detente.exchange.service.routes import ROUTES

from .needles import compressed, disguises, files, hits, hits_below, memory_of, of_secret
from .process import Machine, Process, make_all_keys, opened_exchange, process
from .serving import NORTH, SOUTH, STRANGER, Answer, Asker

WORD = f"Kanarienvogel-{secrets.token_hex(12)}".encode()
FILE = f"Zeisig-{secrets.token_hex(12)}"
ERROR = f"Stieglitz-{secrets.token_hex(12)}".encode()
CONTENT = b"\n".join(b"Article %d: %s, and nothing else." % (each, WORD) for each in range(300))
NAMED = {f"{how} name": needle for how, needle in disguises(FILE.encode()).items()}
NEEDLES = {**disguises(WORD), **NAMED, **compressed(CONTENT)}


@dataclass(frozen=True, slots=True)
class Scene:
    """A server and everybody's machines."""

    server: Process
    machines: dict[str, Machine]

    def seen_by_others(self, *, memory: bool = False) -> dict[str, list[str]]:
        """Where the canaries lie, in all places that are not north's own file; nowhere, it is hoped."""
        places = {
            "the server's folder": hits_below(self.server.folder, NEEDLES),
            "what the server writes": hits_below(self.server.written, NEEDLES),
        }
        for role, machine in self.machines.items():
            places[f"what {role} received"] = hits(bytes(machine.tap.received), NEEDLES)
            places[f"what {role} sent"] = hits(bytes(machine.tap.sent), NEEDLES)
            places[f"the folder of {role}"] = hits_below(machine.folder, NEEDLES)
        for number, part in enumerate(memory_of(self.server.pid) if memory else ()):
            places[f"the server's memory, part {number}"] = hits(part, NEEDLES)
        for name, answer in self.answers():
            text = f"{answer.headers}".encode() + answer.body
            places[name] = hits(text, NEEDLES)
        return {place: found for place, found in places.items() if found}

    def answers(self) -> Iterator[tuple[str, Answer]]:
        """All routes, asked by all roles but north, and by a stranger and nobody."""
        asker = Asker(self.server.port, wall_clock)
        part = self.machines[MEDIATOR].part
        seen = part.look()
        names = [
            getattr(live.deposit, kind)
            for live in seen.state.live.values()
            for kind in ("outer", "capsules")
        ]
        keys = {role: each.keys.login for role, each in self.machines.items()}
        for route in ROUTES:
            for name in names if "{hash}" in route.path else [""]:
                target = route.path.replace("{exchange}", part.id).replace("{hash}", name)
                target = target.replace("{index}", "1").replace("{path:path}", "tile/entries/000")
                for role, key in {**keys, "stranger": STRANGER, "nobody": None}.items():
                    body = b"" if route.method == "GET" else b"{}"
                    answer = asker.ask(route.method, target, key, body)
                    yield f"{route.name} asked by {role}", answer
        asker.close()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("canaries")
    all_keys = make_all_keys(folder, ("north", "south"), neutral=True)
    card = all_keys[MEDIATOR][2] / "card.json"
    with (
        process(folder, card) as server,
        opened_exchange(server, all_keys, 1 << 20) as machines,
    ):
        yield Scene(server, machines)


def test_the_search_finds_what_there_is_to_find(scene: Scene, tmp_path: Path) -> None:
    """Each disguise is found where it is, also in the server's memory: a search that is blind is none."""
    for name, needle in NEEDLES.items():
        assert name in hits(b"before" + needle + b"after", NEEDLES)
    for shift in range(3):
        shown = hits(base64.b64encode(b"x" * shift + WORD + b"more"), NEEDLES)
        assert f"base64 shifted by {shift}" in shown
    assert "gzip" in hits(gzip.compress(CONTENT), NEEDLES)
    (tmp_path / FILE).write_bytes(b"")
    assert hits_below(tmp_path, NEEDLES)
    title = scene.machines[NORTH].part.manifest.title.encode()
    assert any(title in part for part in memory_of(scene.server.pid))
    names = {path.name for path in files(scene.server.folder)}
    assert {"index.sqlite", "journal", "keys.json", "manifest.json", "checkpoint"} <= names


def deposit(machine: Machine, name: str, content: bytes) -> None:
    machine.part.deposit((name, content))


def test_nobody_else_sees_anything_before_the_release(scene: Scene) -> None:
    north, south = scene.machines[NORTH], scene.machines[SOUTH]
    deposit(north, f"{FILE}.docx", CONTENT)
    for machine in scene.machines.values():
        machine.part.look()
    assert not scene.seen_by_others()
    # A second version, and the first is still nowhere to be seen.
    deposit(north, f"{FILE}.docx", CONTENT + b"\nonce more")
    for machine in scene.machines.values():
        machine.part.look()
    assert not scene.seen_by_others()
    deposit(south, "answer.txt", b"the answer of the south")
    assert scene.machines[MEDIATOR].part.look().state.phase == "frozen"
    assert not scene.seen_by_others(memory=True)


def test_no_error_repeats_what_was_sent(scene: Scene) -> None:
    """Paths, queries, headers and bodies are echoed nowhere: in no answer, no file, no line of the server's."""
    asker = Asker(scene.server.port, wall_clock)
    part = scene.machines[SOUTH].part
    word = ERROR.decode()
    base = f"/v1/exchanges/{part.id}"
    key = scene.machines[SOUTH].keys.login
    said = b'{"capsules":"","signature":"' + ERROR + b'","statement":{"type":"' + ERROR + b'"}}'
    answers = [
        asker.ask("GET", f"/v1/{word}", key),
        asker.ask("GET", f"/v1/{word}"),
        asker.ask("GET", f"/v1/exchanges/{word}", key),
        asker.ask("GET", f"{base}?version={word}", key),
        asker.ask("GET", f"{base}/sealed/{word}", key),
        asker.ask("GET", f"{base}/log/{word}", key),
        asker.ask("GET", base, headers={"Authorization": word}),
        asker.ask("GET", base, key, headers={"Host": word, "Cookie": word, "X-Word": word}),
        asker.ask("POST", f"{base}/entries", key, said),
        asker.ask("POST", f"{base}/entries", key, ERROR),
        asker.ask("POST", f"{base}/confirmations", key, b'{"lines":["' + ERROR + b'"]}'),
        asker.ask("PUT", f"{base}/sealed/{'0' * 64}", key, ERROR),
        asker.ask(word.upper(), base, key),
    ]
    asker.close()
    needles = disguises(ERROR)
    for each in answers:
        assert not hits(f"{each.headers}".encode() + each.body, needles), each
    assert not hits_below(scene.server.folder, needles)
    assert not hits_below(scene.server.written, needles)


def test_no_secret_key_leaves_its_machine(scene: Scene) -> None:
    for role, machine in scene.machines.items():
        needles = secrets_of(machine)
        assert hits_below(machine.folder / "keys", needles)  # they are where they belong
        for other in scene.machines.values():
            assert not hits(bytes(other.tap.sent) + bytes(other.tap.received), needles), role
        assert not hits_below(machine.folder / "exchange", needles)
        assert not hits_below(scene.server.folder, needles)
        assert not hits_below(scene.server.written, needles)
    raw = {
        f"{role} {name}": needle
        for role, machine in scene.machines.items()
        for name, needle in secrets_of(machine).items()
        if name.endswith((" raw", "text 0"))
    }
    for part in memory_of(scene.server.pid):
        assert not hits(part, raw)


def secrets_of(machine: Machine) -> dict[str, bytes]:
    keys, custody = machine.keys, machine.part.custody
    assert custody is not None
    found = {
        **of_secret("secret", keys.secret),
        **of_secret("signer", keys.signer.private_bytes_raw()),
        **of_secret("login", keys.login.private_bytes_raw()),
        **of_secret("witness", keys.witness.private_bytes_raw()),
    }
    identities: dict[str, Identity] = {
        "content": keys.content,
        "custody": custody,
        "recovery": machine.recovery,
    }
    for name, identity in identities.items():
        found |= of_secret(name, identity.seed, identity.text)
    return found


def test_after_the_release_a_blind_mediator_still_sees_nothing(scene: Scene) -> None:
    """The parties read all; the mediator, the neutral and the server hold every share, and read nothing."""
    machines = scene.machines
    for role in (MEDIATOR, NORTH, SOUTH):
        machines[role].part.look()
    mediator = machines[MEDIATOR].part
    until = time.monotonic() + 10
    while "server" not in (seen := mediator.look()).state.releases and time.monotonic() < until:
        time.sleep(0.05)
    own = mediator.own_release(seen)
    fetched = {
        live.deposit.outer: mediator.client.sealed(
            mediator.id, live.deposit.outer, outer_bytes_at_most(mediator.manifest)
        )
        for live in seen.state.live.values()
    }
    handed_on = bundle(seen, [(own, "")], fetched)
    assert not hits(handed_on, NEEDLES)
    mediator.say(own)
    assert mediator.look().state.phase == "released"
    assert not scene.seen_by_others()
    for role in (NORTH, SOUTH):
        found = opened_by(machines[role], machines[role].keys.content)
        assert [each.content for each in found] == [
            CONTENT + b"\nonce more",
            b"the answer of the south",
        ]
        assert hits(found[0].content, NEEDLES)
    for role in (MEDIATOR, NEUTRAL):
        custody = machines[role].part.custody
        assert custody is not None
        for identity in (machines[role].keys.content, custody, machines[role].recovery):
            assert opened_by(machines[role], identity) == []


def opened_by(machine: Machine, identity: Identity) -> list[Opened]:
    part = machine.part
    limit = outer_bytes_at_most(part.manifest)
    found = open_all(
        part.manifest,
        part.look().state,
        lambda live: part.client.sealed(part.id, live.deposit.outer, limit),
        [identity],
    )
    return list(found.proposals)
