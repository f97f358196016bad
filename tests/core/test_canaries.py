"""The canaries themselves: they are everywhere, and they can be found."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from detente.core.record.case import BLOCKS
from detente.core.record.judgements import Judgement
from detente.core.record.known import visible_to

from .canaries import OWNERS, READERS, Canary, canary_case, everything_in, found_in

LAID = canary_case()
WORD = "qzabcdzq"


def texts_of(kind: Any) -> set[str]:
    """The fields of a record type, and of those inside it, that hold a text of their own."""
    found: set[str] = set()
    hints = get_type_hints(kind)
    for each in fields(kind):
        own = not each.metadata.get("refers") and not each.metadata.get("pattern")
        if hints[each.name] is str and own:
            found.add(f"{kind.__name__}.{each.name}")
        for inner in _types_in(hints[each.name]):
            if is_dataclass(inner) and isinstance(inner, type) and inner.__name__ in SMALL:
                found |= texts_of(inner)
    return found


SMALL = {"Clause", "Option", "Step", "Figure", "Dispute", "Withdrawal", "Priority"}


def _types_in(hint: Any) -> list[Any]:
    return [hint, *(inner for each in get_args(hint) for inner in _types_in(each))]


def test_every_text_of_every_kind_of_entry_has_a_canary_of_each_owner() -> None:
    wanted = set().union(*(texts_of(kind) for kind in (*BLOCKS.values(), Judgement)))
    assert {"Statement.text", "Option.label", "Withdrawal.why", "Priority.statement"} <= wanted
    for owner in OWNERS:
        laid = {each.where for each in LAID.canaries if each.owner == owner}
        missing = wanted - laid
        if owner == "public":  # a judgement is never public
            missing = {each for each in missing if not each.startswith(("Judgement", "Priority"))}
        assert not missing


def test_no_canary_stands_twice_or_within_another() -> None:
    words = [each.word for each in LAID.canaries]
    assert len(words) == len(set(words)) > 1000
    assert len({len(word) for word in words}) <= 2  # words, and numbers


def test_a_reader_sees_or_does_not_see_each_canary() -> None:
    for reader in READERS:
        seen, hidden = set(LAID.seen_by(reader)), set(LAID.hidden_from(reader))
        assert seen | hidden == set(LAID.canaries)
        assert not seen & hidden
        assert hidden


def test_what_a_reader_may_not_see_is_not_in_the_readers_case() -> None:
    for reader in READERS:
        told = repr(visible_to(LAID.case, reader))
        assert not found_in(told, LAID.hidden_from(reader))
        assert len(found_in(told, LAID.seen_by(reader))) > 400
    assert len(found_in(repr(LAID.case), LAID.canaries)) == len(LAID.canaries)


def test_a_canary_is_found_wherever_it_hides() -> None:
    canary = Canary(WORD, "north", "Party.name")
    number = Canary("810472900013", "north", "Figure.quantity")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("sheet.xml", f"<c>{WORD}</c>")
    hidden = (
        WORD.encode(),
        b"qzab\r\n cdzq",
        WORD.encode("utf-16-be"),
        b"qz&#97;bcdzq",
        b"qz%61bcdzq",
        b"x " + base64.b64encode(f"a longer text with {WORD}".encode()) + b" x",
        b"stream\n" + zlib.compress(WORD.encode()) + b"\nendstream",
        b"<" + ("\ufeff" + WORD).encode("utf-16-be").hex().encode() + b">",
        archive.getvalue(),
    )
    for data in hidden:
        assert found_in(everything_in(data), [canary]) == (canary,), data
    assert found_in("810,472,900,013 people", [number]) == (number,)
    assert found_in("qzabcezq", [canary]) == ()
