"""Our JSON of graph models: options and what is infeasible, or states and moves one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches

from detente.core.preferences.rankings import Ranks
from detente.core.problems import shown
from detente.core.record.formulas import FormulaUnreadable
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs, Moves
from detente.core.stability.options import Course, Direction, Pattern
from detente.formats.yaml_text import Node

from .beside import json_of
from .fields import Fields
from .limits import MOVES_AT_MOST
from .listed import Listed, listed_states
from .making import check_options, check_parties, feasible, moves_of, warn_of_parties, without
from .model_file import GraphModelFile, Pair, Preference
from .preferences import FORMS, ranked, said, state_named
from .schema import SCHEMA
from .states import States, patterns_in

DIRECTIONS: dict[str, Direction] = {"both": "both", "fwd": "forward", "back": "back"}
"""How a file says in which direction an option can change."""

UNDERSTOOD = (
    "id", "schema", "title", "decision_makers", "options", "infeasible", "removed_moves",
    "n_states", "feasible_states", "moves", "preferences", "status_quo",
)  # fmt: skip
"""The fields that make the model; the others are kept as they are."""

_BESIDE = frozenset({"n_moves", "reference"})
_MUCH_ALIKE = 0.8


def is_own(root: Node) -> bool:
    """Return whether a file looks like a graph model of ours."""
    return root.kind == "mapping" and any(
        root.get(name) is not None for name in ("decision_makers", "schema")
    )


def model_file(root: Node, fields: Fields) -> GraphModelFile:
    """Return the model in a file; list what is wrong, and raise ``Refused`` if anything is."""
    return _Reader(root, fields).whole()


@dataclass(slots=True)
class _Reader:
    root: Node
    fields: Fields
    parties: tuple[str, ...] = ()
    options: tuple[Course, ...] = ()
    infeasible: tuple[Pattern, ...] | None = None
    told: list[tuple[Preference, ...]] = field(default_factory=list)

    def whole(self) -> GraphModelFile:
        """Return the model, step by step; what a later step needs is checked before it."""
        fields, root = self.fields, self.root
        schema = fields.text(fields.need(root, "schema"), "schema")
        if schema is not None and schema != SCHEMA:
            node = fields.need(root, "schema") or root
            fields.add("model-004", node, "another schema than is read here", f'write "{SCHEMA}"')
            fields.stop_at_errors()
        title = fields.name(fields.need(root, "title"), "title")
        name = fields.name(fields.may(root, "id"), "id")
        self._likely()
        self._people()
        fields.stop_at_errors()
        moves_node = fields.may(root, "moves")
        listed = self._states(graph=moves_node is not None)
        states = listed.states
        if moves_node is None:
            moves = moves_of(states.codes, self.options, len(self.parties), root, fields)  # type: ignore[arg-type]
            removed = self._pairs(fields.may(root, "removed_moves"), "removed_moves", states)
            moves = tuple(self._removed(*each) for each in zip(moves, removed, strict=True))
            arcs = None
        else:
            arcs = self._pairs(moves_node, "moves", states)
            moves = tuple(Arcs.of(states.count, each) for each in arcs)
            removed = ()
        ranks = self._preferences(states)
        quo = fields.may(root, "status_quo")
        status_quo = None if quo is None else state_named(quo, "status_quo", states, fields)
        self._counted(moves)
        warn_of_parties(
            self.parties, moves, [bool(each) for each in self.told],
            fields.may(root, "preferences") or root, fields,
        )  # fmt: skip
        fields.stop_at_errors()
        return GraphModelFile(
            id=name or "",
            title=title or "",
            parties=self.parties,
            options=self.options,
            infeasible=self.infeasible,
            removed=removed if any(removed) else (),
            ids=states.ids,
            names=listed.names,
            patterns=states.patterns,
            moves=arcs,
            preferences=tuple(self.told),
            status_quo=status_quo,
            beside=tuple(
                sorted(
                    (key.text, json_of(each))
                    for key, each in root.pairs()
                    if key.text not in UNDERSTOOD
                )
            ),
            model=self._model(listed, moves, ranks, graph=arcs is not None),
        )

    def _model(
        self,
        listed: Listed,
        moves: tuple[Moves, ...],
        ranks: tuple[Ranks | None, ...],
        *,
        graph: bool,
    ) -> GraphModel:
        states = listed.states
        if not graph:
            return GraphModel(self.parties, moves, ranks, listed.names, self.options, states.codes)
        labels = tuple(
            (listed.names and listed.names[state])
            or (states.patterns and states.patterns[state])
            or str(states.id_of(state))
            for state in range(states.count)
        )
        return GraphModel(self.parties, moves, ranks, labels)

    def _likely(self) -> None:
        """List names of fields that look like a slip for one that would change the model."""
        for key in self.root.keys:
            if key.text in (*UNDERSTOOD, *_BESIDE) or key.text.startswith("x-"):
                continue
            near = get_close_matches(key.text[:80], UNDERSTOOD, 1, _MUCH_ALIKE)
            if near:
                message = f'"{shown(key.text)}" is no field of a model'
                hint = f'did you mean "{near[0]}"? fields of your own begin with x-'
                self.fields.add("model-005", key, message, hint)

    def _people(self) -> None:
        """Read parties, options, and what is infeasible."""
        fields, root = self.fields, self.root
        people = fields.need(root, "decision_makers")
        nodes = list(fields.items(people, "decision_makers"))
        fields.stop_at_errors()
        named = [(each, fields.name(each, "party")) for each in nodes]
        self.parties = check_parties(named, people or root, fields)
        fields.stop_at_errors()
        node = fields.may(root, "options")
        options = [
            self._option(each, place) for place, each in enumerate(fields.items(node, "options"), 1)
        ]
        made = [each for each in options if each is not None]
        self.options = check_options(made, node or root, fields)
        if len(made) < len(options):
            return
        if root.get("moves") is None:
            fields.need(root, "options")
        patterns = fields.may(root, "infeasible")
        if patterns is None:
            return
        found = [self._pattern(each) for each in fields.items(patterns, "infeasible")]
        self.infeasible = tuple(each for each in found if each is not None)
        if root.get("moves") is not None and self.infeasible:
            hint = "list the states and moves, or the options with what is infeasible"
            fields.add("model-005", patterns, "infeasible patterns do not go with moves", hint)

    def _option(self, node: Node, place: int) -> tuple[Node, Course] | None:
        fields = self.fields
        fields.only(node, ("index", "name", "dm", "direction"), "an option")
        index = fields.whole(fields.may(node, "index"), "index")
        if index is not None and index != place:
            fields.add("model-017", node, f"option {place} has the index {index}", "count from 1")
        name = fields.name(fields.need(node, "name"), "option")
        owner = fields.name(fields.need(node, "dm"), "dm")
        party = None if owner is None else fields.party(node, owner, self.parties)
        written = fields.text(fields.may(node, "direction"), "direction") or "both"
        if written not in DIRECTIONS:
            hint = f"write one of {', '.join(DIRECTIONS)}"
            fields.add("model-005", node, f'no direction is called "{shown(written)}"', hint)
            return None
        if name is None or party is None:
            return None
        return node, Course(name, party, DIRECTIONS[written])

    def _pattern(self, node: Node) -> Pattern | None:
        text = self.fields.text(node, "infeasible")
        if text is None:
            return None
        try:
            (found,) = patterns_in(text, len(self.options))
        except (FormulaUnreadable, ValueError) as wrong:
            at = f" at letter {wrong.at + 1}" if isinstance(wrong, FormulaUnreadable) else ""
            expected = wrong.expected if isinstance(wrong, FormulaUnreadable) else "one pattern"
            hint = "write Y, N or - for each option"
            self.fields.add("model-012", node, f"infeasible: expected {expected}{at}", hint)
            return None
        return found

    def _states(self, *, graph: bool) -> Listed:
        """Return the states, held against those that the file lists."""
        fields, root = self.fields, self.root
        codes = None
        listing = fields.may(root, "feasible_states")
        if not graph and (self.infeasible is not None or listing is None):
            where = fields.may(root, "infeasible") or root
            codes = feasible(self.options, self.infeasible or (), where, fields)
            self.infeasible = self.infeasible or ()
        found = listed_states(root, listing, self.options, codes, fields, graph=graph)
        fields.stop_at_errors()
        return found

    def _pairs(self, node: Node | None, what: str, states: States) -> tuple[tuple[Pair, ...], ...]:
        """Return for each party the moves that a group lists; those that cannot be are listed."""
        fields = self.fields
        found: list[tuple[Pair, ...]] = [() for _ in self.parties]
        amount = 0
        for key, pairs in fields.pairs(node, what):
            party = fields.party(key, key.text, self.parties)
            own: dict[Pair, None] = {}
            for item in fields.items(pairs, what):
                amount += 1
                pair = self._pair(item, what, states)
                if pair is not None and pair in own:
                    fields.add("model-015", item, f"{what}: a move stands twice", "keep one")
                elif pair is not None:
                    own[pair] = None
            if party is not None:
                found[party] = tuple(sorted(own))
        if amount > MOVES_AT_MOST:
            fields.add("model-003", self.root, f"more than {MOVES_AT_MOST} moves", "list fewer")
        return tuple(found)

    def _pair(self, node: Node, what: str, states: States) -> Pair | None:
        fields = self.fields
        if node.kind != "list" or len(node.items) != 2:
            hint = "write two states, from and to: [1, 2]"
            fields.add("model-005", node, f"{what}: a pair of states is expected here", hint)
            return None
        source, to = (state_named(each, what, states, fields) for each in node.items)
        if source is None or to is None:
            return None
        if source == to:
            message = f"{what}: a move from state {states.id_of(source)} to itself"
            fields.add("model-015", node, message, "remove it: to stay is no move")
            return None
        return source, to

    def _removed(self, moves: Moves, removed: tuple[Pair, ...]) -> Moves:
        missing = [pair for pair in removed if pair[1] not in moves.targets(pair[0])]
        if missing:
            node = self.root.get("removed_moves") or self.root
            message = f"removed_moves: {len(missing)} of the moves cannot be made anyway"
            hint = "name only moves that the options allow, under the party that makes them"
            self.fields.add("model-015", node, message, hint)
        return without(moves, removed)

    def _preferences(self, states: States) -> tuple[Ranks | None, ...]:
        """Return each party's ranks; None for one without preferences."""
        fields = self.fields
        groups: list[Node | None] = [None for _ in self.parties]
        for key, each in fields.pairs(fields.may(self.root, "preferences"), "preferences"):
            party = fields.party(key, key.text, self.parties)
            if party is not None and not each.empty:
                if each.kind != "mapping":
                    hint = f"write a group with one of {', '.join(FORMS)}"
                    fields.add("model-005", each, "preferences: a group is expected here", hint)
                    continue
                groups[party] = each
        found: list[Ranks | None] = []
        for group in groups:
            told: tuple[Preference, ...] = ()
            ranks = None
            if group is not None:
                fields.only(group, (*FORMS, "distinct_levels"), "a preference")
                told = said(group, states, fields)
                ranks = ranked(told, group, states, fields)
                self._levels(group, ranks)
            self.told.append(told)
            found.append(ranks)
        return tuple(found)

    def _levels(self, group: Node, ranks: Ranks | None) -> None:
        node = self.fields.may(group, "distinct_levels")
        levels = self.fields.whole(node, "distinct_levels")
        if node is None or levels is None or ranks is None:
            return
        if levels != int(ranks.max(initial=-1)) + 1:
            message = f"distinct_levels: {int(ranks.max(initial=-1)) + 1} were counted"
            self.fields.add("model-017", node, message, "correct the number, or remove it")

    def _counted(self, moves: tuple[Moves, ...]) -> None:
        """Hold the number of moves that the file gives against those there are."""
        fields = self.fields
        for key, node in fields.pairs(fields.may(self.root, "n_moves"), "n_moves"):
            party = fields.party(key, key.text, self.parties)
            given = fields.whole(node, "n_moves")
            if party is not None and given is not None and given != moves[party].amount():
                message = f"n_moves: {moves[party].amount()} were counted"
                fields.add("model-017", node, message, "correct the number, or remove it")
