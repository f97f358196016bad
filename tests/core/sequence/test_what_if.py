"""What if: nothing is recorded, and what is supposed counts."""

from __future__ import annotations

from datetime import date

import pytest

from detente.core.record.dates import Date
from detente.core.record.obligations import Step
from detente.core.sequence.analysis import sequence
from detente.core.sequence.what_if import UnknownInWhatIf, what_if
from tests.core.builders import (
    case_of,
    commitment,
    condition,
    event,
    meeting,
    met,
    on,
    paper_due,
    proposal,
)

TODAY = on("2025-05-29")
TALKS, PAPER = Step(what="the talks are held", entry="talks"), Step(what="the paper", entry="paper")
LOCKED = case_of(
    meeting(),
    proposal(due=(paper_due("south", before="talks"), paper_due("north", at="talks"))),
    condition(
        "summit", first=(Step(what="The Talks end"),), then=Step(what="a summit"), by="2025-06-20"
    ),
)


def test_without_a_supposition_all_is_as_it_was() -> None:
    assert what_if(LOCKED, TODAY) == sequence(LOCKED, TODAY)
    assert len(sequence(LOCKED, TODAY).deadlocks) == 1


def test_a_requirement_that_is_waived_holds_nothing_up() -> None:
    found = what_if(LOCKED, TODAY, waived=["paper:due-1"])
    assert (found.deadlocks, found.blocked) == ((), ())
    assert found.graph.requirement("paper:due-1").state == "waived"
    assert found.critical_path == ("talks",)
    assert len(sequence(LOCKED, TODAY).deadlocks) == 1  # the case is as it was


def test_a_requirement_can_be_taken_as_met() -> None:
    found = what_if(LOCKED, TODAY, met=["paper:due-2"])
    assert found.graph.requirement("paper:due-2").state == "met"
    assert found.deadlocks == ()
    assert found.graph.step("talks").state == "open"


@pytest.mark.parametrize("named", ["paper", "Paper", " PAPER "])
def test_a_step_can_be_taken_as_done_by_its_entry_or_its_words(named: str) -> None:
    found = what_if(LOCKED, TODAY, met=[named])
    step = found.graph.step("paper")
    assert (step.state, step.done) == ("done", Date.of(TODAY))
    states = {each.id: each.state for each in found.graph.requirements}
    assert states == {"summit": "open", "paper:due-1": "met", "paper:due-2": "overtaken"}
    assert found.deadlocks == ()


@pytest.mark.parametrize("named", ["the talks END", "“the talks end”"])
def test_a_step_of_words_is_named_by_its_words(named: str) -> None:
    found = what_if(LOCKED, TODAY, met=[named])
    assert found.graph.step("“the talks end”").state == "done"
    assert found.graph.requirement("summit").state == "met"


def test_what_has_a_trigger_is_done_when_it_is_named_and_its_trigger_when_it_is_waived() -> None:
    case = case_of(commitment(after=(Step(what="a signature"),)))
    assert what_if(case, TODAY, met=["owed"]).graph.step("owed").state == "done"
    assert what_if(case, TODAY, waived=["owed"]).graph.requirement("owed").state == "waived"


def test_words_that_several_steps_share_are_not_guessed_at() -> None:
    parts = [Step(what="they go home", entry="owed", part=part) for part in ("500", "rest")]
    case = case_of(
        commitment(), condition(first=(parts[0],), then=parts[1]), condition("b", first=(parts[1],))
    )
    with pytest.raises(UnknownInWhatIf, match="several steps: owed / 500, owed / rest"):
        what_if(case, TODAY, met=["They go home"])
    assert what_if(case, TODAY, met=["owed / 500"]).graph.step("owed / 500").state == "done"
    plain = condition("c", first=(Step(what="they go home"),))
    both = case_of(commitment(), condition(first=(parts[0],), then=parts[1]), plain)
    assert what_if(both, TODAY, met=["they go home"]).graph.step("“they go home”").state == "done"


def test_what_was_said_before_does_not_count_against_what_is_supposed() -> None:
    said = condition(met=(met("south", "not met", date="2025-05-29"),))
    found = what_if(case_of(said), TODAY, met=["the paper is handed over"])
    assert found.graph.requirement("first-this").state == "met"


def test_what_is_done_today_does_not_meet_what_had_to_be_met_earlier() -> None:
    case = case_of(condition(by="2025-05-20"))
    found = what_if(case, TODAY, met=["the paper is handed over"])
    assert found.graph.requirement("first-this").state == "missed"
    assert what_if(case, TODAY, met=["first-this"]).graph.requirement("first-this").state == "met"


def test_what_has_lapsed_or_is_waived_stays_so() -> None:
    case = case_of(condition(until="2025-05-20"), condition("second"))
    found = what_if(case, TODAY, waived=["second"], met=["the paper is handed over"])
    assert [each.state for each in found.graph.requirements] == ["lapsed", "waived"]


def test_a_meeting_can_be_moved() -> None:
    found = what_if(LOCKED, TODAY, waived=["paper:due-1"], moved={"talks": date(2025, 6, 12)})
    assert found.time("talks").earliest == date(2025, 6, 12)
    assert found.graph.step("talks").planned == Date.parse("2025-06-12")
    both = case_of(meeting("early", date="2025-06-01"), meeting())
    assert what_if(both, TODAY, moved={"early": date(2025, 6, 30)}).next_meeting == "talks"


def test_a_meeting_that_became_another_moves_that_one() -> None:
    case = case_of(meeting(), meeting("later", date="2025-06-10", supersedes=("talks",)))
    found = what_if(case, TODAY, moved={"talks": date(2025, 6, 20)})
    assert found.graph.step("later").planned == Date.parse("2025-06-20")


@pytest.mark.parametrize(
    ("supposed", "told"),
    [
        (
            {"waived": ["sumit"]},
            '"sumit" is no condition that could be waived; did you mean "summit"?',
        ),
        ({"waived": ["paper"]}, '"paper" is no condition that could be waived'),
        ({"met": ["sumit"]}, '"sumit" is neither a condition nor a step; did you mean "summit"?'),
        ({"met": [""]}, '"" is neither a condition nor a step'),
        ({"moved": {"talk": TODAY}}, '"talk" is no meeting of this case; did you mean "talks"?'),
        ({"moved": {"paper": TODAY}}, '"paper" is no meeting of this case'),
        ({"met": ["\x1b[31mzzz"]}, '"?[31mzzz" is neither'),
    ],
)
def test_what_is_not_there_is_told_with_a_hint(supposed: dict[str, object], told: str) -> None:
    with pytest.raises(UnknownInWhatIf) as refused:
        what_if(LOCKED, TODAY, **supposed)  # type: ignore[arg-type]
    assert told in str(refused.value)


def test_what_is_not_known_yet_cannot_be_supposed() -> None:
    case = case_of(condition(date="2025-06-10"), event(), meeting(recorded="2025-06-10"))
    with pytest.raises(UnknownInWhatIf):
        what_if(case, TODAY, waived=["first-this"])
    with pytest.raises(UnknownInWhatIf):
        what_if(case, TODAY, moved={"talks": TODAY})
