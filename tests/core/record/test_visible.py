"""Who may see what: whatever does not name the reader is left out, with all that shows it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.case import BLOCKS, Case
from detente.core.record.entry import Entry, Supported
from detente.core.record.judgements import Comparison, Interaction, PackageValue
from detente.core.record.known import visible_to
from detente.core.record.obligations import Step

from ..builders import (
    case_of,
    choice,
    clause,
    commitment,
    condition,
    deadline,
    dispute,
    document,
    estimate,
    evidence,
    ids,
    issue,
    judgement,
    meeting,
    on,
    paper_due,
    paper_step,
    party,
    position,
    proposal,
    statement,
    withdrawal,
)
from ..strategies import broad, cases, references

CANARY = "canary"


def sees(reader: str, *readers: str, parties: tuple[Any, ...] = ()) -> bool:
    """Return whether a reader sees a statement that is open to the readers named."""
    case = case_of(*parties, statement(visible_to=readers))
    return bool(visible_to(case, reader).statements)


def test_what_is_public_everybody_sees() -> None:
    for reader in ("public", "mediator", "north", "nobody"):
        assert sees(reader, "public")


def test_what_is_marked_for_a_party_only_this_party_sees() -> None:
    parties = (party("north"), party("south"))
    assert sees("north", "north", parties=parties)
    for reader in ("south", "public", "mediator", "nobody", ""):
        assert not sees(reader, "north", parties=parties)


def test_what_names_nobody_nobody_sees() -> None:
    for reader in ("public", "mediator", "north"):
        assert not sees(reader, parties=(party("north"),))


def test_what_is_marked_for_the_mediator_a_mediating_party_sees_too() -> None:
    parties = (party("office", role="mediator"), party("host", role="host"), party("north"))
    assert sees("mediator", "mediator", parties=parties)
    assert sees("office", "mediator", parties=parties)
    assert not sees("host", "mediator", parties=parties)
    assert not sees("north", "mediator", parties=parties)


def test_the_mediator_does_not_see_what_is_marked_for_a_party() -> None:
    parties = (party("office", role="mediator"), party("north"))
    assert not sees("mediator", "north", parties=parties)
    assert not sees("office", "north", parties=parties)


def test_a_member_reads_what_its_coalition_may_read_and_not_the_reverse() -> None:
    parties = (party("north"), party("crews", member_of=("north",)))
    assert sees("crews", "north", parties=parties)
    assert not sees("north", "crews", parties=parties)


def test_membership_goes_on_through_every_coalition() -> None:
    chain = (
        party("a", member_of=("b", "other")),
        party("b", member_of=("c",)),
        party("c", role="mediator"),
        party("other"),
    )
    for open_to in ("a", "b", "c", "other", "mediator"):
        assert sees("a", open_to, parties=chain)
    assert not sees("b", "other", parties=chain)


def test_a_circle_of_memberships_comes_to_an_end() -> None:
    circle = (party("a", member_of=("b",)), party("b", member_of=("a",)), party("c"))
    itself = party("d", member_of=("d",))
    assert sees("a", "b", parties=circle)
    assert sees("b", "a", parties=circle)
    assert not sees("a", "c", parties=circle)
    assert sees("d", "d", parties=(itself,))


def test_membership_in_a_party_that_is_itself_hidden_still_counts() -> None:
    hidden = party("front", visible_to=("front",))
    assert sees("a", "front", parties=(party("a", member_of=("front",)), hidden))


def test_a_judgement_is_seen_only_by_those_it_names() -> None:
    case = case_of(party("north"), judgement(visible_to=("north",)), judgement(visible_to=()))
    assert len(visible_to(case, "north").judgements) == 1
    assert visible_to(case, "mediator").judgements == ()
    assert visible_to(case, "public").judgements == ()


def test_a_hidden_document_goes_with_its_text_and_its_words() -> None:
    case = case_of(
        document("note", visible_to=("mediator",)),
        document(),
        statement(
            evidence=(evidence("note", "in private"), evidence()),
            disputed=(dispute(evidence=(evidence("note", "in private"),)),),
            withdrawn=withdrawal(evidence=(evidence("note", "in private"),)),
        ),
        texts={"note": "in private", "report": "so it was"},
    )
    seen = visible_to(case, "public")
    (said,) = seen.statements
    assert dict(seen.texts) == {"report": "so it was"}
    assert said.evidence == (evidence(),)
    assert (said.disputed[0].evidence, said.withdrawn) == (None, withdrawal(evidence=None))
    assert visible_to(case, "mediator") == case


def test_the_words_of_a_hidden_document_are_not_in_a_clause_either() -> None:
    paper = proposal(clauses=(clause(evidence=(evidence("note", "in private"),)),))
    case = case_of(document("note", visible_to=("mediator",)), paper)
    assert "in private" not in repr(visible_to(case, "public"))


def test_a_public_entry_that_replaces_a_hidden_one_does_not_name_it() -> None:
    case = case_of(
        position("secret-offer", visible_to=("north",)),
        position("offer", supersedes=("secret-offer",), date="2025-05-02"),
    )
    (seen,) = visible_to(case, "public").positions
    assert seen.supersedes == ()


def test_if_what_supersedes_is_hidden_the_earlier_entry_is_untouched() -> None:
    case = case_of(
        position("offer"), position("next", supersedes=("offer",), visible_to=("north",))
    )
    assert visible_to(case, "public").positions == (position("offer"),)


SECRET = {
    "statements": statement("secret-plan", visible_to=("north",)),
    "meetings": meeting("secret-plan", visible_to=("north",)),
    "issues": issue("secret-plan", visible_to=("north",)),
}
STEP = Step(what="they met", entry="secret-plan")


@pytest.mark.parametrize(
    ("block", "entry"),
    [
        ("statements", position(statement="secret-plan")),
        ("meetings", commitment(meeting="secret-plan")),
        ("meetings", deadline(before="secret-plan")),
        ("meetings", proposal(due=(paper_due(at="secret-plan"),))),
        ("meetings", condition(first=(STEP,))),
        ("meetings", condition(then=STEP)),
        ("meetings", proposal(history=(paper_step(at="secret-plan"),))),
        ("issues", position(issue="secret-plan")),
        ("issues", proposal(package=choice(**{"secret-plan": ("full",)}))),
    ],
    ids=[
        "statement",
        "meeting",
        "before",
        "at",
        "first",
        "then",
        "step",
        "issue",
        "package",
    ],
)
def test_an_entry_that_was_let_through_does_not_name_a_hidden_one(block: str, entry: Any) -> None:
    """Such a case has problem case-058; what is shown of it still keeps the secret."""
    seen = visible_to(case_of(SECRET[block], entry), "public")
    assert "secret-plan" not in repr(seen)


def test_an_option_with_the_id_of_a_hidden_entry_stays() -> None:
    """Options have ids of their own, unique in their issue only."""
    case = case_of(
        issue(options=("full", "partial")),
        statement("full", visible_to=("north",)),
        position(options=("full",)),
    )
    assert visible_to(case, "public").positions[0].options == ("full",)


def test_nothing_is_left_out_of_a_case_in_which_all_is_public() -> None:
    case = case_of(party("north"), document(), statement(), texts={"report": "so it was"})
    for reader in ("public", "north", "mediator"):
        assert visible_to(case, reader) == case


def reads_as(case: Case, reader: str) -> set[str]:
    """The rule read aloud, over and over until nothing is added; of one id, the last that stands."""
    replaced = {other for each in case.parties for other in each.supersedes}
    stands = [each for each in case.parties if not each.withdrawn and each.id not in replaced]
    names, before = {"public", reader}, set[str]()
    while names != before:
        before = set(names)
        for each in stands:
            if each.id in names and each is next(p for p in reversed(stands) if p.id == each.id):
                names |= set(each.member_of) & {p.id for p in stands}
                names |= {"mediator"} if each.role == "mediator" else set()
    return names


@broad
@given(cases(), references | st.sampled_from(("public", "mediator")))
def test_an_entry_is_seen_exactly_when_it_names_the_reader(case: Case, reader: str) -> None:
    names = reads_as(case, reader)
    seen = visible_to(case, reader)
    for block in BLOCKS:
        expected = [each for each in case.block(block) if names & set(each.visible_to)]
        if block != "rules":  # a rule that speaks of a hidden issue is left out whole
            assert ids(seen.block(block)) == ids(expected)
    files = [file for file, made in case.judgements if names & set(made.visible_to)]
    assert [file for file, _ in seen.judgements] == files
    assert set(seen.texts) <= set(ids(seen.documents))


def with_canary(value: Any) -> Any:
    """Return a value with a canary in each of its texts, ids of its own included."""
    if isinstance(value, tuple):
        return tuple(with_canary(each) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {}
    for each in fields(value):
        inner = getattr(value, each.name)
        if isinstance(inner, str) and str(each.type) == "str" and not each.metadata.get("refers"):
            changes[each.name] = CANARY
        elif isinstance(inner, tuple) or (is_dataclass(inner) and "Date" not in str(each.type)):
            changes[each.name] = inner if each.name == "visible_to" else with_canary(inner)
    return replace(value, **changes)


def hidden_from(case: Case, reader: str, item: Any) -> bool:
    return not reads_as(case, reader) & set(item.visible_to)


def laid_with_canaries(case: Case, reader: str) -> Case:
    """Put the canary into all that is hidden from a reader, and let all else cite it."""
    proof = (evidence(CANARY, CANARY), evidence("b", "yes"))

    def laid(entry: Entry) -> Entry:
        if hidden_from(case, reader, entry):
            return with_canary(entry)  # type: ignore[no-any-return]
        parts: dict[str, Any] = {"evidence": proof, "supersedes": (CANARY,)}
        for each in fields(entry):
            inner = getattr(entry, each.name)
            if isinstance(inner, tuple) and inner and isinstance(inner[0], Supported):
                parts[each.name] = tuple(replace(part, evidence=proof) for part in inner)
            elif isinstance(inner, Supported):
                parts[each.name] = replace(inner, evidence=proof)
        return replace(entry, **parts)

    # Parties keep their ids: they say who reads what.
    blocks: dict[str, Any] = {
        name: tuple(laid(each) for each in case.block(name)) for name in BLOCKS if name != "parties"
    }
    secret = document(CANARY, title=CANARY, visible_to=("canary-owner",))
    judgements = tuple(
        (CANARY, with_canary(made)) if hidden_from(case, reader, made) else (file, made)
        for file, made in case.judgements
    )
    blocks["documents"] += (secret,)
    texts = {each.id: "yes" for each in blocks["documents"]} | {CANARY: CANARY}
    return replace(case, **blocks, judgements=judgements, texts=texts)


@broad
@given(cases(), references | st.sampled_from(("public", "mediator")))
def test_no_canary_is_ever_seen_by_another_reader(case: Case, reader: str) -> None:
    laid = laid_with_canaries(case, reader)
    assert CANARY in repr(laid)
    assert CANARY not in repr(visible_to(laid, reader))


def test_the_day_does_not_matter_to_who_sees_what() -> None:
    late = statement(date="2026-01-01", visible_to=("north",))
    assert visible_to(case_of(party("north"), late), "north").statements[0].date.earliest == on(
        "2026-01-01"
    )


def test_what_a_judgement_says_of_several_issues_goes_with_one_that_is_hidden() -> None:
    """With the hidden issue left out of it, an interaction would hold in more packages."""
    one = estimate("1")
    open_issue, hidden = issue("open"), issue("hidden", visible_to=("south",))
    both = {"open": ("a",), "hidden": ("a",)}
    made = judgement(
        visible_to=("north",),
        interactions=(
            Interaction(when=both, value=one),
            Interaction(when={"open": ("a",)}, value=one),
        ),
        packages=(PackageValue(package=both, value=one),),
        comparisons=(Comparison(better=both, worse={"open": ("b",)}),),
    )
    ((_, seen),) = visible_to(case_of(party("north"), open_issue, hidden, made), "north").judgements
    assert [dict(each.when) for each in seen.interactions] == [{"open": ("a",)}]
    assert (seen.packages, seen.comparisons) == ((), ())
