"""Bodies that are none: members are told what is wrong with them, and nothing comes of it."""

from __future__ import annotations

import pytest

from detente.exchange.canonical import canonical
from detente.exchange.manifest import MEDIATOR

from .conftest import World
from .serving import PHASES

BODIES = [
    b"",
    b"null",
    b"[]",
    b"{",
    b'{"lines":[1]}',
    b'{"lines":["\\ud800"]}',
    b'{"capsules":"\\ud800","signature":"","statement":{}}',
    b'{"lines":[]}\n',
    b'{"lines": []}',
    b'{"lines":["a"]}',
    b'{"lines":[""]}',
    b'{"lines":["\xe2\x80\x94 x AAAA"]}',
    b'{"lines":["\xe2\x80\x94 exchange.example/x/mediator AAAAAAAA"]}',
    b'{"a":1e400}',
    b'{"a":NaN}',
    b'{"a":' + b"9" * 5000 + b"}",
    b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}",
    b'{"a":' + b'{"a":' * 200_000 + b"1" + b"}" * 200_001,
    b"\xff\xfe{}",
    b'{"manifest":"' + b"0" * 64 + b'","signature":""}',
    b'{"capsules":"","signature":"","statement":{"type":"detente/opening/v1"}}',
    b'{"capsules":"","signature":"","statement":{"exchange":"x","type":["detente/opening/v1"]}}',
    canonical(
        {
            "capsules": "",
            "signature": "",
            "statement": {"type": "detente/opening/v1", "exchange": "0" * 64},
        }
    ),
    canonical(
        {
            "capsules": "",
            "signature": "x",
            "statement": {
                "type": "detente/close/v1",
                "exchange": "0" * 64,
                "deadline": "0000-00-00T00:00:00Z",
            },
        }
    ),
    canonical(
        {
            "capsules": "",
            "signature": "x",
            "statement": {
                "type": "detente/release/v1",
                "exchange": "0" * 64,
                "custodian": MEDIATOR,
                "frozen": 2**53 - 1,
                "shares": {"x": 1},
            },
        }
    ),
]


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_no_body_is_a_defect_of_the_server(world: World, number: int) -> None:
    """Whatever members send, they are told what is wrong with it, and nothing comes of it."""
    body = BODIES[number]
    for phase in PHASES:
        talks = world.by_phase[phase]
        before = talks.hosted.tree.size
        for tail, method in (
            ("/entries", "POST"),
            ("/confirmations", "POST"),
            ("/signatures", "POST"),
            ("/manifest", "PUT"),
        ):
            got = world.site.asker.ask(
                method, f"/v1/exchanges/{talks.id}{tail}", talks.login(MEDIATOR), body
            )
            assert got.status in (400, 409, 422), (phase, tail, body[:80], got)
            assert set(got.json()) == {"error"}
        assert talks.hosted.tree.size == before
    got = world.site.asker.ask(
        "POST", "/v1/exchanges", world.by_phase["open"].login(MEDIATOR), body
    )
    assert got.status in (400, 409)
