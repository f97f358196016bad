"""Rubbish for every reader: random bytes, and valid samples that were damaged in many ways."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple
from unittest import mock

from detente.exchange.canonical import (
    NotCanonical,
    canonical,
    from_base64,
    hash_of,
    object_of,
    seconds_of,
    tagged_hash,
)
from detente.exchange.cards import CardUnreadable, card_bytes, card_of
from detente.exchange.encryption.file import CannotDecrypt, decrypt
from detente.exchange.encryption.header import NotAge, parse_header
from detente.exchange.encryption.keys import KeyUnreadable, identity_of, recipient_of
from detente.exchange.log.checkpoint import CheckpointUnreadable, SignatureWrong, read_checkpoint
from detente.exchange.log.note import KeyUnreadable as LogKeyUnreadable
from detente.exchange.log.note import NoteUnreadable, verifier_key_of
from detente.exchange.log.proof import ProofUnreadable, proof_of
from detente.exchange.log.tiles import TileUnreadable, entries_in_bundle, entry_bundle
from detente.exchange.manifest import (
    ManifestUnreadable,
    manifest_bytes,
    manifest_of,
    signatures_wrong,
    signed_manifest_bytes,
    signed_manifest_of,
)
from detente.exchange.misconduct import EvidenceWrong, shown_by, two_histories, void_entry
from detente.exchange.protocol import State, after
from detente.exchange.receipts import ReceiptWrong, receipt_of
from detente.exchange.requests import authorization, signed_request
from detente.exchange.seal import Faulty, inner_of, opened, release_seed, seal, share_in
from detente.exchange.statements import Release, entry_of

from .confirmed import checkpoint, receipt, released
from .hostile import NASTY, places, with_value, without
from .people import DEADLINE, chance_from
from .rule_play import exchange

SECONDS_AT_MOST = 1
NORTH = "party/north"


class Reader(NamedTuple):
    """What reads bytes, valid samples of them, and how it may refuse others."""

    read: Callable[[bytes], object]
    samples: tuple[bytes, ...]
    refusals: tuple[type[Exception], ...]


class Found(Exception):
    """A reader did something else than give a value or refuse."""


def damaged(sample: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return a sample with some damage, or bytes that never were one."""
    if sample.startswith(b"{") and chance.random() < 0.4:
        return _otherwise(sample, chance)
    data = bytearray(sample)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((1, 1, 2, 8, 64, 1000)))
        kind = chance.randrange(8)
        if kind == 0 and data:
            data[start % len(data)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del data[start:end]
        elif kind == 2:
            del data[start:]
        elif kind == 3:
            data[start:start] = chance.randbytes(chance.choice((1, 2, 8, 100)))
        elif kind == 4:
            data[start:end] = other[chance.randrange(len(other) + 1) :][: chance.choice((8, 500))]
        elif kind == 5:
            data[start:start] = data[start:end] * chance.choice((1, 2, 50, 500))
        elif kind == 6:
            data[start:end] = chance.choice(_TOKENS)
        elif kind == 7 and chance.random() < 0.1:
            data = bytearray(chance.randbytes(chance.choice((0, 1, 10, 200, 5000))))
        if len(data) > 200_000:
            del data[200_000:]
    return bytes(data)


def _otherwise(sample: bytes, chance: random.Random) -> bytes:
    """Return an object in its right form, with something else in some of its places."""
    data = object_of(sample, of_lines=True)
    for _ in range(chance.choice((1, 1, 2))):
        place = chance.choice(list(places(data)) or [("a",)])
        value = chance.choice((*NASTY, data, [data] * 3))
        data = (
            without(data, place)
            if chance.random() < 0.1 and data
            else with_value(data, place, value)
        )
    return canonical(data)


_TOKENS = (
    b"", b"\0", b"\n", b"\n\n", b"\r\n", b" ", b'"', b"{}", b"[]", b"[" * 2000, b'{"a":' * 2000,
    b"null", b"true", b"-1", b"0", b"1e9", b"NaN", b"9" * 5000, b"9007199254740993", b"\\ud800",
    b"\\u0000", "\u202e".encode(), "e\u0301".encode(), b"\xff\xfe", b"=" * 4, b"A" * 88, b"0" * 64,
    b"+", "— ".encode(), b"-> ", b"-> mlkem768x25519 ", b"---", b"age-encryption.org/v1\n",
    b"extra ", b"index ", b"9223372036854775807", b"0001-01-01T00:00:00Z", b'"type":[]', b"\x80",
)  # fmt: skip


@cache
def readers() -> dict[str, Reader]:
    """Return every reader of what comes from outside, by its name."""
    return {**_values(), **_files(), **_logs(), **_seals()}


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode("latin-1"))


def _values() -> dict[str, Reader]:
    leaves, manifest = released().leaves, exchange().manifest
    entry = (NotCanonical,)
    state = after(manifest, State(), leaves[0])
    header = authorization(
        exchange().keys[NORTH].login, "PUT", "/v1/x", hash_of(b""), (DEADLINE, "0" * 32)
    )
    keys = (exchange().keys[NORTH].content.recipient().text.encode(),)
    return {
        "object_of": Reader(object_of, (*leaves, b'{"a":[1,null,{"b":"c"}]}'), entry),
        "entry_of": Reader(entry_of, tuple(leaves), entry),
        "the rule": Reader(lambda data: after(manifest, state, data), tuple(leaves), ()),
        "from_base64": Reader(_text(from_base64), (b"YWI=", b"YWJj" * 30), entry),
        "seconds_of": Reader(_text(seconds_of), (b"2025-06-02T09:00:00Z",), entry),
        "signed_request": Reader(
            _text(lambda text: signed_request("PUT", "/v1/x", text)), (header.encode(),), ()
        ),
        "recipient_of": Reader(_text(recipient_of), keys, (KeyUnreadable,)),
        "identity_of": Reader(
            _text(identity_of), (exchange().keys[NORTH].content.text.encode(),), (KeyUnreadable,)
        ),
    }


def _files() -> dict[str, Reader]:
    all_of, neutral = exchange(), exchange(3, True)
    manifests = (manifest_bytes(all_of.manifest), manifest_bytes(neutral.manifest))
    signed = tuple(
        signed_manifest_bytes(each.manifest, each.signatures) for each in (all_of, neutral)
    )
    card = card_bytes(all_of.keys[NORTH], all_of.custody[NORTH])

    def checked(data: bytes) -> object:
        found, signatures = signed_manifest_of(data)
        return found.witnesses, found.verifier, signatures_wrong(found, signatures)

    return {
        "manifest_of": Reader(manifest_of, manifests, (ManifestUnreadable,)),
        "signed_manifest_of": Reader(checked, signed, (ManifestUnreadable,)),
        "card_of": Reader(lambda data: card_of(data, "party/"), (card,), (CardUnreadable,)),
    }


def _logs() -> dict[str, Reader]:
    all_of, leaves = exchange(), released().leaves
    manifest, signatures = all_of.manifest, all_of.signatures
    other = [*leaves[:2], leaves[1], *leaves[3:]]
    texts = (checkpoint(all_of, leaves), checkpoint(all_of, other))
    evidence = (two_histories(*texts, ()), void_entry(texts[1], other))
    proofs = tuple(receipt(all_of, leaves, index) for index in range(len(leaves)))
    bundle = entry_bundle(leaves)

    def read(text: str) -> object:
        return read_checkpoint(text, manifest.verifier, manifest.witnesses)

    return {
        "proof_of": Reader(_utf8(proof_of), proofs, (ProofUnreadable,)),
        "receipt_of": Reader(
            lambda data: receipt_of(manifest, signatures, data), proofs, (ReceiptWrong,)
        ),
        "read_checkpoint": Reader(
            _utf8(read),
            tuple(text.encode() for text in texts),
            (NoteUnreadable, CheckpointUnreadable, SignatureWrong),
        ),
        "verifier_key_of": Reader(
            _utf8(verifier_key_of), (manifest.server.log_key.encode(),), (LogKeyUnreadable,)
        ),
        "shown_by": Reader(
            lambda data: shown_by(manifest, signatures, data), evidence, (EvidenceWrong,)
        ),
        "entries_in_bundle": Reader(
            lambda data: entries_in_bundle(data, len(leaves)), (bundle,), (TileUnreadable,)
        ),
    }


def _utf8(read: Callable[[str], object]) -> Callable[[bytes], object]:
    """Read a text in UTF-8, with surrogates where the bytes are none."""
    return lambda data: read(data.decode("utf-8", "surrogateescape"))


def _seals() -> dict[str, Reader]:
    """The layers of a deposit; what its depositor signed for is what is read, so that it goes deep."""
    all_of = exchange()
    manifest, identity = all_of.manifest, all_of.keys[NORTH].content
    sealed = seal(manifest, NORTH, 1, "", ("terms.txt", b"text" * 30), chance_from("fuzz"))
    given = {
        holder: Release(
            manifest.hash,
            holder,
            2,
            {
                NORTH: share_in(
                    manifest, sealed.deposit, holder, sealed.capsules, all_of.custody[holder]
                )
            },
        )
        for holder in ("server", "mediator")
    }
    inner = inner_of(sealed.deposit, sealed.outer, release_seed(manifest, sealed.deposit, given))
    payload = decrypt(inner, [identity])

    def share(data: bytes) -> object:
        deposit = replace(sealed.deposit, capsules=hash_of(data))
        return share_in(manifest, deposit, "server", data, all_of.custody["server"])

    def unpacked(data: bytes) -> object:
        deposit = replace(sealed.deposit, commitment=tagged_hash("commitment", data))
        with mock.patch("detente.exchange.seal.decrypt", return_value=data):
            return opened(manifest, deposit, b"", [identity])

    return {
        "parse_header": Reader(parse_header, (sealed.outer, inner), (NotAge,)),
        "decrypt": Reader(lambda data: decrypt(data, [identity]), (inner,), (CannotDecrypt,)),
        "share_in": Reader(share, (sealed.capsules,), (Faulty,)),
        "opened": Reader(unpacked, (payload,), (Faulty,)),
    }


def inputs(reader: Reader, others: Sequence[bytes], chance: random.Random) -> Iterator[bytes]:
    """Return its samples, and then damaged ones without end."""
    yield from reader.samples
    while True:
        yield damaged(chance.choice(reader.samples), chance.choice(others), chance)


def tried(name: str, reader: Reader, seconds: float, seed: int) -> tuple[int, int]:
    """Return how many inputs a reader got in so many seconds, and how many of them it read.

    Raises :class:`Found` with the input where it raised anything else than its refusals, or took
    more than a second.
    """
    chance = random.Random(f"{name} {seed}")
    others = [sample for each in readers().values() for sample in each.samples]
    end, count, read = time.monotonic() + seconds, 0, 0
    for data in inputs(reader, others, chance):
        begun = time.process_time()
        try:
            reader.read(data)
            read += 1
        except reader.refusals:
            pass
        except Exception as error:
            raise Found(f"{name} raised {error!r} for {data!r}") from error
        if time.process_time() - begun > SECONDS_AT_MOST:
            raise Found(f"{name} took over a second for {data!r}")
        count += 1
        if count >= len(reader.samples) and time.monotonic() > end:
            break
    return count, read
