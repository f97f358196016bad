"""The exact frontier of a space of packages, by combining the issues instead of the packages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Literal

from ..preferences.axes import Outcome
from ..preferences.utility import holds
from .combining import Combiner, Limits, Thinned
from .elimination import Assignment, Bucket, Plan, eliminated, plan_of
from .progress import Progress
from .scaled import Scaled, Vector, scaled
from .sets import Node
from .space import BargainingProblem, Space
from .ways import Indexes, SetWays, Ways

INDEX_SHARE = 8
"""On the way back, indexes of sets take at most this part of the memory."""

Method = Literal["issues combined", "issues eliminated", "packages listed", "integer programming"]


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """The packages of which no other is as good for all parties and better for one.

    ``vectors`` holds each point once: for each party its utility times its scale, ascending.
    ``lost`` is zero for all where the frontier is exact; otherwise every package there is has a
    point here that gives each party at most so much less (times its scale), and ``thinned`` says why
    some were left out. A space without a package has no point.
    """

    scales: tuple[int, ...]
    vectors: tuple[Vector, ...]
    lost: Vector
    method: Method
    ways: Ways
    thinned: Thinned = ""

    def __len__(self) -> int:
        return len(self.vectors)

    @property
    def exact(self) -> bool:
        """Whether nothing was left out."""
        return not any(self.lost)

    @property
    def points(self) -> tuple[tuple[Fraction, ...], ...]:
        """The utility vectors, in the order of ``vectors``."""
        return tuple(self._fractions(vector) for vector in self.vectors)

    @property
    def bound(self) -> tuple[Fraction, ...]:
        """How much better for each party a package left out can be; zeros where exact."""
        return self._fractions(self.lost)

    def _fractions(self, vector: Vector) -> tuple[Fraction, ...]:
        return tuple(Fraction(n, scale) for n, scale in zip(vector, self.scales, strict=True))

    def packages(self, point: int, at_most: int | None = None) -> tuple[Outcome, ...]:
        """Return the packages that reach a point: all, or the first so many.

        Of a frontier that is not exact, those that were not left out.
        """
        return tuple(islice(self.ways.packages(point), at_most))

    def counts(self) -> tuple[int | None, ...]:
        """Return how many packages reach each point; None where that would take too much."""
        return self.ways.counts()

    def firsts(self) -> tuple[Outcome, ...]:
        """Return one package for each point: quicker than :meth:`packages` for all of them."""
        return self.ways.firsts()


def combined(
    problem: BargainingProblem, limits: Limits, progress: Progress | None = None
) -> Frontier:
    """Return the frontier where neither rules nor interactions tie issues together.

    The efficient sums of efficient partial sums are all efficient sums, so the issues are added
    one by one. Cost: the sizes of the partial frontiers times the options; not the packages.
    """
    numbers = scaled(problem)
    combiner = Combiner(numbers.layout, limits, 2 * len(numbers.rows))
    order = sorted(range(len(numbers.rows)), key=lambda axis: len(numbers.rows[axis]))
    node: Node | None = None
    for done, axis in enumerate(order):
        leaf = combiner.leaf(axis, list(enumerate(numbers.rows[axis])))
        node = leaf if node is None else combiner.added(node, leaf)
        if progress is not None:
            progress(done + 1, len(order))
    node = combiner.nothing() if node is None else node
    return _told(problem, numbers, combiner, node, "issues combined")


def plan_for(problem: BargainingProblem, numbers: Scaled) -> Plan:
    """Return in which order the issues would be taken out, and the work it would be."""
    lengths = [len(axis.options) for axis in problem.space.axes]
    scopes = [[axis for axis, _ in when] for when in problem.space.forbidden]
    scopes += [[axis for axis, _ in term.when] for term in numbers.terms]
    return plan_of(lengths, scopes)


def by_elimination(
    problem: BargainingProblem,
    plan: Plan,
    limits: Limits,
    progress: Progress | None = None,
) -> Frontier:
    """Return the frontier under rules and interactions, taking the issues out one at a time.

    The cost follows the width of the graph of rules and interactions, and the sizes of the
    partial frontiers [Dechter 1999]; not the number of packages.
    """
    numbers = scaled(problem)
    combiner = Combiner(numbers.layout, limits, 2 * plan.work)
    lengths = [len(axis.options) for axis in problem.space.axes]
    step = _Step(problem.space, numbers, combiner)
    roots = eliminated(plan, lengths, step.combine, progress)
    node: Node | None = combiner.nothing()
    for root in sorted((r for r in roots if r is not None), key=lambda each: len(each.vectors)):
        node = combiner.added(node, root) if node is not None else None
    if any(root is None for root in roots):
        node = None
    return _told(problem, numbers, combiner, node, "issues eliminated")


@dataclass(frozen=True, slots=True)
class _Step:
    space: Space
    numbers: Scaled
    combiner: Combiner

    def combine(
        self, bucket: Bucket, assignment: Assignment, options: Iterator[tuple[int, list[Node]]]
    ) -> Node | None:
        """Return the efficient vectors of all options of an axis, for one choice on its scope."""
        rules = len(self.space.forbidden)
        plain: list[tuple[int, Vector]] = []
        parts: list[Node] = []
        for place, children in options:
            if any(
                holds(self.space.forbidden[term], assignment)
                for term in bucket.terms
                if term < rules
            ):
                continue
            vector = list(self.numbers.rows[bucket.axis][place])
            for number in bucket.terms:
                if number >= rules:
                    term = self.numbers.terms[number - rules]
                    if holds(term.when, assignment) != term.inverted:
                        vector = [a + b for a, b in zip(vector, term.vector, strict=True)]
            if not children:
                plain.append((place, tuple(vector)))
                continue
            node: Node = self.combiner.leaf(bucket.axis, [(place, tuple(vector))])
            for child in children:
                node = self.combiner.added(child, node)
            parts.append(node)
        if plain:
            parts.append(self.combiner.leaf(bucket.axis, plain))
        return self.combiner.joined(parts) if parts else None


def _told(
    problem: BargainingProblem,
    numbers: Scaled,
    combiner: Combiner,
    node: Node | None,
    method: Method,
) -> Frontier:
    scales = tuple(each.scale for each in problem.utilities)
    if node is None:
        node = combiner.none()
    kept, lost = combiner.told(node, len(problem.space.axes))
    vectors = numbers.layout.unpacked(node.vectors[kept])
    order = sorted(range(len(vectors)), key=vectors.__getitem__)
    told = numbers.told([vectors[row] for row in order])
    memory = combiner.limits.memory_bytes
    ways = SetWays(
        node,
        numbers.layout,
        tuple(kept[order].tolist()),
        tuple(len(axis.options) for axis in problem.space.axes),
        memory,
        Indexes(memory // INDEX_SHARE),
    )
    return Frontier(scales, tuple(told), lost, method, ways, combiner.thinned)
