"""Every reader gives a value or refuses, whatever it gets, and within a second.

DETENTE_FUZZ_SECONDS says how long all of them together are tried (4); DETENTE_FUZZ=1 tries new inputs.
"""

from __future__ import annotations

import os
import time

import pytest

from .fuzzing import readers, tried

SECONDS = float(os.environ.get("DETENTE_FUZZ_SECONDS", "4"))
NAMES = (
    "object_of", "entry_of", "the rule", "from_base64", "seconds_of", "signed_request",
    "recipient_of", "identity_of", "manifest_of", "signed_manifest_of", "card_of", "proof_of",
    "receipt_of", "read_checkpoint", "verifier_key_of", "shown_by", "entries_in_bundle",
    "parse_header", "decrypt", "share_in", "opened",
)  # fmt: skip


def test_all_readers_are_tried() -> None:
    assert set(readers()) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_gives_a_value_or_refuses(name: str) -> None:
    reader = readers()[name]
    seed = time.time_ns() if "DETENTE_FUZZ" in os.environ else 0
    count, read = tried(name, reader, SECONDS / len(NAMES), seed)
    print(f"\n{name}: {count} inputs, {read} of them read")
    assert read >= len(reader.samples)
