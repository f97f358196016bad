"""Check a receipt of a sealed exchange, with none of the program's own code.

    python verify_receipt.py MANIFEST RECEIPT [LOGDIR]

Needs Python 3.11 and `cryptography`, for Ed25519. Prints one line that says what the receipt proves,
or `refused: ` and why. MANIFEST is the signed manifest; compare its fingerprint with the others.
LOGDIR is a copy of the log (C2SP tlog-tiles): it has to hold what was confirmed. Whether an entry
counts hangs on the entries before it; see the chapter "Exchange format".
"""

import base64
import json
import re
import sys
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

OBJECTS = {  # the fields beside the type, which is "detente/", the name here and "/v1"
    "signed-manifest": "manifest signatures",
    "manifest": "id title nonce origin deadline:moment tolerance_seconds:number rules server"
    " bytes_at_most:number mediator third parties",
    "entry": "time:moment statement signatures",
    "opening": "exchange:hash",
    "deposit": "exchange:hash party:role version:number previous:before outer:hash capsules:hash"
    " outer_bytes:number commitment:hash release_key:hash shares:hashes",
    "withdrawal": "exchange:hash party:role version:number previous:before",
    "close": "exchange:hash deadline:moment",
    "release": "exchange:hash custodian:role frozen:number shares:shares",
}
HASH, ROLE, NUMBER = '"[0-9a-f]{64}"', '"[a-z0-9._/-]+"', "[1-9][0-9]{0,14}"
FORMS = {  # patterns that the canonical JSON of a field fits
    "hash": HASH,
    "before": f'""|{HASH}',
    "role": ROLE,
    "number": NUMBER,
    "moment": '"[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}Z"',
    "hashes": f"{{({ROLE}:{HASH},?)*}}",
    "shares": f'{{({ROLE}:"[A-Za-z0-9+/]{{42}}[AEIMQUYcgkosw048]=",?)*}}',
}


def need(holds: object, why: str) -> None:
    if not holds:
        raise ValueError(why)


def canonical(value: object) -> bytes:  # as in RFC 8785, for whole numbers and names in ASCII
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def parsed(data: bytes, kind: str) -> Any:
    need(kind in OBJECTS, "a statement of an unknown type")
    value = json.loads(data.decode())
    need(canonical(value) == data, f"the {kind} is not canonical JSON")
    forms = {name: form for name, _, form in (x.partition(":") for x in OBJECTS[kind].split())}
    need({*value} == {"type", *forms}, f"the {kind} does not have its fields")
    need(value["type"] == f"detente/{kind}/v1", f"the {kind} is of another type")
    for name, form in forms.items():
        fits = not form or re.fullmatch(FORMS[form], canonical(value[name]).decode())
        need(fits, f'"{name}" of the {kind} is not of its form')
    return value


def from_base64(text: str, *sizes: int) -> bytes:
    data = base64.b64decode(text, validate=True)
    right = base64.b64encode(data).decode() == text and (not sizes or len(data) in sizes)
    need(right, "base64 is not in its one form, or not of its length")
    return data


def check_signed(key: bytes, message: bytes, signature: bytes, whose: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        raise ValueError(f"the signature of {whose} is wrong") from None


def keys_of(manifest: Any, use: str) -> dict[str, bytes]:
    """Return the keys of one use, by role: "signer" of statements, or "witness" of the log."""
    members = {f"party/{each['id']}": each for each in manifest["parties"]}
    members |= {"mediator": manifest["mediator"], "server": manifest["server"]}
    members |= {"neutral": manifest["third"]} if use == "signer" else {}
    return {role: from_base64(each[use], 32) for role, each in members.items() if use in each}


def read_manifest(data: bytes) -> tuple[Any, Any]:
    """Return the manifest, and its signatures by every party and the mediator."""
    file = parsed(data, "signed-manifest")
    message, signatures = canonical(file["manifest"]), file["signatures"]
    manifest = parsed(message, "manifest")
    signers, witnesses = keys_of(manifest, "signer"), keys_of(manifest, "witness")
    keys = {*signers.values(), *witnesses.values()}
    need(len(keys) == len(signers) + len(witnesses), "a key stands there twice")
    need(len(witnesses) == len(manifest["parties"]) + 1 > 2, "too few parties, or one twice")
    need({*signatures} == {*witnesses}, "not signed by every party and the mediator")
    for role, text in signatures.items():
        signed = from_base64(text, 64)
        check_signed(signers[role], b"detente/manifest/v1\n" + message, signed, role)
    return manifest, signatures


def read_checkpoint(manifest: Any, text: str) -> tuple[int, bytes, dict[str, str]]:
    """Return size and root of the log, and who signed it when: every line has to be right."""
    (origin, size, root), (*lines, end) = (part.split("\n") for part in text.split("\n\n"))
    form = re.fullmatch(NUMBER, size) and end == ""
    need(form and origin == manifest["origin"], "the checkpoint is not one of this log")
    keys = {f"{origin}/{role}": b"\4" + key for role, key in keys_of(manifest, "witness").items()}
    keys[origin] = from_base64(manifest["server"]["log_key"].split("+", 2)[2], 33)
    body, seen = f"{origin}\n{size}\n{root}\n", dict[str, str]()
    for line in lines:
        name = line.split(" ")[1]
        need(name in keys, "a signature is by a stranger")
        signed = from_base64(line.removeprefix(f"\u2014 {name} "), 76 if seen else 68)
        key_id = sha256(f"{name}\n".encode() + keys[name]).digest()[:4]
        need(signed[:4] == key_id, f"a signature is not by the key of {name}")
        seconds = int.from_bytes(signed[4:-64], "big")
        message = f"cosignature/v1\ntime {seconds}\n{body}" if seen else body
        check_signed(keys[name][1:], message.encode(), signed[-64:], name)
        when = datetime.fromisoformat("1970-01-01") + timedelta(0, seconds)
        seen[name] = f"{when.isoformat()}Z"
    right = [*seen] == sorted(seen) and len(seen) == len(lines) and origin in seen
    need(right, "a signature is missing, repeated or not in order")
    return int(size), from_base64(root, 32), seen


def root_above(below: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root that a proof leads to; its last hash is of the other half (RFC 6962)."""
    need(index < size and (size > 1) == bool(path), "the proof has too few or too many hashes")
    if size == 1:
        return below
    half, rest = 1 << (size - 1).bit_length() - 1, path[:-1]
    if index < half:
        return sha256(b"\1" + root_above(below, index, half, rest) + path[-1]).digest()
    return sha256(b"\1" + path[-1] + root_above(below, index - half, size - half, rest)).digest()


def root_in(folder: Path, size: int) -> bytes:
    """Return the root over the first entries of a log in tiles."""
    hashes = []
    for start in range(0, size, 256):
        full = folder / "tile" / "entries" / f"{start // 256:03}"  # to 256,000 entries
        parts = sorted(full.with_name(f"{full.name}.p").glob("*"), key=lambda x: int(x.name))
        data = (parts[-1] if parts and not full.exists() else full).read_bytes()  # may have grown
        for _ in range(min(256, size - start)):
            end = 2 + int.from_bytes(data[:2], "big")
            hashes.append(sha256(b"\0" + data[2:end]).digest())
            data = data[end:]
    while len(hashes) > 1:
        pairs = (hashes[place : place + 2] for place in range(0, len(hashes), 2))
        hashes = [sha256(b"\1" + b"".join(p)).digest() if len(p) > 1 else p[0] for p in pairs]
    return hashes[0]


def check(signed_manifest: bytes, receipt: bytes, log: Path | None = None) -> str:
    """Return in words what a receipt proves; any exception means that it proves nothing."""
    manifest, signatures = read_manifest(signed_manifest)
    head, _, checkpoint = receipt.decode().partition("\n\n")
    header, extra, index, *path = head.split("\n")
    form = header == "c2sp.org/tlog-proof@v1" and extra.startswith("extra ")
    need(form and re.fullmatch(f"index (0|{NUMBER})", index), "it is not of the form of a receipt")
    data, hashes = from_base64(extra[6:]), [from_base64(each, 32) for each in path]
    size, root, seen = read_checkpoint(manifest, checkpoint)
    proven = root_above(sha256(b"\0" + data).digest(), int(index[6:]), size, hashes)
    need(proven == root, "the proof does not lead from the entry to the root")
    mediator, parties = f"{manifest['origin']}/mediator", manifest["rules"]["witness_parties"]
    need(mediator in seen and len(seen) >= 2 + parties >= 2, "too few have confirmed the log")
    need(log is None or root_in(log, size) == root, "the log does not hold what was confirmed")
    entry, exchange = parsed(data, "entry"), sha256(canonical(manifest))
    datetime.strptime(entry["time"], "%Y-%m-%dT%H:%M:%S%z")  # there is no 30 February
    message, kind = canonical(entry["statement"]), entry["statement"]["type"][8:-3]
    said, who = parsed(message, kind), "+".join(entry["signatures"])
    need(said["exchange"] == exchange.hexdigest(), "the entry is of another exchange")
    if kind == "opening":
        need(entry["signatures"] == signatures, "the signatures are not those of the manifest")
    else:
        by = said.get("party") or said.get("custodian") or "server"
        key = keys_of(manifest, "signer").get(by, b"")
        need(key and who == by, "it is not signed by whoever says it")
        signed = from_base64(entry["signatures"][who], 64)
        check_signed(key, b"detente/statement/v1\n" + message, signed, who)
    tagged = b"detente/fingerprint/v1\n" + bytes([0] * 7 + [32]) + exchange.digest()
    digits = f"{int(sha256(tagged).hexdigest(), 16) % 10**60:060}"
    what = f"{kind} of version {said['version']}" if "version" in said else kind
    witnesses = ", ".join(f"{name} at {moment}" for name, moment in [*seen.items()][1:])
    said_so = f"{what} by {who} at {entry['time']}, {index} of a log of {size}"
    return f"{said_so}, confirmed by {witnesses}; manifest {' '.join(re.findall('.....', digits))}"


if __name__ == "__main__":
    try:
        signed, receipt = (Path(each).read_bytes() for each in sys.argv[1:3])
        print(ascii(check(signed, receipt, *map(Path, sys.argv[3:])))[1:-1])
    except Exception as error:
        sys.exit(f"refused: {ascii(str(error))[1:-1]}")
