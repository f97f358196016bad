"""Where the steps of a graph stand in a picture: rows from top to bottom, circles kept together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Rows:
    """The steps of a picture row by row, and the links between them."""

    rows: tuple[tuple[str, ...], ...]
    links: tuple[tuple[str, str], ...]


def rows_of(steps: Sequence[str], links: Sequence[tuple[str, str]]) -> Rows:
    """Return the steps in rows, so that links lead down, except inside circles.

    Steps of a circle stand in rows next to one another. Within a row the steps keep the
    order given, turned so that each stands near what it waits for. Cost: linear, and the
    sorting of rows.

    >>> rows_of(["a", "b", "c"], [("b", "a"), ("b", "c")]).rows
    (('b',), ('a', 'c'))
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(steps)
    graph.add_edges_from(links)
    circles = nx.condensation(graph)
    order = {key: index for index, key in enumerate(steps)}
    level: dict[int, int] = {}
    groups: dict[int, list[list[str]]] = {}
    for number in nx.topological_sort(circles):
        level[number] = 1 + max((level[each] for each in circles.predecessors(number)), default=-1)
    for number in circles:
        after = [level[each] for each in circles.successors(number)]
        if after and not any(circles.predecessors(number)):
            level[number] = min(after) - 1  # what waits for nothing stands near what waits for it
        members = sorted(circles.nodes[number]["members"], key=order.__getitem__)
        groups.setdefault(level[number], []).append(members)
    rows: list[tuple[str, ...]] = []
    place: dict[str, float] = {}
    for height in sorted(groups):
        for row in _rows(groups[height], graph, place, order):
            rows.append(row)
            place.update({key: (index + 0.5) / len(row) for index, key in enumerate(row)})
    return Rows(tuple(rows), tuple(graph.edges))


def _rows(
    groups: list[list[str]],
    graph: nx.DiGraph[str],
    place: Mapping[str, float],
    order: Mapping[str, int],
) -> list[tuple[str, ...]]:
    """Return groups of one height in rows; a group that is a circle is not torn apart."""

    def near(group: list[str]) -> tuple[float, int]:
        above = [place[each] for key in group for each in graph.predecessors(key) if each in place]
        return (sum(above) / len(above) if above else 0.5, order[group[0]])

    found: list[tuple[str, ...]] = []
    row: list[str] = []
    for group in sorted(groups, key=near):
        if row and len(row) + len(group) > IN_A_ROW:
            found.append(tuple(row))
            row = []
        row.extend(group)
        while len(row) > IN_A_ROW:
            found.append(tuple(row[:IN_A_ROW]))
            row = row[IN_A_ROW:]
    if row:
        found.append(tuple(row))
    return found
