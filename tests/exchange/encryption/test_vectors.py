"""The age vectors of the Community Cryptography Test Vectors, every one of them."""

from __future__ import annotations

import base64
import hashlib
import zlib
from dataclasses import dataclass

import pytest

from detente.exchange.encryption.file import (
    CannotDecrypt,
    Damaged,
    NoKeyFits,
    NotAge,
    Unwraps,
    decrypt,
)
from detente.exchange.encryption.header import parse_header
from detente.exchange.encryption.keys import identity_of

from . import node
from .curve_only import CurveIdentity

VECTORS = 143
OPENED = 18
REFUSALS: dict[str, type[Exception]] = {
    "header failure": NotAge,
    "armor failure": NotAge,
    "HMAC failure": Damaged,
    "payload failure": Damaged,
    "no match": NoKeyFits,
}
# Vectors that other programs open, or read further than we do, and the word in our refusal that
# says why we do not.
REFUSED_HERE = {
    "armor_crlf": "armored",
    "armor_full_last_line": "armored",
    "armor_garbage_encoded": "armored",
    "armor_hybrid": "armored",
    "armor_no_eol": "armored",
    "armor_no_match": "armored",
    "armor_scrypt": "armored",
    "armor_whitespace_outside": "armored",
    "armor_x25519": "armored",
    "scrypt": "passphrase",
    "scrypt_bad_tag": "passphrase",
    "scrypt_no_match": "passphrase",
    "scrypt_work_factor_wrong": "passphrase",
}


@dataclass(frozen=True)
class Vector:
    """A file, who tries to open it, and what comes of it."""

    expect: str
    payload: str
    file_key: bytes
    identities: tuple[Unwraps, ...]
    compressed: bool
    file: bytes


def _identity(text: str) -> Unwraps:
    return identity_of(text) if "-PQ-" in text else CurveIdentity.of(text)


def _vector(raw: bytes) -> Vector:
    head, _, body = raw.partition(b"\n\n")
    lines = [line.split(": ", 1) for line in head.decode("ascii").splitlines()]
    fields = dict(lines)
    compressed = fields.get("compressed") == "zlib"
    return Vector(
        expect=fields["expect"],
        payload=fields.get("payload", ""),
        file_key=bytes.fromhex(fields["file key"]),
        identities=tuple(_identity(value) for name, value in lines if name == "identity"),
        compressed=compressed,
        file=zlib.decompress(body) if compressed else body,
    )


@pytest.fixture(scope="module")
def vectors() -> dict[str, Vector]:
    """All vectors by name."""
    found = node.run("vectors.mjs")
    return {name: _vector(base64.b64decode(each)) for name, each in found.items()}


def test_there_are_as_many_as_there_were(vectors: dict[str, Vector]) -> None:
    assert len(vectors) == VECTORS
    assert REFUSED_HERE.keys() <= vectors.keys()
    assert {each.expect for each in vectors.values()} == {"success", *REFUSALS}


def _outcome(vector: Vector) -> str:
    """Return the hash of what a file holds, or the name of our refusal."""
    try:
        plaintext = decrypt(vector.file, vector.identities)
    except CannotDecrypt as refusal:
        return type(refusal).__name__
    return hashlib.sha256(plaintext).hexdigest()


def test_every_file_opens_or_is_refused_as_elsewhere(vectors: dict[str, Vector]) -> None:
    read = {name: each for name, each in vectors.items() if name not in REFUSED_HERE}
    wanted = {
        name: each.payload if each.expect == "success" else REFUSALS[each.expect].__name__
        for name, each in read.items()
    }
    assert {name: _outcome(each) for name, each in read.items()} == wanted
    assert len(read) == VECTORS - len(REFUSED_HERE)


def test_the_key_of_a_file_is_the_one_it_was_made_with(vectors: dict[str, Vector]) -> None:
    opened = 0
    for name, vector in vectors.items():
        if vector.expect == "success" and name not in REFUSED_HERE:
            stanzas = parse_header(vector.file)[0].stanzas
            assert vector.file_key in [each.unwrap(stanzas) for each in vector.identities], name
            opened += 1
    assert opened == OPENED


def test_armor_and_passphrases_are_refused_and_told_so(vectors: dict[str, Vector]) -> None:
    for name, word in REFUSED_HERE.items():
        with pytest.raises(NotAge, match=word):
            decrypt(vectors[name].file, vectors[name].identities)
        # Each would have ended otherwise, had it been read: it is an exception that is needed.
        assert vectors[name].expect not in ("header failure", "armor failure"), name
