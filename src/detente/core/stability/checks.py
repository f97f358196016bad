"""Rules that leave no state, and orders of states that are not of these states."""

from __future__ import annotations

from collections.abc import Iterator

from ..preferences.judging import judged_parties
from ..problems import Path, Problem, listed, shown
from ..record.case import CASE_FILE, Case
from .building import Conflict, NoConflict, code_of, conflict_of
from .options import TooManyStates

CHECKED_AT_MOST = 2**16
"""More states than this are not looked at by a check: it has to be quick."""


def check_states(case: Case) -> tuple[Problem, ...]:
    """Return what keeps the conflict of a case from having states, or judgements from ranking them.

    Judgements that do not count are passed over, and so are conflicts of more than
    :data:`CHECKED_AT_MOST` states. No courses of action: none. Cost: building the model.
    """
    try:
        conflict = conflict_of(case, states_at_most=CHECKED_AT_MOST)
    except TooManyStates:
        return ()
    except NoConflict as error:
        if error.why == "no courses of action":
            return ()
        too_many = error.why == "too many courses of action"
        return (
            Problem(
                "case-103",
                (CASE_FILE, "conflict"),
                "there are too many courses of action" if too_many else "no state is possible",
                "62 at most can be reckoned with; withdraw some"
                if too_many
                else 'change a rule with "together" or "without": together they exclude every state',
            ),
        )
    return tuple(_orders(case, conflict))


def _orders(case: Case, conflict: Conflict) -> Iterator[Problem]:
    judged, _ = judged_parties(case, of="states")
    judgements = dict(case.judgements)
    for each in judged:
        judgement = judgements[each.file]
        for tier, tie in enumerate(judgement.state_order):
            for place, name in enumerate(tie):
                path: Path = (each.file, "state_order", tier, place)
                known = code_of(name, conflict.courses) >= 0
                if known and conflict.find(name) is None:
                    yield Problem(
                        "case-104",
                        path,
                        f'the rules exclude the state "{shown(name)}"',
                        "leave it out of the order, or change the rules",
                        "warning",
                    )
    files = {each.party: each.file for each in judged}
    for unranked in conflict.not_ranked:
        if unranked.missing:
            yield Problem(
                "case-105",
                (files[unranked.party], "state_order"),
                f"the order leaves out {unranked.amount} of the states: "
                + listed(unranked.missing, "; "),
                "add them, with a list within the list for a tie; until then nothing is said of this party",
                "warning",
            )
