"""Files go both ways between us and other age programs."""

from __future__ import annotations

import base64
import importlib
import os
from typing import cast

import pytest

from detente.exchange.encryption.file import CHUNK_BYTES, decrypt, encrypt
from detente.exchange.encryption.keys import Recipient, identity_of, new_identity, recipient_of

from . import node
from .curve_only import CurveIdentity

pyrage = importlib.import_module("pyrage")
SIZES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def test_the_javascript_age_opens_ours_and_we_open_its_files() -> None:
    ours = new_identity(os.urandom)
    files = [os.urandom(size) for size in SIZES]
    theirs, our_recipient, *sealed = node.run(
        "age.mjs",
        [
            {"do": "new identity"},
            {"do": "recipient", "identity": ours.text},
            *(
                {"do": "encrypt", "recipients": [ours.recipient().text], "data": _text(each)}
                for each in files
            ),
        ],
    )
    assert our_recipient == ours.recipient().text
    assert [decrypt(base64.b64decode(each), [ours]) for each in sealed] == files

    their_identity = identity_of(theirs)
    assert their_identity.text == theirs
    both = [ours.recipient(), their_identity.recipient()]
    their_recipient, *opened = node.run(
        "age.mjs",
        [
            {"do": "recipient", "identity": theirs},
            *(
                {
                    "do": "decrypt",
                    "identity": theirs,
                    "data": _text(encrypt(each, both, os.urandom)),
                }
                for each in files
            ),
        ],
    )
    assert recipient_of(their_recipient) == their_identity.recipient()
    assert [base64.b64decode(each) for each in opened] == files


@pytest.mark.parametrize("size", SIZES)
def test_rage_opens_our_header_and_payload_and_we_open_its(size: int) -> None:
    identity = pyrage.x25519.Identity.generate()
    ours = CurveIdentity.of(str(identity))
    data = os.urandom(size)
    assert decrypt(pyrage.encrypt(data, [identity.to_public()]), [ours]) == data
    # Only tests encrypt to a recipient that is not hybrid.
    sealed = encrypt(data, [cast("Recipient", ours.recipient())], os.urandom)
    assert pyrage.decrypt(sealed, [identity]) == data


def test_rage_passes_over_our_hybrid_stanzas() -> None:
    identity = pyrage.x25519.Identity.generate()
    ours = CurveIdentity.of(str(identity)).recipient()
    hybrid = new_identity(os.urandom)
    sealed = encrypt(b"both", [hybrid.recipient(), cast("Recipient", ours)], os.urandom)
    assert pyrage.decrypt(sealed, [identity]) == decrypt(sealed, [hybrid]) == b"both"
