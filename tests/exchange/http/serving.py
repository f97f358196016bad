"""A server on a loopback socket, everybody who may ask it something, and exchanges in each phase."""

from __future__ import annotations

import http.client
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from detente.exchange.canonical import hash_of
from detente.exchange.following import signed_checkpoint
from detente.exchange.manifest import (
    MEDIATOR,
    Manifest,
    Server,
    manifest_bytes,
    signed_manifest_bytes,
    witness_name,
)
from detente.exchange.requests import authorization
from detente.exchange.seal import Sealed, seal, share_in
from detente.exchange.service.client import Client
from detente.exchange.service.hosted import Hosted
from detente.exchange.service.hosting import Hosting
from detente.exchange.service.index import Index
from detente.exchange.service.server import application
from detente.exchange.service.serving import Listening, configured
from detente.exchange.signing import public_text, signature, signer
from detente.exchange.statements import (
    Deposit,
    Release,
    Statement,
    entry_of,
    speaker,
    statement_bytes,
    statement_hash,
)
from detente.store.exchange_index import ExchangeIndex

from ..people import OPENED, People, people, seed_of

NAME = "exchange.example"
NORTH, SOUTH = "party/north", "party/south"
PHASES = ("unopened", "open", "frozen", "released", "lapsed")
OTHER_MEDIATOR = signer(seed_of("another allowed mediator"))
STRANGER = signer(seed_of("a stranger with keys"))


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: int = OPENED) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of an error, empty where there is none."""
        return str(self.json().get("error", {}).get("code", "")) if self.status >= 400 else ""

    def json(self) -> dict[str, Any]:
        """The body as an object."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True, slots=True)
class Forged:
    """What of a signed request is not as it is sent."""

    target: str | None = None
    method: str | None = None
    body: bytes | None = None
    time: int | None = None
    nonce: str | None = None


AS_SENT = Forged()


class Asker:
    """A connection over which anything can be asked, signed by anybody or nobody."""

    def __init__(self, port: int, clock: Callable[[], int]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self._clock = clock

    def signed(
        self,
        method: str,
        target: str,
        key: Ed25519PrivateKey,
        body: bytes = b"",
        forged: Forged = AS_SENT,
    ) -> str:
        """Return the header for a request."""
        moment = (
            self._clock() if forged.time is None else forged.time,
            forged.nonce or secrets.token_hex(16),
        )
        said = body if forged.body is None else forged.body
        return authorization(
            key, forged.method or method, forged.target or target, hash_of(said), moment
        )

    def ask(
        self,
        method: str,
        target: str,
        key: Ed25519PrivateKey | None = None,
        body: bytes = b"",
        forged: Forged = AS_SENT,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask and return the answer."""
        found = dict(headers or {})
        if key is not None:
            found["Authorization"] = self.signed(method, target, key, body, forged)
        for again in (True, False):
            try:
                self._connection.request(method, target, body or None, found)
                response = self._connection.getresponse()
                data = response.read()
            except (http.client.RemoteDisconnected, ConnectionError):
                self._connection.close()
                if not again:
                    raise
                continue
            break
        return Answer(
            response.status, {name.lower(): value for name, value in response.getheaders()}, data
        )

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Site:
    """A running server: its folder, clock and port, and connections to it."""

    def __init__(self, folder: Path, hosting: Hosting, clock: Clock, port: int) -> None:
        self.folder, self.hosting, self.clock, self.port = folder, hosting, clock, port
        self.address = f"http://127.0.0.1:{port}"
        self.asker = Asker(port, clock)
        self._clients: list[Client] = []

    def client(self, key: Ed25519PrivateKey) -> Client:
        """Return somebody's client; it is closed with the site."""
        made = Client(self.address, key, self.clock, secrets.token_bytes)
        self._clients.append(made)
        return made

    def close(self) -> None:
        """Close all connections."""
        self.asker.close()
        for each in self._clients:
            each.__exit__()


def allowed() -> frozenset[str]:
    """Return the login keys of those who may open exchanges."""
    mediator = people().keys[MEDIATOR].login
    return frozenset({public_text(mediator), public_text(OTHER_MEDIATOR)})


@contextmanager
def running(hosting: Hosting) -> Iterator[int]:
    """Give the port of a server in a thread, with the limits of the real one."""
    server = uvicorn.Server(configured(application(hosting), Listening("127.0.0.1", 0)))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.005)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(15)
        assert not thread.is_alive()


@contextmanager
def site(folder: Path, index: Index | None = None, clock: Clock | None = None) -> Iterator[Site]:
    """Give a running server on a folder, with an index in SQLite if none is given."""
    folder.mkdir(exist_ok=True)
    own = None if index else ExchangeIndex(f"sqlite:///{folder / 'index.sqlite'}")
    used = index or own
    assert used is not None
    now = clock or Clock()
    hosting = Hosting(folder / "served", used, now, secrets.token_bytes, allowed(), NAME)
    try:
        with running(hosting) as port:
            found = Site(folder / "served", hosting, now, port)
            try:
                yield found
            finally:
                found.close()
    finally:
        hosting.close()
        if own:
            own.close()


class Talks:
    """One exchange on a server, with everybody's keys: each step goes over the socket."""

    def __init__(
        self, server: Site, slug: str, *names: str, neutral: bool = False, **rules: object
    ) -> None:
        self.site = server
        mediator = people().keys[MEDIATOR].login
        place = server.client(mediator).reserve(slug)
        keys = Server(place["name"], place["signer"], place["custody"], place["log_key"])
        self.people: People = people(
            *names,
            neutral=neutral,
            origin=place["origin"],
            id=place["id"],
            **{"deadline": server.clock() + 86_400, **rules, "server": keys},
        )
        self.manifest: Manifest = self.people.manifest
        self.clients = {
            role: server.client(self.people.keys[role].login) for role in self.manifest.members
        }
        self.clients[MEDIATOR].propose(self.id, signed_manifest_bytes(self.manifest, {}))
        self.sealed: dict[str, Sealed] = {}

    @property
    def id(self) -> str:
        """The exchange's id."""
        return self.manifest.id

    @property
    def hosted(self) -> Hosted:
        """The exchange as the server has it."""
        return self.site.hosting.exchanges[self.id]

    @property
    def phase(self) -> str:
        """Where it stands, by the server's word."""
        return str(self.clients[MEDIATOR].state(self.id)["phase"])

    def login(self, role: str) -> Ed25519PrivateKey:
        """Return the key by which somebody signs requests."""
        return self.people.keys[role].login

    def open(self) -> Talks:
        """Let all sign the manifest."""
        for role, text in self.people.signatures.items():
            self.clients[role].sign(self.id, self.manifest.hash, text)
        return self

    def signed(self, statement: Statement) -> str:
        """Return the signature of whoever says a statement."""
        key = self.people.keys[str(speaker(statement))].signer
        return signature(key, "statement", statement_bytes(statement))

    def seal(self, role: str, content: bytes, name: str = "terms.txt") -> Sealed:
        """Return a text sealed by a party as its next version."""
        version, previous = self.hosted.state.last.get(role, (0, ""))
        return seal(
            self.manifest, role, version + 1, previous, (name, content), secrets.token_bytes
        )

    def hand_in(self, role: str, sealed: Sealed) -> int:
        """Store what is sealed and say so; return the index of the entry."""
        self.sealed[role] = sealed
        self.clients[role].store(self.id, sealed.outer, lambda done, of: None)
        text = self.signed(sealed.deposit)
        answer = self.clients[role].submit(self.id, sealed.deposit, text, sealed.capsules)
        return int(answer["index"])

    def deposit(self, role: str, content: bytes = b"", name: str = "terms.txt") -> int:
        """Seal a text and hand it in."""
        return self.hand_in(role, self.seal(role, content or f"by {role}".encode(), name))

    def freeze(self) -> Talks:
        """Let all deposit who have not."""
        for each in self.manifest.parties:
            if each.role not in self.hosted.state.live:
                self.deposit(each.role)
        return self

    def lines(self, *roles: str) -> list[str]:
        """Return confirmations of the newest checkpoint."""
        _, text = self.clients[MEDIATOR].entries(self.id, 0)
        found = signed_checkpoint(self.manifest, text).checkpoint
        origin = self.manifest.origin
        return [
            found.cosigned(
                witness_name(origin, role), self.people.keys[role].witness, self.site.clock()
            ).text
            for role in roles
        ]

    def confirm(self, *roles: str) -> Talks:
        """Let the mediator and the first party confirm the newest checkpoint, or whoever is named."""
        who = roles or (MEDIATOR, self.manifest.parties[0].role)
        for role, line in zip(who, self.lines(*who), strict=True):
            self.clients[role].confirm(self.id, [line])
        return self

    def release(self, *roles: str) -> Talks:
        """Confirm the freeze, on which the server gives out; then let the mediator, or others."""
        self.confirm()
        for role in roles or (MEDIATOR,):
            self.say(self.own_release(role))
        return self.confirm()

    def own_release(self, role: str) -> Release:
        """Return the statement by which somebody gives out shares."""
        state = self.hosted.state
        assert state.frozen is not None
        shares = {
            party: share_in(
                self.manifest,
                live.deposit,
                role,
                self.clients[role].capsules(self.id, live.deposit.capsules),
                self.people.custody[role],
            )
            for party, live in state.live.items()
        }
        return Release(self.manifest.hash, role, state.frozen, shares)

    def say(self, statement: Statement) -> int:
        """Say something, signed by whoever says it."""
        text = self.signed(statement)
        answer = self.clients[str(speaker(statement))].submit(self.id, statement, text)
        return int(answer["index"])

    def lapse(self) -> Talks:
        """Let the deadline pass with something missing, then set the clock back."""
        now = self.site.clock.now
        self.site.clock.now = self.manifest.deadline + 1
        try:
            assert self.hosted.close_if_due() or self.hosted.state.phase == "lapsed"
        finally:
            self.site.clock.now = now
        return self

    def live(self, role: str) -> Deposit:
        """Return somebody's deposit that stands."""
        return self.hosted.state.live[role].deposit

    def last_hash(self, role: str) -> str:
        """Return the hash of somebody's last statement."""
        entry = entry_of(self.hosted.leaves[self.hosted.state.live[role].index])
        return statement_hash(entry.statement)

    def manifest_bytes(self) -> bytes:
        """Return what all sign."""
        return manifest_bytes(self.manifest)


def talks_in(server: Site, phase: str, slug: str = "", *names: str, **rules: Any) -> Talks:
    """Return an exchange brought to a phase; in ``open`` and ``lapsed`` the first party has deposited."""
    if phase == "lapsed":  # earlier than others', which are not to lapse with it
        rules = {"deadline": server.clock() + 600, **rules}
    found = Talks(server, slug or phase, *names, **rules)
    if phase == "unopened":
        return found
    found.open()
    found.deposit(found.manifest.parties[0].role)
    if phase == "open":
        return found.confirm()
    if phase == "lapsed":
        return found.lapse().confirm()
    found.freeze()
    if phase == "frozen":
        return found.confirm()
    return found.release()
