"""The JSON of GMCR+ (``.gmcr``): options, infeasible combinations, preferences by statement or order.

States are numbered from 1, ascending by their pattern with the first option lowest. A condition is
a list of pairs, the place of an option from 0 and ``Y`` or ``N``, all of which have to be so; or a
group of conditions (``compound``, ``members``) of which one has to be.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.core.preferences.rankings import Ranks
from detente.core.problems import shown
from detente.core.stability.model import GraphModel
from detente.core.stability.options import Course, Pattern
from detente.formats.yaml_text import Node

from .fields import Fields
from .making import check_options, check_parties, feasible, moves_of, warn_of_parties
from .model_file import GraphModelFile, Preference
from .own import DIRECTIONS
from .preferences import order_of, ranks_of_order, ranks_of_statements
from .states import States

MANUAL = ("useManualPreferenceRanking", "useManualPreferenceVectors")
"""Whether the order counts rather than the statements; the second is of older versions."""

ORDER = ("preferenceRanking", "preferenceVector")
"""The order of the states; the second is of older versions."""


def is_gmcr(root: Node) -> bool:
    """Return whether a file looks like one of GMCR+."""
    return root.kind == "mapping" and root.get("decisionMakers") is not None


def model_file(root: Node, title: str, fields: Fields) -> GraphModelFile:
    """Return the model in a file; list what is wrong, and raise ``Refused`` if anything is."""
    return _Reader(root, fields).whole(title)


@dataclass(slots=True)
class _Reader:
    root: Node
    fields: Fields
    parties: tuple[str, ...] = ()
    options: tuple[Course, ...] = ()
    told: list[tuple[Preference, ...]] = field(default_factory=list)

    def whole(self, title: str) -> GraphModelFile:
        """Return the model, step by step; what a later step needs is checked before it."""
        fields, root = self.fields, self.root
        people = list(fields.items(fields.need(root, "decisionMakers"), "decisionMakers"))
        fields.stop_at_errors()
        self._people(people)
        fields.stop_at_errors()
        node = fields.may(root, "infeasibles")
        infeasible = tuple(
            pattern
            for each in fields.items(node, "infeasibles")
            for pattern in self._condition(each, "infeasibles")
        )
        fields.stop_at_errors()
        codes = feasible(self.options, infeasible, node or root, fields)
        moves = moves_of(codes, self.options, len(self.parties), root, fields)
        states = States(len(codes), self.options, (), codes)
        manual = any(self._flag(name) for name in MANUAL)
        ranks = tuple(self._preferences(each, states, manual=manual) for each in people)
        self._left_out(people)
        known = [bool(each) for each in self.told]
        warn_of_parties(self.parties, moves, known, root, fields)
        fields.stop_at_errors()
        return GraphModelFile(
            title=title,
            parties=self.parties,
            options=self.options,
            infeasible=infeasible,
            preferences=tuple(self.told),
            model=GraphModel(self.parties, moves, ranks, (), self.options, codes),
        )

    def _people(self, people: list[Node]) -> None:
        """Read the parties and which options are whose; each option is one party's."""
        fields, root = self.fields, self.root
        named = [(each, fields.name(fields.need(each, "name"), "party")) for each in people]
        self.parties = check_parties(named, root, fields)
        node = fields.need(root, "options")
        written = list(fields.items(node, "options"))
        owners: list[int | None] = [None for _ in written]
        for party, each in enumerate(people):
            for item in fields.items(fields.need(each, "options"), "options"):
                place = self._place(item, len(written))
                if place is None:
                    continue
                if owners[place] is not None:
                    hint = "give it to one of them: an option is one party's"
                    fields.add("model-011", item, f"option {place} stands twice", hint)
                owners[place] = party
        options = []
        for place, (each, owner) in enumerate(zip(written, owners, strict=True)):
            name = fields.name(fields.need(each, "name"), "option")
            direction = fields.text(fields.need(each, "permittedDirection"), "permittedDirection")
            if owner is None:
                message = f"option {place} belongs to no party"
                fields.add("model-011", each, message, "name it among the options of a party")
            elif direction is not None and direction not in DIRECTIONS:
                hint = f"write one of {', '.join(DIRECTIONS)}"
                message = f'no direction is called "{shown(direction)}"'
                fields.add("model-005", each, message, hint)
            elif direction is not None and name is not None:
                options.append((each, Course(name, owner, DIRECTIONS[direction])))
        self.options = check_options(options, node or root, fields)

    def _place(self, node: Node, options: int) -> int | None:
        """Return the place of an option from 0, or None after listing that there is none."""
        place = self.fields.whole(node, "option")
        if place is not None and place >= options:
            hint = f"options are counted from 0 here: 0 to {options - 1}"
            self.fields.add("model-011", node, f"there is no option {place}", hint)
            return None
        return place

    def _condition(self, node: Node, what: str) -> tuple[Pattern, ...]:
        """Return the patterns of which one has to fit."""
        fields = self.fields
        if node.kind == "mapping":
            members = fields.items(fields.need(node, "members"), "members")
            return tuple(pattern for each in members for pattern in self._condition(each, what))
        letters = ["-" for _ in self.options]
        for pair in fields.items(node, what):
            if pair.kind != "list" or len(pair.items) != 2:
                hint = 'write an option and Y or N: [0, "Y"]'
                fields.add("model-005", pair, f"{what}: a pair is expected here", hint)
                continue
            place = self._place(pair.items[0], len(self.options))
            letter = fields.text(pair.items[1], what)
            if letter is not None and letter not in ("Y", "N"):
                fields.add("model-012", pair, f"{what}: expected Y or N", "write Y or N")
            elif place is not None and letter is not None:
                if letters[place] not in ("-", letter):
                    message = f"{what}: option {place} is to be both Y and N"
                    fields.add("model-012", pair, message, "keep one of the two")
                letters[place] = letter
        return ("".join(letters),)

    def _flag(self, name: str) -> bool:
        node = self.fields.may(self.root, name)
        if node is None:
            return False
        if node.quoted or node.kind != "scalar" or node.text not in ("true", "false"):
            self.fields.add("model-005", node, f"{name}: true or false is expected", "write one")
        return node.text == "true"

    def _preferences(self, group: Node, states: States, *, manual: bool) -> Ranks | None:
        """Return a party's ranks: by order where that is said to count, else by statement."""
        fields = self.fields
        order = next((found for each in ORDER if (found := fields.may(group, each))), None)
        if manual:
            if order is None:
                self.told.append(())
                return None
            said = order_of(order, states, fields)
            self.told.append((said,))
            return ranks_of_order(said, order, states, fields)
        node = fields.may(group, "preferences")
        if node is None:
            self.told.append(())
            return None
        patterns = [
            self._condition(each, "preferences") for each in fields.items(node, "preferences")
        ]
        statements = tuple(" or ".join(each) for each in patterns)
        self.told.append((Preference("statements", statements=statements),))
        return ranks_of_statements(patterns, node, states, fields)

    def _left_out(self, people: list[Node]) -> None:
        """Tell of coalitions and misperceptions, which make another model of it."""
        fields, hint = self.fields, "analyse that model apart"
        joined = fields.may(self.root, "coalitions")
        if joined is not None and any(each.kind != "scalar" for each in joined.items):
            message = "coalitions are left out: each party is taken for itself"
            fields.add("model-021", joined, message, hint, "warning")
        for each in people:
            node = fields.may(each, "misperceptions")
            if node is not None and node.items:
                message = "misperceptions are left out: each party is taken to see all states"
                fields.add("model-021", node, message, hint, "warning")
