"""Whether a change of one party's position brings it nearer to another party."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from ..record.entry import about
from ..record.issues import Issue
from .gaps import Gap, gap, overlap, shuts_out
from .stands import SHUT, WILLING, Span, Stand, Subject, span_of

Answer = Literal["moved toward", "unchanged", "moved away", "cannot be told"]
Ground = Literal["", "distance", "overlap", "shutting out", "stance"]
Reason = Literal[
    "",
    "other is silent",
    "nothing stood",
    "nothing stands",
    "nothing to measure",
    "ranges overlap",
    "options have no order",
    "both nearer and farther",
    "other says nothing of it",
    "depends on the other's order",
    "order not known",
    "before or after",
    "no other principal",
]

OPENNESS = {
    "red line": 0,
    "refuses": 1,
    "reserves": 2,
    "could accept": 3,
    "offers": 4,
    "accepts": 4,
    "demands": 4,
}
"""How open a party is to an option that the other would settle for."""
INSISTENCE = {
    "red line": -2,
    "refuses": -1,
    "reserves": 0,
    "could accept": 1,
    "offers": 2,
    "accepts": 2,
    "demands": 3,
}
"""How much a party insists on an option that the other would not settle for."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What a change of position is in relation to another party's standing positions."""

    other: str = about("the other party's id")
    answer: Answer = about("moved toward it, unchanged, moved away, or cannot be told")
    ground: Ground = about("what decided: the distance, the overlap, shutting out, or the stance")
    reason: Reason = about("why it cannot be told; empty where it can")
    before: Gap | None = about("the distance before, in steps or units, where there is one")
    after: Gap | None = about("the distance after")


def relation(other: str, before: Stand, after: Stand, theirs: Stand, issue: Issue) -> Relation:
    """Return what a change is in relation to one state of another party's positions.

    The first of these that differs decides: the distance; whether one shuts out
    what the other would settle for; for options without order, how much they have in
    common; the stance on the same options. Where the same is said before and after, nothing has
    changed, whatever the other says. Cost: that of the distance.
    """
    if before.said == after.said:
        between = None if theirs.silent else gap(before, theirs, issue)
        return Relation(other, "unchanged", "", "", between, between)
    why: Reason = ""
    if theirs.silent:
        why = "other is silent"
    elif before.silent:
        why = "nothing stood"
    elif after.silent:
        why = "nothing stands"
    if why:
        return Relation(other, "cannot be told", "", why, None, None)
    was, now = gap(before, theirs, issue), gap(after, theirs, issue)
    grounds: tuple[tuple[Ground, Sign], ...] = (
        ("distance", _by_distance(before, after, theirs, issue)),
        ("shutting out", _by_shutting_out(before, after, theirs)),
        ("overlap", _by_overlap(before, after, theirs, issue)),
        ("stance", _by_stance(before, after, theirs, issue)),
    )
    for ground, sign in grounds:
        if isinstance(sign, str):
            return Relation(other, "cannot be told", "", sign, was, now)
        if sign:
            answer: Answer = "moved toward" if sign > 0 else "moved away"
            return Relation(other, answer, ground, "", was, now)
    untold = _untold(before, after, theirs, issue)
    return Relation(other, "cannot be told" if untold else "unchanged", "", untold, was, now)


def _untold(before: Stand, after: Stand, theirs: Stand, issue: Issue) -> Reason:
    """Return why nothing can be told where no ground decided; empty where nothing has changed."""
    if not (theirs.willing or theirs.willing_spans or theirs.shut or theirs.shut_spans):
        return "other says nothing of it"
    if issue.ordered or issue.range is not None:
        measured = all(each.willing_spans or each.shut_spans for each in (before, after))
        return "" if measured else "nothing to measure"
    return "" if before.willing == after.willing else "options have no order"


def relation_to_all(other: str, found: Iterable[Relation]) -> Relation:
    """Return one relation from those to each state the other's positions may have been in.

    Where they agree, that is the answer, with the distances widened to hold them
    all; where they differ, it cannot be told. States in which the other was silent say nothing
    where another state says something. ``found`` holds one at least.
    """
    readings = tuple(dict.fromkeys(found))
    telling = tuple(each for each in readings if each.reason != "other is silent") or readings
    if len({each.answer for each in telling}) > 1:
        return Relation(
            other,
            "cannot be told",
            "",
            "depends on the other's order",
            _widest(each.before for each in telling),
            _widest(each.after for each in telling),
        )
    return replace(
        telling[0],
        before=_widest(each.before for each in telling),
        after=_widest(each.after for each in telling),
    )


def _widest(found: Iterable[Gap | None]) -> Gap | None:
    known = [each for each in found if each is not None]
    if not known:
        return None
    return Gap(min(each.low for each in known), max(each.high for each in known))


Sign = int | Reason


def _by_distance(before: Stand, after: Stand, theirs: Stand, issue: Issue) -> Sign:
    """Return 1 for nearer, -1 for farther, 0 where it is the same or there is no distance."""
    was, now = gap(before, theirs, issue), gap(after, theirs, issue)
    if was is None or now is None or was == now:
        return 0
    if not before.willing_spans and not after.willing_spans:  # only what is shut out changes
        if _within(after.shut_spans, before.shut_spans) and now.low <= was.low:
            return 1 if now.low < was.low else 0
        if _within(before.shut_spans, after.shut_spans) and now.low >= was.low:
            return -1 if now.low > was.low else 0
        return "ranges overlap"
    sure = (now.high <= was.low) - (now.low >= was.high)
    if sure or not (before.willing_spans and after.willing_spans and theirs.willing_spans):
        return sure or "ranges overlap"
    by_bounds = _by_bounds(was, now)
    at_ends = {
        _by_bounds(gap(before, each, issue), gap(after, each, issue)) for each in _ends(theirs)
    }
    return by_bounds if by_bounds and not at_ends & {None, -by_bounds} else "ranges overlap"


def _by_bounds(was: Gap | None, now: Gap | None) -> int | None:
    """Return 1 where neither bound is farther and one nearer, -1 the other way; None for both."""
    assert was is not None  # all are willing to settle for something
    assert now is not None
    signs = {
        (was.low > now.low) - (was.low < now.low),
        (was.high > now.high) - (was.high < now.high),
    }
    signs.discard(0)
    if len(signs) > 1:
        return None
    return signs.pop() if signs else 0


def _ends(theirs: Stand) -> tuple[Stand, Stand]:
    """Return what the other would settle for at the low ends of its numbers, and at the high ones."""
    low = tuple(Span(each.low, each.low) for each in theirs.willing_spans)
    high = tuple(Span(each.high, each.high) for each in theirs.willing_spans)
    return replace(theirs, willing_spans=low), replace(theirs, willing_spans=high)


def _within(inner: tuple[Span, ...], outer: tuple[Span, ...]) -> bool:
    return all(
        any(each.low <= span.low and span.high <= each.high for each in outer) for span in inner
    )


def _by_shutting_out(before: Stand, after: Stand, theirs: Stand) -> Sign:
    was = shuts_out(before, theirs) + shuts_out(theirs, before)
    now = shuts_out(after, theirs) + shuts_out(theirs, after)
    return (was > now) - (was < now)


def _by_overlap(before: Stand, after: Stand, theirs: Stand, issue: Issue) -> Sign:
    """Return the change in how many of the other's options a party would settle for."""
    unknown = "unknown" in (overlap(before, theirs, issue), overlap(after, theirs, issue))
    if issue.ordered or issue.range is not None or unknown:
        return 0
    was, now = len(before.willing & theirs.willing), len(after.willing & theirs.willing)
    return (now > was) - (now < was)


def _by_stance(before: Stand, after: Stand, theirs: Stand, issue: Issue) -> Sign:
    """Return the change of stance on what is spoken of both before and after."""
    signs: set[int] = set()
    for subject, was in before.stances.items():
        now = after.stances.get(subject)
        if now is None or now == was:
            continue
        sign = _of_stance(subject, was, now, theirs, issue)
        if sign is None:
            return "other says nothing of it"
        signs.add(sign)
    signs.discard(0)
    if len(signs) > 1:
        return "both nearer and farther"
    return signs.pop() if signs else 0


def _of_stance(subject: Subject, was: str, now: str, theirs: Stand, issue: Issue) -> int | None:
    wanted, shut = _of_other(subject, theirs, issue)
    more_open = (OPENNESS[now] > OPENNESS[was]) - (OPENNESS[now] < OPENNESS[was])
    insists_less = (INSISTENCE[now] < INSISTENCE[was]) - (INSISTENCE[now] > INSISTENCE[was])
    if wanted:
        return more_open
    if shut:
        return insists_less
    speaks = bool(theirs.willing or theirs.willing_spans)
    return insists_less if speaks and not {was, now} & SHUT else None


def _of_other(subject: Subject, theirs: Stand, issue: Issue) -> tuple[bool, bool]:
    """Return whether the other would settle for this, and whether it shuts it out."""
    if isinstance(subject, str):
        if not subject:  # the issue as a whole
            stance = theirs.stances.get("", "")
            return stance in WILLING or bool(theirs.willing), stance in SHUT
        return subject in theirs.willing, subject in theirs.shut
    span = span_of(subject, issue)
    if span is None:
        return False, False
    return (
        any(each.low <= span.high and span.low <= each.high for each in theirs.willing_spans),
        any(each.low <= span.low and span.high <= each.high for each in theirs.shut_spans),
    )
