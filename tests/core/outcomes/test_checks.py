"""Rules that leave no package are told, with a few that do it together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.core.outcomes.checks import check_packages
from detente.core.record.case import Case
from detente.core.record.issues import Issue, Option, Rule

YES_NO = (Option(id="yes", label="yes"), Option(id="no", label="no"))
ISSUES = tuple(Issue(id=each, question=f"{each}?", options=YES_NO) for each in "abc")


def _rule(name: str, when: str, option: str, excludes: str, out: str) -> Rule:
    return Rule(id=name, when={when: (option,)}, excludes={excludes: (out,)})


RULES = (
    _rule("one", "a", "yes", "b", "yes"),
    _rule("two", "a", "yes", "b", "no"),
    _rule("idle", "c", "yes", "b", "yes"),
    _rule("three", "a", "no", "c", "yes"),
    _rule("four", "a", "no", "c", "no"),
)


def test_the_last_of_the_rules_that_do_it_together_is_the_place() -> None:
    (problem,) = check_packages(Case(title="t", issues=ISSUES, rules=RULES))
    assert (problem.code, problem.path) == ("case-081", ("case.yaml", "rules", 4))
    assert problem.hint == 'change one of "one", "two", "three", "four"'


@pytest.mark.parametrize("gone", [0, 1, 3, 4])
def test_without_any_one_of_them_there_is_no_problem(gone: int) -> None:
    rules = (*RULES[:gone], *RULES[gone + 1 :])
    assert check_packages(Case(title="t", issues=ISSUES, rules=rules)) == ()


def test_a_rule_replaced_by_another_does_not_count() -> None:
    later = replace(_rule("later", "a", "yes", "b", "yes"), supersedes=("two",))
    assert check_packages(Case(title="t", issues=ISSUES, rules=(*RULES, later))) == ()


def test_an_issue_without_options_is_no_fault_of_the_rules() -> None:
    empty = Issue(id="d", question="d?")
    assert check_packages(Case(title="t", issues=(*ISSUES, empty), rules=RULES)) == ()
