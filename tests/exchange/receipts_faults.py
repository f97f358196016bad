"""Bad receipts, each with one fault only.

What can be signed again after a change is signed again: the fault is then what the name says, and
nothing else.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from detente.exchange.canonical import canonical, to_base64
from detente.exchange.log.note import SignatureLine
from detente.exchange.log.tree import Tree
from detente.exchange.manifest import MEDIATOR, NEUTRAL, SERVER
from detente.exchange.signing import signature, signer
from detente.exchange.statements import Deposit, Entry, Statement, entry_bytes, statement_bytes

from .people import OPENED, people, seed_of
from .receipts_drafts import CAST, NORTH, SOUTH, Draft, draft, log_of, statements


def _with_entry(entry: bytes) -> Draft:
    """Return a receipt whose log really has this entry, as its fourth of five."""
    log = log_of(CAST)
    return draft([*log[:3], entry, log[4]], 3, 5, MEDIATOR, NORTH)


def _entry(statement: Statement, role: str | None = None, time: int = OPENED + 1800) -> Draft:
    return _with_entry(entry_bytes(CAST.signed(statement, time, role)))


def _changed(old: str, new: str, signed_anew: bool = False) -> Draft:
    """Return a receipt with the entry's text changed, in the log too."""
    time, said = statements(CAST)[2]
    entry = CAST.signed(said, time)
    text = entry_bytes(entry).decode()
    assert text.count(old) == 1, old
    changed = text.replace(old, new)
    if signed_anew:
        data = json.loads(changed)
        message = b"detente/statement/v1\n" + canonical(data["statement"])
        signature = to_base64(CAST.keys[NORTH].signer.sign(message))
        changed = canonical({**data, "signatures": {NORTH: signature}}).decode()
    return _with_entry(changed.encode())


def _of_the_entry() -> Iterator[tuple[str, Draft]]:
    """Yield receipts whose entry is at fault; log and witnesses took it in all the same."""
    time, said = statements(CAST)[2]
    assert isinstance(said, Deposit)
    other = people("north", "south", "west", neutral=True, nonce="1" * 32)
    entry = CAST.signed(said, time)
    [signed] = entry.signatures.values()
    yield "entry-of-another-exchange", _entry(replace(said, exchange=other.manifest.hash))
    yield "entry-not-canonical-json", _changed('"time":"', '"time": "')
    yield "entry-with-fields-out-of-order", _reordered()
    yield "entry-with-an-escape-that-is-not-needed", _changed('"version"', '"ver\\u0073ion"')
    yield "entry-with-a-field-twice", _changed('"version":2', '"version":2,"version":2')
    yield (
        "entry-with-one-more-field",
        _changed('"type":"detente/entry', '"to":1,"type":"detente/entry'),
    )
    yield "entry-of-another-type", _changed("detente/entry/v1", "detente/entry/v2")
    yield "entry-with-bytes-after-it", _with_entry(entry_bytes(entry) + b"\n")
    yield "entry-not-utf-8", _with_entry(entry_bytes(entry).replace(b"/north", b"/n\xf6rth"))
    yield "entry-empty-object", _with_entry(b"{}")
    yield "entry-a-list", _with_entry(b"[]")
    yield "entry-a-deep-list", _with_entry(b"[" * 3_000 + b"]" * 3_000)
    yield "time-that-there-is-not", _changed("2025-06-01T", "2025-02-30T")
    yield "time-not-in-utc", _changed(':00Z"', ':00+00:00"')
    yield "signature-by-somebody-else", _entry(said, SOUTH)
    yield "signature-by-the-server", _entry(said, SERVER)
    yield "signature-of-another-statement", _changed('"outer_bytes":1002', '"outer_bytes":1003')
    yield "version-changed", _changed('"version":2', '"version":3')
    yield "signature-missing", _with_entry(entry_bytes(replace(entry, signatures={})))
    both = {NORTH: signed, SOUTH: signed}
    yield "signature-too-many", _with_entry(entry_bytes(replace(entry, signatures=both)))
    yield (
        "signature-under-another-role",
        _with_entry(entry_bytes(replace(entry, signatures={SOUTH: signed}))),
    )
    yield (
        "signature-for-a-manifest",
        _with_entry(entry_bytes(replace(entry, signatures=_as_manifest(said)))),
    )
    yield (
        "signature-with-other-last-bits",
        _with_entry(entry_bytes(replace(entry, signatures={NORTH: _other_bits(signed)}))),
    )
    yield (
        "statement-of-an-unknown-type",
        _changed("detente/deposit/v1", "detente/deposits/v1", True),
    )
    yield "statement-of-another-type", _changed("detente/deposit/v1", "detente/withdrawal/v1", True)
    yield "statement-with-one-more-field", _changed('"previous"', '"price":1,"previous"', True)
    yield "statement-of-version-zero", _changed('"version":2', '"version":0', True)
    yield "statement-of-version-true", _changed('"version":2', '"version":true', True)
    yield "statement-with-a-hash-that-is-none", _changed(said.outer, said.outer.upper(), True)
    stranger = replace(said, party="party/east")
    signed_anyway = CAST.signed(replace(stranger, party=NORTH), time).signatures[NORTH]
    yield (
        "statement-by-nobody",
        _with_entry(entry_bytes(Entry(time, stranger, {"party/east": signed_anyway}))),
    )
    opening = replace(CAST.opening(), signatures={**CAST.signatures, MEDIATOR: signed})
    yield "opening-with-another-signature", _with_entry(entry_bytes(opening))


def _reordered() -> Draft:
    time, said = statements(CAST)[2]
    data = json.loads(entry_bytes(CAST.signed(said, time)))
    text = json.dumps(dict(reversed(data.items())), separators=(",", ":"))
    return _with_entry(text.encode())


def _as_manifest(said: Statement) -> dict[str, str]:
    """Return a signature made for another purpose."""
    return {NORTH: signature(CAST.keys[NORTH].signer, "manifest", statement_bytes(said))}


def _other_bits(text: str) -> str:
    """Return base64 of the same bytes, with its spare bits set."""
    end = text.rstrip("=")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = end[:-1] + letters[letters.index(end[-1]) + 1] + text[len(end) :]
    assert base64.b64decode(other) == base64.b64decode(text)
    return other


def _flipped(data: bytes, at: int = 0) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _start() -> Draft:
    """Return the receipt that most of the bad ones are made from: confirmed by three."""
    return draft(log_of(CAST), 3, 7, MEDIATOR, NORTH, SOUTH)


def _of_the_tree() -> Iterator[tuple[str, Draft]]:
    """Yield receipts whose proof is at fault; signed by all."""
    right, tree = _start(), Tree(log_of(CAST))
    hashes = list(right.hashes)
    yield "bit-of-the-root-flipped", replace(right, root=_flipped(right.root))
    yield "root-of-another-size", replace(right, root=tree.root(6))
    yield "index-of-another-entry", replace(right, index=2)
    yield "index-beyond-the-size", replace(right, index=7)
    yield "proof-of-another-entry", replace(right, hashes=tree.inclusion_proof(2, 7))
    yield "proof-of-another-size", replace(right, hashes=tree.inclusion_proof(3, 10))
    yield "hash-missing", replace(right, hashes=hashes[:-1])
    yield "hash-missing-at-the-start", replace(right, hashes=hashes[1:])
    yield "hash-too-many", replace(right, hashes=[*hashes, bytes(32)])
    yield "hashes-swapped", replace(right, hashes=hashes[::-1])
    yield "hash-of-31-bytes", replace(right, hashes=[hashes[0][:-1], *hashes[1:]])
    yield "no-hashes", replace(right, hashes=[])
    yield "size-too-large", replace(right, size=9)
    yield "size-too-small", replace(right, size=4)
    yield "entry-as-if-it-were-a-node", _node_as_entry(right)
    yield "checkpoint-of-another-log", replace(right, origin="exchange.example/talks-2")
    other = replace(CAST, server_log=seed_of("another log"))
    yield "checkpoint-signed-by-another-key", replace(right, cast=other)


def _node_as_entry(right: Draft) -> Draft:
    """Return a receipt that passes off two leaf hashes as an entry; RFC 6962 keeps them apart."""
    leaves = Tree(log_of(CAST)).leaf_hashes
    return replace(right, entry=leaves[2] + leaves[3], index=1, hashes=right.hashes[1:])


def _of_the_lines() -> Iterator[tuple[str, Sequence[SignatureLine]]]:
    """Yield the signature lines of receipts that are right in all else."""
    right = _start()
    log, mediator, north, south = right.lines
    origin = CAST.manifest.origin
    yield "cosignature-of-the-mediator-missing", (log, north, south)
    yield "cosignatures-of-parties-missing", (log, mediator)
    yield "cosignatures-missing", (log,)
    yield "cosignature-repeated", (log, mediator, north, north)
    yield "cosignature-twice-at-two-times", (log, mediator, north, right.line(NORTH, OPENED))
    yield "order-of-cosignatures", (log, north, mediator)
    yield "cosignature-before-the-log", (mediator, log, north)
    yield "log-signature-missing", (mediator, north)
    yield "log-signature-repeated", (log, log, mediator, north)
    yield "cosignature-of-the-neutral", (log, mediator, right.line(NEUTRAL), north)
    named = f"{origin}/party/east"
    stranger = right.line_by(named, signer(seed_of("east")))
    yield "cosignature-of-a-stranger", (log, mediator, stranger, north)
    wrong = right.line_by(south.name, signer(seed_of("east")))
    yield "cosignature-by-a-strange-key", (log, mediator, north, wrong)
    posing = right.line_by(south.name, CAST.keys[NORTH].witness)
    yield "cosignature-by-another-witness", (log, mediator, posing)
    yield "cosignature-under-another-name", (log, mediator, replace(north, name=south.name))
    yield "cosignature-with-another-id", (log, mediator, replace(north, key_id=south.key_id))
    bare = replace(north, name=north.name.removeprefix(f"{origin}/"))
    yield "cosignature-without-the-origin", (log, mediator, bare)
    flipped = replace(north, signature=_flipped(north.signature, 7))
    yield "cosignature-at-another-time", (log, mediator, flipped)
    yield "cosignature-after-the-year-9999", (log, mediator, right.line(NORTH, 253_402_300_800))
    yield "cosignature-at-the-end-of-time", (log, mediator, right.line(NORTH, 2**63 - 1))
    flipped = replace(north, signature=_flipped(north.signature, 71))
    yield "cosignature-with-a-bit-flipped", (log, mediator, flipped)
    older = replace(right, size=6, root=Tree(log_of(CAST)).root(6))
    yield "cosignature-of-another-checkpoint", (log, mediator, older.line(NORTH))
    body = right.body.encode()
    plain = replace(north, signature=CAST.keys[NORTH].witness.sign(body))
    yield "plain-signature-in-place-of-a-cosignature", (log, mediator, plain)
    timeless = replace(north, signature=bytes(8) + CAST.keys[NORTH].witness.sign(body))
    yield "plain-signature-with-a-time-before-it", (log, mediator, timeless)
    by_witness = replace(log, signature=CAST.keys[MEDIATOR].witness.sign(body))
    yield "log-signature-by-a-witness-key", (by_witness, mediator, north)
    by_signer = replace(log, signature=signer(CAST.server_signer).sign(body))
    yield "log-signature-by-the-key-for-statements", (by_signer, mediator, north)
    flipped = replace(log, signature=_flipped(log.signature, 40))
    yield "log-signature-with-a-bit-flipped", (flipped, mediator, north)
    longer = replace(log, signature=log.signature + b"!")
    yield "log-signature-too-long", (longer, mediator, north)


def _of_the_form() -> Iterator[tuple[str, str]]:
    """Yield receipts that say the same in another form."""
    right = _start()
    text, first = right.text(), to_base64(right.hashes[0])
    root, line = to_base64(right.root), right.lines[1].text
    yield "base64-with-other-last-bits", text.replace(first, _other_bits(first))
    body = right.body.replace(root, _other_bits(root))
    yield "base64-of-the-root-with-other-last-bits", replace(right, other_body=body).text()
    yield "base64-without-its-end", text.replace(first, first.rstrip("="))
    yield "base64-for-addresses", text.replace(first, first.replace("+", "-").replace("/", "_"))
    yield "base64-with-a-blank", text.replace(first, f"{first[:20]} {first[20:]}")
    yield "carriage-returns", text.replace("\n", "\r\n")
    yield "no-last-newline", text[:-1]
    yield "two-last-newlines", text + "\n"
    yield "extra-line", text.replace("\n\n", "\nmore\n\n", 1)
    yield "extra-line-in-the-checkpoint", replace(right, other_body=right.body + "more\n").text()
    yield "entry-twice", text.replace("\nindex", "\n" + text.split("\n")[1] + "\nindex")
    yield "entry-missing", text.replace(text.split("\n")[1] + "\n", "")
    yield "header-of-another-version", text.replace("@v1", "@v2")
    yield "header-after-a-mark", "\ufeff" + text
    yield "index-with-a-zero-before-it", text.replace("index 3", "index 03")
    yield "index-with-a-plus", text.replace("index 3", "index +3")
    yield "index-in-other-digits", text.replace("index 3", "index \u0663")
    yield "index-below-zero", text.replace("index 3", "index -4")
    yield "index-with-thousands-of-digits", text.replace("index 3", "index " + "3" * 6000)
    body = right.body.replace("\n7\n", "\n07\n")
    yield "size-with-a-zero-before-it", replace(right, other_body=body).text()
    body = right.body.replace("\n7\n", "\n-7\n")
    yield "size-below-zero", replace(right, other_body=body).text()
    yield "hyphen-in-place-of-the-dash", text.replace(line, line.replace("\u2014", "-"))
    yield "two-blanks-in-a-signature-line", text.replace(line, line.replace(" ", "  "))
    yield "blank-at-the-end-of-a-line", text.replace(line, line + " ")
    yield "blank-line-between-signatures", text.replace(line, line + "\n")
    yield "cut-off-after-the-checkpoint", text[: text.index("\u2014")]
    yield "empty", ""


def bad() -> dict[str, bytes]:
    """Return the bad receipts by their names."""
    found = {name: each.text() for name, each in (*_of_the_entry(), *_of_the_tree())}
    found |= {name: _start().text(lines) for name, lines in _of_the_lines()}
    found |= dict(_of_the_form())
    assert _start().text() not in found.values()
    return {name: text.encode() for name, text in found.items()}
