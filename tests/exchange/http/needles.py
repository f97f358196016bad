"""How a text could lie hidden in bytes: as it is, and in each usual disguise."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path


def disguises(text: bytes) -> dict[str, bytes]:
    """Return a text in all its disguises, each long enough not to be there by chance."""
    words = text.decode("ascii")
    found = {
        "plain": text,
        "upper": text.upper(),
        "lower": text.lower(),
        "hex": text.hex().encode(),
        "HEX": text.hex().upper().encode(),
        "UTF-16LE": words.encode("utf-16-le"),
        "UTF-16BE": words.encode("utf-16-be"),
        "reversed": text[::-1],
        "base32": base64.b32encode(text)[:-8],
    }
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + text)
        first = (shift * 8 + 5) // 6
        found[f"base64 shifted by {shift}"] = encoded[first : len(encoded) // 4 * 4 - 4]
    return found


def compressed(content: bytes) -> dict[str, bytes]:
    """Return what the beginning of a compressed file would look like, behind its header."""
    return {
        **{f"zlib {level}": zlib.compress(content, level)[2:34] for level in (1, 6, 9)},
        "gzip": gzip.compress(content)[10:42],
    }


def of_secret(name: str, secret: bytes, *texts: str) -> dict[str, bytes]:
    """Return the spellings of a secret key."""
    spelled = {
        f"{name} raw": secret,
        f"{name} hex": secret.hex().encode(),
        f"{name} HEX": secret.hex().upper().encode(),
        f"{name} reversed": secret[::-1],
    }
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + secret)
        first = (shift * 8 + 5) // 6
        spelled[f"{name} base64 {shift}"] = encoded[first : len(encoded) // 4 * 4 - 4]
    for number, text in enumerate(texts):
        spelled[f"{name} text {number}"] = text.encode()
        spelled[f"{name} lower text {number}"] = text.lower().encode()
    return spelled


def hits(data: bytes, needles: Mapping[str, bytes]) -> list[str]:
    """Return which needles lie in bytes."""
    return [name for name, needle in needles.items() if needle in data]


def files(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder."""
    yield from (each for each in sorted(folder.rglob("*")) if each.is_file())


def hits_below(folder: Path, needles: Mapping[str, bytes]) -> list[str]:
    """Return which needles lie in which files below a folder, their names included."""
    return [
        f"{path.name}: {hit}"
        for path in files(folder)
        for hit in hits(path.name.encode() + b"\0" + path.read_bytes(), needles)
    ]


def memory_of(pid: int) -> Iterator[bytes]:
    """Yield all the memory of a process that it can write to."""
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            if not rights.startswith("rw") or "[v" in line:
                continue
            start, end = (int(each, 16) for each in span.split("-"))
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except (OSError, OverflowError, ValueError):
                continue
