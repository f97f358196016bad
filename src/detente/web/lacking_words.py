"""The words in which it is told what judgements lack for an answer in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from detente.core.preferences.judged import LackKind
from detente.core.record.case import Case
from detente.core.record.judgements import Judgement
from detente.core.solutions.agreement import Agreement

from . import words
from .agreement_words import issue_label, package

LACKS: Mapping[LackKind, str] = {
    "no numbers": "holds no numbers (orders and wishes are kept, and nothing is made up)",
    "no values for the issue": "has no values for",
    "no value for an option": "has no value for some option of",
    "no weight for the issue": "has no weight for",
    "a range, not a number": "has a range, not a single number, for",
    "a package without a value": "lists packages, but not all that the rules allow, one by one",
}


def lacking(case: Case, found: Agreement) -> tuple[str, ...]:
    """Return what the judgements lack, a sentence for each party and kind."""
    grouped: dict[tuple[str, LackKind], list[str]] = {}
    used = {each.party: dict(case.judgements)[each.file] for each in found.judged}
    for each in found.lacks:
        grouped.setdefault((each.party, each.kind), []).append(each.issue)
    told = []
    for (party, kind), issues in grouped.items():
        named = [issue_label(case, each) for each in issues if each]
        if kind == "a range, not a number" and "" in issues:
            named.extend(_ranges_elsewhere(used[party]))
        what = f" {words.joined(named)}" if named else ""
        told.append(f"The judgement of {words.name_of(case, party)} {LACKS[kind]}{what}.")
        told.extend(
            f"It lacks for instance: {package(case, missing)}."
            for each in found.lacks
            if (each.party, each.kind) == (party, kind)
            for missing in each.packages
        )
    return tuple(told)


def _ranges_elsewhere(judgement: Judgement) -> Iterable[str]:
    """Yield what has a range, not a number, beside the issues."""
    values = {
        "no agreement": [judgement.no_agreement] if judgement.no_agreement else [],
        "an interaction": [each.value for each in judgement.interactions],
        "a package": [each.value for each in judgement.packages],
    }
    for what, estimates in values.items():
        if any(each.low != each.high for each in estimates):
            yield what


WHAT_IS_NEEDED = (
    "An answer needs, for each party, a judgement in the folder judgements/ with a value for each "
    "option as a single number, and a weight for each issue if for any."
)
