"""Ids that stand twice, references to nothing, and circles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any

from ...numbers import written as decimal
from ...problems import Path, Problem, did_you_mean, listed, shown
from ..case import BLOCKS, CASE_FILE, Case, Placed, key_of, walk
from ..conflict import names_in
from ..entry import ID_PATTERN, MEDIATOR, PUBLIC, Entry
from ..issues import Issue, NumericRange, Rule
from ..judgements import Interaction, Judgement, PackageValue, Priority
from ..quantities import NumberUnreadable, parse_exact

_NAMES = {
    "parties": "party",
    "people": "person",
    "proposals": "proposal",
    "commitments": "commitment",
    "statements": "statement",
    "conflict": "course of action",
}


def check_references(case: Case, among: Placed | None = None) -> Iterator[Problem]:
    """Yield duplicate ids, unknown references, unknown options, and circles."""
    yield from _duplicate_ids(case)
    index = _Index(case)
    for block, position, entry in among if among is not None else case.entries():
        top: Path = (CASE_FILE, block, position)
        for path, value in walk(entry, top):
            yield from index.check_fields(value, path)
        yield from _supersession(index.ids, block, entry, top)
    for file, judgement in case.judgements:
        for path, value in walk(judgement, (file,)):
            yield from index.check_fields(value, path)
    yield from _circles(case)


def _duplicate_ids(case: Case) -> Iterator[Problem]:
    seen: dict[str, tuple[str, int]] = {}
    for block, position, entry in case.entries():
        if not entry.id:
            continue
        if entry.id in seen:
            other, at = seen[entry.id]
            yield Problem(
                "case-040",
                (CASE_FILE, block, position, "id"),
                f'the id "{entry.id}" is taken',
                f"entry {at + 1} of {other} has it already; an id is used once in the whole case",
            )
        seen.setdefault(entry.id, (block, position))


GUESSES_AT_MOST = 100
"""For how many unknown ids a likely one is looked for; each search takes a moment."""


class _Index:
    """What ids there are, by block, and what options, by issue."""

    def __init__(self, case: Case) -> None:
        self.ids: dict[str, set[str]] = {
            block: {entry.id for entry in case.block(block)} for block in BLOCKS
        }
        self.issues: dict[str, Issue] = {issue.id: issue for issue in case.issues}
        self.guesses_left = GUESSES_AT_MOST

    def check_fields(self, value: Any, path: Path) -> Iterator[Problem]:
        for each in fields(value):
            blocks = each.metadata.get("refers", "").split()
            inner = getattr(value, each.name)
            if not blocks or not inner:
                continue
            at = (*path, key_of(each.name))
            if blocks == ["options"]:
                yield from self._choice(inner, at, value)
            else:
                special = {PUBLIC, MEDIATOR} if each.name == "visible_to" else set()
                for where, reference in _each(inner, at):
                    if reference not in special:
                        yield from self._reference(reference, blocks, where)

    def _reference(self, reference: str, blocks: list[str], path: Path) -> Iterator[Problem]:
        if any(reference in self.ids[block] or "" in self.ids[block] for block in blocks):
            return
        added_to = " or ".join(blocks)
        wanted = " or ".join(_NAMES.get(block, block.removesuffix("s")) for block in blocks)
        for block, ids in self.ids.items():
            if reference in ids:
                yield Problem(
                    "case-042",
                    path,
                    f'"{reference}" is in {block}, not a {wanted}',
                    f"name a {wanted} here",
                )
                return
        if not re.match(ID_PATTERN, reference):
            yield Problem(
                "case-041",
                path,
                f"what stands here is no id of a {wanted}",
                f"write the id of an entry of {added_to}",
            )
            return
        known = set().union(*(self.ids[block] for block in blocks))
        if "visible_to" in path:
            known |= {PUBLIC, MEDIATOR}
        self.guesses_left -= 1
        near = did_you_mean(reference, sorted(known)) if self.guesses_left >= 0 else None
        hint = f'did you mean "{near}"?' if near else f"add it to {added_to}, or correct the id"
        yield Problem("case-041", path, f'there is no {wanted} "{shown(reference)}"', hint)

    def _choice(
        self, choice: Mapping[str, tuple[str, ...]], path: Path, said_in: Any
    ) -> Iterator[Problem]:
        ranges = isinstance(said_in, Interaction)
        for issue_id, options in choice.items():
            at = (*path, issue_id)
            if issue_id not in self.ids["issues"]:
                yield from self._reference(issue_id, ["issues"], at)
                continue
            issue = self.issues[issue_id]
            for where, option in _each(options, at):
                problems = list(unknown_option(issue, option, where, ranges=ranges))
                yield from problems
                if not problems and isinstance(said_in, Rule | Interaction | PackageValue):
                    yield from _between_steps(issue, option, where)


OPTIONS_AT_MOST = 50
"""Of how many options a likely one is looked for."""


def unknown_option(
    issue: Issue, option: str, path: Path, *, ranges: bool = False
) -> Iterator[Problem]:
    """Yield a problem if an issue has no such option, or no such number in its range.

    ``ranges`` says whether "3..5" may stand for all numbers from 3 to 5.
    """
    if issue.range is not None:
        yield from _number_in_range(issue.id, issue.range, option, path, ranges)
        return
    known = [each.id for each in issue.options]
    if option in known or "" in known:
        return
    near = did_you_mean(option, known) if len(known) <= OPTIONS_AT_MOST else None
    hint = f'did you mean "{near}"?' if near else "its options: " + listed(known)
    yield Problem("case-044", path, f'the issue "{issue.id}" has no option "{shown(option)}"', hint)


def _number_in_range(
    issue_id: str, bounds: NumericRange, written: str, path: Path, ranges: bool
) -> Iterator[Problem]:
    if bounds.low >= bounds.high:
        return
    low, dots, high = written.partition("..") if ranges else (written, "", "")
    try:
        first = parse_exact(low.strip())
        last = parse_exact(high.strip()) if dots else first
    except NumberUnreadable:
        fits = False
    else:
        fits = bounds.low <= min(first, last) and max(first, last) <= bounds.high
        if fits and last < first:
            yield Problem(
                "case-060",
                path,
                "the range ends below its beginning",
                "write the lower number first",
            )
    if not fits:
        wanted = "write such a number" + (", or two with .. between" if ranges else "")
        yield Problem(
            "case-047",
            path,
            f'the issue "{issue_id}" is settled at a number from {bounds.low} to {bounds.high}',
            f"{wanted}, without its unit",
        )


def _between_steps(issue: Issue, written: str, path: Path) -> Iterator[Problem]:
    """Yield a problem if no package can have such a number, since it is no step of the range.

    Of ``low..high`` only if there is no step from the one to the other. What papers propose may
    be any number.
    """
    bounds = issue.range
    if bounds is None or bounds.step is None or bounds.step <= 0 or bounds.low >= bounds.high:
        return
    low, dots, high = written.partition("..")
    first = Fraction(parse_exact(low.strip()))
    last = Fraction(parse_exact(high.strip())) if dots else first
    start, step = Fraction(bounds.low), Fraction(bounds.step)
    if first <= (last - start) // step * step + start:
        return
    below = (first - start) // step * step + start
    beside = [each for each in (below, below + step) if each <= bounds.high]
    yield Problem(
        "case-047",
        path,
        f'the issue "{issue.id}" is settled from {bounds.low} in steps of {bounds.step}',
        f"write {' or '.join(decimal(each) for each in beside)}, the nearest that there is",
    )


def references_in(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield every id that a record's own fields refer to, with its path.

    Of formulas and states, whatever could be one.
    """
    for each in fields(value):
        inner = getattr(value, each.name)
        if inner and each.metadata.get("refers", "") not in ("", "options"):
            yield from _each(inner, (*path, key_of(each.name)))
        elif inner and each.metadata.get("refers"):
            for issue in inner:
                yield (*path, key_of(each.name), issue), issue
    if isinstance(value, Priority):
        for name in sorted(names_in(value.formula)):
            yield (*path, "formula"), name
    elif isinstance(value, Judgement):
        for where, state in _each(value.state_order, (*path, "state_order")):
            for name in sorted(names_in(state)):
                yield where, name


def _each(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield each id in a reference: one, many, nested for ties, or the keys of a mapping."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key in value:
            yield (*path, key), key
    else:
        for index, item in enumerate(value):
            yield from _each(item, (*path, index))


def _supersession(
    ids: Mapping[str, set[str]], block: str, entry: Entry, path: Path
) -> Iterator[Problem]:
    for index, other in enumerate(entry.supersedes):
        at = (*path, "supersedes", index)
        if other == entry.id:
            yield Problem("case-045", at, "an entry supersedes itself", "name the earlier entry")
        elif other in ids[block] or "" in ids[block]:
            continue
        elif any(other in known for known in ids.values()):
            yield Problem(
                "case-046",
                at,
                f'"{other}" is not in {block}',
                "an entry supersedes one of its own block",
            )
        else:
            yield Problem(
                "case-041",
                at,
                f'there is no entry "{shown(other)}"',
                "name the id of an earlier entry of this block",
            )


def _circles(case: Case) -> Iterator[Problem]:
    for circle, position in _told_once(case.parties, "member_of"):
        yield Problem(
            "case-043",
            (CASE_FILE, "parties", position, "member_of"),
            "a circle of memberships: " + listed((*circle, circle[0]), " in "),
            "a party cannot belong to itself: remove one of these memberships",
        )
    for block in BLOCKS:
        for circle, position in _told_once(case.block(block), "supersedes"):
            if len(circle) > 1:
                yield Problem(
                    "case-045",
                    (CASE_FILE, block, position, "supersedes"),
                    "a circle of entries that supersede one another: "
                    + listed((*circle, circle[0])),
                    "the later entry supersedes the earlier one, not the reverse",
                )


def _told_once(entries: tuple[Entry, ...], field: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield each circle with the position of the entry it is told at: its smallest id."""
    links = {entry.id: getattr(entry, field) for entry in entries}
    if any(links.values()):
        positions = {entry.id: position for position, entry in enumerate(entries)}
        for circle in circles(links):
            yield circle, positions[circle[0]]


def circles(links: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield a circle for every link that closes one, each circle once, from its smallest id on.

    A walk in depth: no circle is yielded only if there is none. Cost: linear in the
    links, and in the length of each circle.

    >>> list(circles({"b": ("a",), "a": ("b",), "c": ("a",)}))
    [('a', 'b')]
    """
    told: set[tuple[str, ...]] = set()
    finished: set[str] = set()
    for start in links:
        path: dict[str, Iterator[str]] = {}
        node: str | None = start if start not in finished else None
        while node is not None:
            following = next(path.setdefault(node, iter(links[node])), None)
            if following is None:
                finished.add(node)
                del path[node]
                node = next(reversed(path), None)
            elif following in path:
                members = list(path)
                circle = members[members.index(following) :]
                least = circle.index(min(circle))
                turned = (*circle[least:], *circle[:least])
                if turned not in told:
                    told.add(turned)
                    yield turned
            elif following in links and following not in finished:
                node = following
