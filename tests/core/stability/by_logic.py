"""Stability straight from the definitions, with sets: slow, and easy to check by reading."""

from __future__ import annotations

from .random_models import Plain, Reached


def improvements(model: Plain, party: int) -> Reached:
    """Return for each state the states that the party can move to and prefers."""
    payoff = model.payoffs[party]
    return {
        state: {each for each in targets if payoff[each] > payoff[state]}
        for state, targets in model.moves[party].items()
    }


def reached(moves: dict[int, Reached], start: int) -> set[int]:
    """Return where joint moves lead, one or more, nobody moving twice in a row."""
    seen: set[tuple[int, int]] = set()
    waiting = [(start, -1)]
    while waiting:
        state, last = waiting.pop()
        for mover, targets in moves.items():
            for target in targets[state] if mover != last else ():
                if (target, mover) not in seen:
                    seen.add((target, mover))
                    waiting.append((target, mover))
    return {state for state, _ in seen}


def stable(model: Plain, concept: str, party: int, state: int) -> bool:
    """Return whether a state holds for a party under a concept."""
    payoff = model.payoffs[party]
    own = improvements(model, party)[state]
    if concept == "nash":
        return not own
    credible = "sequential" in concept
    others = {
        other: improvements(model, other) if credible else model.moves[other]
        for other in model.parties
        if other != party
    }

    def deters(answer: int) -> bool:
        if payoff[answer] > payoff[state]:
            return False
        escapes = model.moves[party][answer] if "symmetric" in concept else ()
        return all(payoff[each] <= payoff[state] for each in escapes)

    return all(any(deters(answer) for answer in reached(others, better)) for better in own)
