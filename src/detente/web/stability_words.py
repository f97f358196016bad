"""The words for which states of a conflict hold, for whom, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from detente.core.stability.ahead import Ahead, GoalTold, PreferenceChange
from detente.core.stability.analysis import ROWS_AT_MOST, ConflictAnalysis
from detente.core.stability.five import ConceptName
from detente.core.stability.reasons import WITHOUT_ESCAPE
from detente.core.stability.told import MoveTold, StateRow, WhyHolds

from . import words
from .amounts import many
from .conflict_labels import Labels

CONCEPT_LABELS: Mapping[ConceptName, str] = MappingProxyType(
    {
        "nash": "Nash",
        "general": "general",
        "symmetric": "symmetric",
        "sequential": "sequential",
        "symmetric sequential": "symmetric sequential",
    }
)

CONCEPT_LETTERS: Mapping[ConceptName, str] = MappingProxyType(
    {
        "nash": "N",
        "general": "G",
        "symmetric": "S",
        "sequential": "Q",
        "symmetric sequential": "SQ",
    }
)
"""What stands at the head of a narrow column."""

CONCEPT_MEANINGS: Mapping[ConceptName, str] = MappingProxyType(
    {
        "nash": "nobody can move to anything it prefers",
        "general": "what somebody could gain by a move, the others can take away again",
        "symmetric": (
            "what somebody could gain, the others can take away, and no further move of its own helps"
        ),
        "sequential": (
            "what somebody could gain, the others can take away by moves that are gains for them"
        ),
        "symmetric sequential": (
            "what somebody could gain, the others can take away by moves that are gains for them, "
            "and no further move of its own helps"
        ),
    }
)

SIGNS: Mapping[bool | None, str] = MappingProxyType({True: "●", False: "·", None: "?"})
"""Whether a state holds for all: certainly, not, or not determined."""

LEGEND = "● holds for all, · does not, ? not determined."
NEVER_FOR = "Never for: for whom it holds under none of these."

ALL_SHOWN = 16
"""Of so many states all are listed; of more, those that hold."""

NOT_FACTS = (
    "All of this rests on the judgements of what each party prefers, and on the courses of action "
    "that are recorded. What holds in this picture may not hold outside it."
)

EXERCISE = "These orders are an exercise: they are nobody's true preferences."

WHY_NOT: Mapping[str, str] = MappingProxyType(
    {
        "no courses of action": "The case records no courses of action: nobody can do or leave anything.",
        "too many courses of action": "There are too many courses of action: 62 at most can be reckoned with.",
        "no state is possible": "The rules exclude every state.",
        "too many states": "More states are possible than can be looked at one by one: exclude some by rules "
        '("together", "without"), or withdraw courses of action.',
    }
)

WHAT_IS_NEEDED = (
    'Under "conflict", the case says what each party can do or leave; its judgements order the '
    "states, by statements in order of importance or one by one."
)

NOT_RANKED: Mapping[str, str] = MappingProxyType(
    {
        "no judgement of states": "no judgement says which states it prefers",
        "the order leaves states out": "the order of the states leaves some out",
        "the order names a state twice": "the order of the states names one twice",
        "a statement cannot be read": "a statement of its judgement cannot be read",
        "a weight is a range": "a weight is a range, which gives no order",
    }
)


def headline(found: ConflictAnalysis) -> str:
    """Return the answer in a sentence: how many states hold for all."""
    if found.why_not:
        return WHY_NOT[found.why_not]
    certain = {each.concept: each.equilibria for each in found.counts}
    least = min(certain.values(), default=0)
    most = max(certain.values(), default=0)
    if most == 0:
        return (
            f"Of {many(found.states, 'state')} it is not determined which hold for all."
            if _may_be_more(found)
            else f"None of {many(found.states, 'state')} holds for all."
        )
    verb = "holds" if most == 1 else "hold"
    of = f"of {many(found.states, 'state')} {verb} for all"
    more = " More may: some preferences are not known." if _may_be_more(found) else ""
    if least != most:
        return f"{least:,} to {most:,} {of}, by how far the parties look ahead.{more}"
    under = " under each concept" if len(found.counts) > 1 else ""
    return f"{most:,} {of}{under}.{more}"


def _may_be_more(found: ConflictAnalysis) -> bool:
    return any(each.possible for each in found.counts)


def unknown_lines(labels: Labels, found: ConflictAnalysis) -> Iterable[str]:
    """Yield what is not known of parties' preferences, and what follows."""
    for each in found.not_ranked:
        yield f"{labels.party(each.party)}: {NOT_RANKED[each.why]}; what hangs on it is not determined."
    for party in found.not_moving:
        yield f"{labels.party(party)} cannot move in any state, so that every state holds for it."


def asked(found: ConflictAnalysis) -> tuple[str, ...]:
    """Return the states of which all is told: the one to begin with, and the goal."""
    begin = (found.ahead.start,) if found.ahead else ()
    return tuple(dict.fromkeys((*begin, *(each.state for each in found.goal))))


def shown_rows(found: ConflictAnalysis, asked: Sequence[str]) -> tuple[StateRow, ...]:
    """Return the states to list: all of a few, else those that hold for all, now, or are asked for."""
    if len(found.rows) == found.states <= ALL_SHOWN:
        return found.rows
    return tuple(
        row
        for row in found.rows
        if row.state in (found.now, *asked) or any(each.equilibrium for each in row.verdicts)
    )


def left_out(found: ConflictAnalysis, rows: Sequence[StateRow]) -> str:
    """Return what is said of the states not listed; empty for none."""
    holding = sum(any(each.equilibrium for each in row.verdicts) for row in rows)
    more = found.states - len(rows)
    if not more:
        return ""
    if holding >= ROWS_AT_MOST:
        return f"{more:,} more states are not listed; some of them may hold for all."
    verb = "holds" if more == 1 else "hold"
    return f"{many(more, 'other state')} certainly {verb} for all under none of these."


def sign(row: StateRow, concept: ConceptName) -> str:
    """Return the sign of whether a state holds for all under a concept."""
    verdict = next(each for each in row.verdicts if each.concept == concept)
    if verdict.equilibrium:
        return SIGNS[True]
    return SIGNS[False] if verdict.not_for else SIGNS[None]


def legend(never: Iterable[str]) -> str:
    """Return what the signs of the table mean; ``never``: for whom each state holds never."""
    return f"{LEGEND} {NEVER_FOR}" if any(never) else LEGEND


def not_for(labels: Labels, row: StateRow) -> str:
    """Return for whom a state does not hold under any of the concepts; empty for nobody."""
    sets = [frozenset(each.not_for) for each in row.verdicts]
    named = dict.fromkeys(party for each in row.verdicts for party in each.not_for)
    return labels.parties(party for party in named if all(party in each for each in sets))


def reason_lines(
    labels: Labels, found: ConflictAnalysis, name: str
) -> Iterable[tuple[str, list[str]]]:
    """Yield for each party a heading, and in sentences why a state holds for it or not.

    Parties of which the same is told are named together.
    """
    told: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for party in found.parties:
        mine = [each for each in found.reasons if (each.state, each.party) == (name, party)]
        told.setdefault((_verdict(mine), tuple(_improvements(labels, mine))), []).append(party)
    for (verdict, lines), parties in told.items():
        yield f"{labels.parties(parties)}: {verdict}", list(lines)


def _verdict(reasons: Sequence[WhyHolds]) -> str:
    """Return under which concepts a state holds for a party."""
    holding = [CONCEPT_LABELS[each.concept] for each in reasons if each.holds]
    unknown = [CONCEPT_LABELS[each.concept] for each in reasons if each.holds is None]
    if len(holding) == len(reasons):
        return "holds" + ("" if len(reasons) == 1 else " under every concept")
    left = [CONCEPT_LABELS[each.concept] for each in reasons if each.holds is False]
    if len(left) == 1 and len(holding) == len(reasons) - 1 > 1:
        return f"holds under all but {left[0]}"
    parts = []
    if holding:
        parts.append(f"holds ({', '.join(holding)})")
    if unknown:
        parts.append(f"not determined ({', '.join(unknown)})")
    if left:
        parts.append("does not hold" + (f" ({', '.join(left)})" if holding or unknown else ""))
    return "; ".join(parts)


def _improvements(labels: Labels, reasons: Sequence[WhyHolds]) -> Iterable[str]:
    """Yield a sentence for each improvement, with its answers and the concepts they serve."""
    improvements = dict.fromkeys(i.state for each in reasons for i in each.improvements)
    if not improvements and any(each.holds for each in reasons):
        yield "No move of its own leads to anything it prefers."
    for target in improvements:
        answers: dict[tuple[MoveTold, ...] | bool | None, list[WhyHolds]] = {}
        for each in reasons:
            if each.concept == "nash":
                continue
            for told in each.improvements:
                if told.state == target:
                    answer = told.answer if told.deterred else told.deterred
                    answers.setdefault(answer, []).append(each)
        gain = f"It could move to {labels.named(target)}, which it prefers."
        yield " ".join([gain, *(_answered(labels, told, c) for told, c in answers.items())])
    if more := max((each.left for each in reasons), default=0):
        yield f"It could move to {many(more, 'more state')} that it prefers."


def _answered(
    labels: Labels, answer: tuple[MoveTold, ...] | bool | None, reasons: Sequence[WhyHolds]
) -> str:
    """Return a sentence on one answer, with the concepts under which it is one."""
    names = [CONCEPT_LABELS[each.concept] for each in reasons]
    under = f" ({', '.join(names)})" if len(names) < len(CONCEPT_LABELS) - 1 else ""
    if answer is None:
        return f"Whether anything deters it is not determined{under}."
    if isinstance(answer, bool):
        return f"Nothing deters it{under}."
    steps = steps_told(labels, answer)
    tail = ""
    if any(each.concept in WITHOUT_ESCAPE for each in reasons):
        tail = ", and no move of its own would make that good"
    return f"What deters it: {steps}. That is no better for it than to stay{tail}{under}."


def steps_told(labels: Labels, steps: Iterable[MoveTold]) -> str:
    """Return moves in order: "A moves to state b, then C to state d"."""
    told = [(labels.party(each.party), labels.named(each.state)) for each in steps]
    return ", then ".join(
        f"{party} {'to' if place else 'moves to'} {state}"
        for place, (party, state) in enumerate(told)
    )


# From here on

IMPROVING: Mapping[bool | None, str] = MappingProxyType(
    {
        True: "by improvements",
        False: "not by improvements alone",
        None: "whether by improvements is not determined",
    }
)


def ahead_lines(labels: Labels, found: Ahead) -> Iterable[str]:
    """Yield in sentences what can come of a state, and the ways to those that hold for all."""
    start = labels.named(found.start)
    if not found.by_moves:
        yield f"Nobody can move from {start}."
        return
    if found.more_possible:
        improvements = (
            f"to {found.by_improvements:,} of them by improvements alone, and to "
            f"{found.more_possible:,} more perhaps, by preferences that are not known"
        )
    elif found.by_improvements:
        improvements = f"to {many(found.by_improvements, 'state')} by improvements alone"
    else:
        improvements = (
            "to none by improvements alone: nobody has a reason of its own to make the first move"
        )
    yield f"From {start} moves lead to {many(found.by_moves, 'other state')}, {improvements}."
    for way in found.ways:
        kind = IMPROVING[way.improving]
        yield f"To {labels.named(way.to)}, {kind}: {steps_told(labels, way.moves)}."
    if found.out_of_reach:
        states = words.joined((labels.named(each) for each in found.out_of_reach), "or")
        yield f"No moves lead to {states} from there."


# What would have to change

CHANGES_OF_MIND = (
    "A change counts by the pairs of states that a party would have to put in another order; fewest first. "
    "It says what would be enough, not that anybody should or would change."
)


def alike(goals: Sequence[GoalTold]) -> list[list[GoalTold]]:
    """Return what is to change by concept, those of which the same is told together."""
    groups: dict[GoalTold, list[GoalTold]] = {}
    for each in goals:
        changes = tuple(
            replace(
                change,
                share=None,
                settled=tuple(replace(one, escapes=()) for one in change.settled),
            )
            for change in each.changes
        )
        groups.setdefault(replace(each, concept="nash", changes=changes), []).append(each)
    return list(groups.values())


def goal_lines(labels: Labels, goals: Sequence[GoalTold]) -> Iterable[str]:
    """Yield in sentences what would have to change for a state to hold for all.

    ``goals`` are the concepts of which the same is told.
    """
    found = goals[0]
    concept = ", ".join(CONCEPT_LABELS[each.concept] for each in goals)
    if found.possible is None:
        yield f"{concept}: not determined, for want of preferences."
        return
    if found.holds:
        yield f"{concept}: it holds for all as it is."
        return
    if found.possible == "impossible":
        yield f"{concept}: no change of preferences makes it hold."
        return
    if found.possible == "not settled":
        yield f"{concept}: no change was found that makes it hold; that there is none is not proved."
        return
    yield (
        f"{concept}: it would hold for all if {many(found.pairs, 'pair')} of states changed "
        f"order ({_fewest(found)})."
    )
    for place, change in enumerate(found.changes):
        shares = {each.concept: each.changes[place].share for each in goals}
        yield f"{change_told(labels, found.state, change)} {shares_told(shares)}".rstrip()


def _fewest(found: GoalTold) -> str:
    """Return how sure it is that no fewer changes will do; one at least is needed: it does not hold."""
    at_least = max(found.at_least, 1)
    if found.pairs == at_least:
        return "no fewer will do"
    return f"at least {at_least:,} {'is' if at_least == 1 else 'are'} needed"


def change_told(labels: Labels, goal: str, change: PreferenceChange) -> str:
    """Return what a party would have to prefer to what, and which moves are deterred then."""
    named = [labels.named(each) for each in change.below]
    below = words.joined([*named, f"{change.more:,} more"] if change.more else named)
    parts = [
        f"{labels.party(change.party)} would have to find {labels.named(goal)} at least as "
        f"good as {below} ({many(change.pairs, 'pair')})."
    ]
    for each in change.settled:
        if each.deterred:
            steps = steps_told(labels, each.answer)
            parts.append(f"The move to {labels.named(each.state)} is then deterred: {steps}.")
    return " ".join(parts)


def shares_told(shares: Mapping[ConceptName, Fraction | None]) -> str:
    """Return in what part of all orders a state would hold for a party; empty if not counted."""
    known = {concept: each for concept, each in shares.items() if each is not None}
    if not known:
        return ""
    told = [_share(each) for each in known.values()]
    if len(set(told)) > 1:
        told = [f"{one} ({CONCEPT_LABELS[each]})" for one, each in zip(told, known, strict=True)]
    parts = words.joined(dict.fromkeys(told))
    return f"Of all strict orders that it could have, the state holds for it by {parts}."


def _share(share: Fraction) -> str:
    percent = share * 100
    if percent.denominator == 1:
        return f"{percent.numerator} percent"
    return f"about {round(float(percent), 1):g} percent"
