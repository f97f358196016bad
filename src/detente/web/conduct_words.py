"""The words in which conduct is told: what was counted, what it does not show, and what else it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from detente.core.movement.answers import AnswerTime
from detente.core.movement.codes import CODES
from detente.core.movement.movement import Conduct
from detente.core.movement.order import Days
from detente.core.movement.reciprocity import ROUNDS_FOR_A_COEFFICIENT, Reciprocity
from detente.core.record.case import Case
from detente.core.record.entry import Evidence

from . import words


@dataclass(frozen=True, slots=True)
class Indicator:
    """What an indicator counts, what it does not show, and an innocent explanation."""

    title: str
    counts: str
    does_not_show: str
    may_also_be: str


INDICATORS: Mapping[str, Indicator] = MappingProxyType(
    {
        "first_moves": Indicator(
            "First move",
            "the earliest step toward another principal, on the whole and on each issue",
            "how large the step was, or what was offered in private or before the record begins",
            "who moved later may have had to wait for instructions, or had less room to begin with",
        ),
        "answer_times": Indicator(
            "Time to answer",
            "days from a paper or request that reached a party to its next position or statement on "
            "the same issues, or to a paper of its own",
            "whether the answer met what was asked, or was given where nobody recorded it",
            "consultations at home, translation, holidays, or an answer that the record lacks",
        ),
        "issue_shares": Indicator(
            "The other's issues spoken to",
            "on how many of the issues on which the other took a position a party has spoken",
            "what was said on them, or whether it helped",
            "an issue may have been left for later by agreement, or be spoken of in private",
        ),
        "paper_timings": Indicator(
            "Papers before the meeting or at it",
            "when each paper was handed over, seen from the meeting it was for",
            "whether there was time enough to read it, or what was told of it beforehand",
            "the paper may have been finished late, or handing it over at the table was agreed",
        ),
        "retractions": Indicator(
            "Taken back",
            "offers, acceptances and papers that no longer stand and were not bettered",
            "why, or whether the offer had been tied to a date or a condition",
            "circumstances changed, the offer lapsed as announced, or an earlier report was wrong",
        ),
        "added_demands": Indicator(
            "Demands added or raised",
            "demands that are new or ask for more, and whether a deadline had passed or an earlier "
            "demand had been met by then",
            "whether the demand is older than the record of it",
            "new facts, a clearer wording of an old demand, or an answer to a demand of the other",
        ),
        "words_and_deeds": Indicator(
            "Words beside deeds",
            "statements and events by PLOVER's groups: concessions in words (CONCEDE) beside giving "
            "way in deeds (RETREAT), cooperation beside conflict",
            "how much an act weighs, what nobody reported, or whether an account is right",
            "deeds take time, others may have to carry them out, and conflict is reported more "
            "readily than restraint",
        ),
        "agreements_kept": Indicator(
            "Agreements kept",
            "what was found, and apart from it what each side says, of each commitment",
            "why something was not carried out, or whose account is right",
            "a delay may lie with others, with what was to set it in motion, or with the reports",
        ),
        "reciprocity": Indicator(
            "Who moved after whose move",
            "for each move of one principal, the next move of the other",
            "that the one move brought about the other",
            "both may have answered the same event, or a proposal of the mediator",
        ),
        "bargaining_codes": Indicator(
            "Soft and hard bargaining",
            "acts by the codes of Bargaining Process Analysis (Walcott and Hopmann)",
            "how much an act weighs, or acts that nobody recorded",
            "a party that is quoted more often has more acts of every kind; firm words may be "
            "meant for people at home",
        ),
        "paper_steps": Indicator(
            "Step types of the papers",
            "what each paper gives both sides next to the one before it, by one author's judgements "
            "(Hindriks, Jonker and Tykhonov)",
            "what the parties want: the values are somebody's estimate",
            "a step that costs the other may be meant as a concession by a party that sees the "
            "other's wishes differently",
        ),
    }
)
"""What is to be known of each indicator, by its field in the result."""

CODE_SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "initiation": "a first position that offers or could accept; a paper handed over",
        "accommodation": "a position moved toward another principal; a demand or refusal withdrawn; "
        "a statement or event of the kind CONCEDE",
        "retraction": "an offer or acceptance retracted; a position moved away",
        "commitment": "a red line stated",
        "threat": "a statement or event of the kind THREATEN; a lever threatened",
        "promise": "not counted: the record does not tell promises from offers and agreements",
        "agreement": "a first position that accepts; a statement or event of the kind AGREE",
        "disagreement": "a first position that refuses; a statement or event of the kind REJECT",
        "question": "not counted: the record does not mark questions",
        "answer": "not counted: the record does not mark answers",
        "positive affect": "a statement or event of the kind SUPPORT",
        "negative affect": "a statement or event of the kind ACCUSE",
        "subject change": "not counted: the record does not mark changes of subject",
    }
)
"""What in the record is counted under each code."""


@dataclass(frozen=True, slots=True)
class ConductLine:
    """One thing counted, in words, with the entries and words behind it."""

    text: str
    entries: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ConductSection:
    """An indicator: what it counts, its lines, and what to know before reading it."""

    key: str
    indicator: Indicator
    lines: tuple[ConductLine, ...]


def conduct_sections(case: Case, conduct: Conduct) -> tuple[ConductSection, ...]:
    """Return every indicator in words, those without a case too; nothing is put in an order of rank."""
    return tuple(
        ConductSection(key, INDICATORS[key], tuple(tell(case, conduct)))
        for key, tell in _TELLERS.items()
    )


def code_rows() -> tuple[tuple[str, str, str], ...]:
    """Return the list of codes: name, tone, and what in the record is counted."""
    return tuple((each.code, each.tone, CODE_SOURCES[each.code]) for each in CODES)


def days(found: Days) -> str:
    """Return a number of days: "8 days", "0 to 8 days", "at least 3 days"."""
    if found.high is None:
        return f"at least {_many(found.low, 'day')}" if found.low else "0 days or more"
    if found.low == found.high:
        return _many(found.low, "day")
    return f"{found.low} to {_many(found.high, 'day')}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _label(case: Case, issue_id: str) -> str:
    return next((each.label for each in case.issues if each.id == issue_id), issue_id)


def _first_moves(case: Case, conduct: Conduct) -> Iterator[ConductLine]:
    for each in conduct.first_moves:
        if not each.parties:
            continue
        where = _label(case, each.issue) if each.issue else "On the whole"
        who = words.names_of(case, each.parties)
        order = "" if each.order_known else "; which came first is not known"
        text = (
            f"{where}: {who}, {words.when(each.date)}{order} ({_many(each.cases, 'move')} in all)"
        )
        yield ConductLine(text, each.entries, each.evidence)


def _answer_times(case: Case, conduct: Conduct) -> Iterator[ConductLine]:
    for each in conduct.answer_times:
        yield ConductLine(_answer(case, each), (each.call, *each.answers), each.evidence)


def _answer(case: Case, found: AnswerTime) -> str:
    asked = f"{words.name_of(case, found.party)}, asked by {words.names_of(case, found.asked_by)}"
    what = words.name_of(case, found.call) if found.call_kind == "paper" else found.call
    call = f"{asked} ({what}, {words.when(found.asked)})"
    if found.days is None:
        assert found.waiting is not None  # no answer is sure
        return f"{call}: no answer recorded, {days(found.waiting)} later"
    if found.days.high is None:
        return f"{call}: {days(found.days)}; what was said may have come first"
    return f"{call}: {days(found.days)}"


def _issue_shares(case: Case, conduct: Conduct) -> Iterator[ConductLine]:
    for each in conduct.issue_shares:
        if each.raised:
            left = [_label(case, issue) for issue in each.raised if issue not in each.addressed]
            silent = f"; not on {', '.join(left)}" if left else ""
            yield ConductLine(
                f"{words.name_of(case, each.party)} on what {words.name_of(case, each.other)} raised: "
                f"{len(each.addressed)} of {len(each.raised)}{silent}",
                each.entries,
                each.evidence,
            )


_WHEN = {
    "before": "handed over before",
    "at": "handed over at",
    "after": "handed over after",
    "not yet": "not handed over; due for",
    "cannot be told": "cannot be told; handed over about the time of",
}


def _paper_timings(case: Case, conduct: Conduct) -> Iterator[ConductLine]:
    for each in conduct.paper_timings:
        meeting = words.name_of(case, each.meeting) if each.meeting else ""
        timing = f"{_WHEN[each.when]} {meeting}" if meeting else "no meeting to compare with"
        ahead = f", {days(each.days)} ahead" if each.days else ""
        given = f" ({words.when(each.handed_over)})" if each.handed_over else ""
        text = f"{words.name_of(case, each.party)}, {words.name_of(case, each.paper)}: "
        yield ConductLine(f"{text}{timing}{ahead}{given}", (each.paper,), each.evidence)


def _retractions(case: Case, conduct: Conduct) -> Iterator[ConductLine]:
    for each in conduct.retractions:
        what = words.name_of(case, each.paper) if each.paper else _label(case, each.issue)
        text = f"{words.name_of(case, each.party)}, {what}: taken back {words.when(each.date)}"
        yield ConductLine(text, each.entries, each.evidence)


def _added_demands(case: Case, conduct: Conduct) -> Iterator[ConductLine]:
    for each in conduct.added_demands:
        kind = "a new demand" if each.kind == "new" else "a demand raised"
        parts = [f"{words.name_of(case, each.party)}, {_label(case, each.issue)}: {kind}"]
        if each.deadlines:
            parts.append(f"after the last day of {', '.join(each.deadlines)}")
        if each.met_by:
            parts.append(f"after an earlier demand had been met ({', '.join(each.met_by)})")
        text = f"{', '.join(parts)}, {words.when(each.date)}"
        yield ConductLine(text, (*each.entries, *each.deadlines, *each.met_by), each.evidence)


def _words_and_deeds(case: Case, conduct: Conduct) -> Iterator[ConductLine]:
    for each in conduct.words_and_deeds:
        if not each.cases:
            continue
        counted = (*each.cooperation_in_words, *each.cooperation_in_deeds)
        counted += (*each.conflict_in_words, *each.conflict_in_deeds)
        followed = f", {len(each.followed)} of them followed by one" if each.concede else ""
        bare = f"; {each.without_kind} without a kind" if each.without_kind else ""
        yield ConductLine(
            f"{words.name_of(case, each.party)}: {_many(len(each.concede), 'concession')} in words, "
            f"{len(each.retreat)} in deeds{followed}; cooperation {len(each.cooperation_in_words)} in "
            f"words, {len(each.cooperation_in_deeds)} in deeds; conflict "
            f"{len(each.conflict_in_words)} in words, {len(each.conflict_in_deeds)} in deeds{bare}",
            counted,
            each.evidence,
        )


def _agreements_kept(case: Case, conduct: Conduct) -> Iterator[ConductLine]:
    for each in conduct.agreements_kept:
        entry = case.find(each.commitment, "commitments")
        what = getattr(entry, "what", each.commitment).rstrip(".")
        found = f"found {each.finding}" if each.finding else "no finding"
        claims = [f"{words.name_of(case, each.party)} says {each.own_claim}"] * bool(each.own_claim)
        for claim in each.others_claims:
            who, _, says = claim.partition(": ")
            claims.append(f"{words.name_of(case, who)} says {says}")
        said = "; ".join(claims) or "no claim"
        text = f"{words.name_of(case, each.party)}, {what}: {found}; {said} ({each.status})"
        yield ConductLine(text, (each.commitment,), each.evidence)


def _reciprocity(case: Case, conduct: Conduct) -> Iterator[ConductLine]:
    for each in conduct.reciprocity:
        if each.rounds:
            entries = [e for r in each.rounds for e in (*r.entries, *r.response_entries)]
            yield ConductLine(_table(case, each), tuple(dict.fromkeys(entries)), ())


def _table(case: Case, found: Reciprocity) -> str:
    other = words.name_of(case, found.other)
    same = sum(each.response == "same time" for each in found.rounds)
    none = sum(each.response == "none" for each in found.rounds)
    text = (
        f"{words.name_of(case, found.party)} after {other} ({_many(len(found.rounds), 'move')}): "
        f"after a move toward it, {found.toward_after_toward} toward and "
        f"{found.away_after_toward} away; after a move away, {found.toward_after_away} toward and "
        f"{found.away_after_away} away; {same} at the same time, {none} without a move"
    )
    if found.coefficient is not None:
        return f"{text}; coefficient {found.coefficient} from {found.cases} cases"
    few = found.cases < ROUNDS_FOR_A_COEFFICIENT
    return f"{text}; {_many(found.cases, 'case')}, too few for a coefficient" if few else text


def _bargaining_codes(case: Case, conduct: Conduct) -> Iterator[ConductLine]:
    for each in conduct.bargaining_codes:
        if each.coded:
            codes = ", ".join(f"{code.code} {code.cases}" for code in each.coded)
            shares = []
            if each.soft + each.hard:
                shares.append(f"soft {each.soft} of {each.soft + each.hard}")
            if each.positive + each.negative:
                shares.append(f"positive {each.positive} of {each.positive + each.negative}")
            entries = tuple(e for code in each.coded for e in code.entries)
            text = f"{words.name_of(case, each.party)}: {'; '.join(shares)} ({codes})"
            yield ConductLine(text, entries, each.evidence)


def _paper_steps(case: Case, conduct: Conduct) -> Iterator[ConductLine]:
    for each in conduct.paper_steps:
        pair = f"{words.name_of(case, each.party)}, beside {words.name_of(case, each.other)}"
        if each.why_not:
            where = f" ({_label(case, each.missing)})" if each.missing else ""
            author = f" by {each.author}" if each.author else ""
            text = f"{pair}: no answer{author}: {each.why_not}{where}"
        else:
            types = ", ".join(" or ".join(step) for step in each.types)
            low, high = each.sensitivity_low, each.sensitivity_high
            bounds = [f"{value:.2f}" if value is not None else "no bound" for value in (low, high)]
            band = bounds[0] if bounds[0] == bounds[1] else f"{bounds[0]} to {bounds[1]}"
            text = f"{pair}, by {each.author}: {types}; sensitivity {band}"
        yield ConductLine(text, each.papers, ())


_TELLERS: Mapping[str, Callable[[Case, Conduct], Iterator[ConductLine]]] = MappingProxyType(
    {
        "first_moves": _first_moves,
        "answer_times": _answer_times,
        "issue_shares": _issue_shares,
        "paper_timings": _paper_timings,
        "retractions": _retractions,
        "added_demands": _added_demands,
        "words_and_deeds": _words_and_deeds,
        "agreements_kept": _agreements_kept,
        "reciprocity": _reciprocity,
        "bargaining_codes": _bargaining_codes,
        "paper_steps": _paper_steps,
    }
)
