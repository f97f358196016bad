"""Signed requests: read as they were made, and nothing of one can change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.exchange.canonical import hash_of, to_base64
from detente.exchange.requests import EMPTY_BODY, Signed, authorization, signed_request
from detente.exchange.signing import public_text, signature, signer

from .hostile import flipped
from .people import DEADLINE, seed_of

KEY, OTHER = signer(seed_of("north")), signer(seed_of("south"))
NONCE, BODY = "0123456789abcdef" * 2, hash_of(b"body")
TARGET = "/v1/exchanges/x?after=1"
HEADER = authorization(KEY, "PUT", TARGET, BODY, (DEADLINE, NONCE))
SIGNED = Signed(public_text(KEY), DEADLINE, NONCE, BODY)


def test_a_request_is_read_as_it_was_signed() -> None:
    assert signed_request("PUT", TARGET, HEADER) == SIGNED
    for time in (0, 999_999_999_999):
        header = authorization(KEY, "GET", "/", EMPTY_BODY, (time, NONCE))
        assert signed_request("GET", "/", header) == Signed(
            public_text(KEY), time, NONCE, EMPTY_BODY
        )


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", TARGET),
        ("put", TARGET),
        ("", TARGET),
        ("PUT", TARGET + "&"),
        ("PUT", "/v1/exchanges/x"),
        ("PUT", "/v1/exchanges/x?after=2"),
        ("PUT", ""),
        ("PUT", "\ud800"),
        ("PUT/v1", "/exchanges/x?after=1"),
    ],
)
def test_a_signature_is_of_one_method_and_target(method: str, target: str) -> None:
    assert signed_request(method, target, HEADER) is None


@pytest.mark.parametrize(
    "header",
    [
        HEADER.replace(public_text(KEY), public_text(OTHER)),
        HEADER.replace(str(DEADLINE), str(DEADLINE + 1)),
        HEADER.replace(NONCE, NONCE[::-1]),
        HEADER.replace(NONCE, NONCE.upper()),
        HEADER.replace(BODY, EMPTY_BODY),
        HEADER.replace(BODY, BODY.upper()),
        authorization(OTHER, "PUT", TARGET, BODY, (DEADLINE, NONCE)).replace(
            public_text(OTHER), public_text(KEY)
        ),
        HEADER + " ",
        " " + HEADER,
        HEADER + "\n",
        HEADER + ", x=1",
        HEADER.replace("Detente", "detente"),
        HEADER.replace("Detente", "Bearer"),
        HEADER.replace(", ", ","),
        HEADER.replace('"', "'"),
        HEADER.replace("nonce=", "Nonce="),
        HEADER.partition(", signature")[0],
        HEADER.replace(f'time="{DEADLINE}"', 'time="-1"'),
        HEADER.replace(f'time="{DEADLINE}"', 'time="٣"'),
        "",
        "Detente",
    ],
)
def test_a_header_with_a_part_changed_is_of_nobody(header: str) -> None:
    assert header != HEADER
    assert signed_request("PUT", TARGET, header) is None


def test_a_time_with_leading_zeros_is_another_header_and_of_nobody() -> None:
    assert signed_request("PUT", TARGET, HEADER.replace('time="', 'time="0')) is None


def test_no_single_bit_of_a_header_can_change() -> None:
    data = HEADER.encode()
    for number in range(len(data) * 8):
        assert signed_request("PUT", TARGET, flipped(data, number).decode("latin-1")) is None


def test_a_signature_for_another_purpose_is_none() -> None:
    message = (
        f'{{"body":"{BODY}","login":"{public_text(KEY)}","method":"PUT","nonce":"{NONCE}",'
        f'"target":"{TARGET}","time":{DEADLINE}}}'
    ).encode()
    right = signature(KEY, "request", message)
    assert right in HEADER
    for wrong in (signature(KEY, "statement", message), to_base64(KEY.sign(message))):
        assert signed_request("PUT", TARGET, HEADER.replace(right, wrong)) is None


@given(st.text(max_size=8), st.integers(0, len(HEADER)), st.integers(0, len(HEADER)))
def test_reading_a_header_is_total(put: str, start: int, end: int) -> None:
    header = HEADER[:start] + put + HEADER[end:]
    found = signed_request("PUT", TARGET, header)
    assert found == (SIGNED if header == HEADER else None)
