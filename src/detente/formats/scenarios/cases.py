"""A scenario to a case, and a case to a scenario: ids for names, and names for ids."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from detente.core.problems import has_errors, shown
from detente.core.record.actors import Party
from detente.core.record.case import CASE_FILE, Case
from detente.core.record.dates import Date
from detente.core.record.entry import MEDIATOR, PUBLIC, standing_entries
from detente.core.record.issues import Issue, Option
from detente.core.record.judgements import Estimate, Interaction, Judgement, PackageValue
from detente.core.record.quantities import Number
from detente.formats.names import id_for

from .scenario import Problems, Profile, ReadScenario, Refused, Scenario, ScenarioIssue, Together

JUDGEMENTS = "judgements"


def case_of(scenario: Scenario, author: str, on: Date) -> Case:
    """Return a scenario as a case: parties, issues, and a judgement of each party.

    Names become ids, and stay as names. Each judgement is of that author and day, and may be
    seen by the party itself and the mediator. Cost: linear.
    """
    taken = {MEDIATOR, PUBLIC}
    parties = tuple(
        Party(id=id_for(each.name, "party", taken), name=each.name, role="principal", evidence=())
        for each in scenario.profiles
    )
    ids: dict[str, str] = {}
    options: dict[str, dict[str, str]] = {}
    issues = []
    for each in scenario.issues:
        ids[each.name] = id_for(each.name, "issue", taken)
        within: set[str] = set()
        options[each.name] = {value: id_for(value, "option", within) for value in each.values}
        made = tuple(Option(id=options[each.name][name], label=name) for name in each.values)
        issues.append(
            Issue(
                id=ids[each.name], question=each.name, options=made, range=each.range, evidence=()
            )
        )
    names = _Names(ids, options)
    judgements = tuple(
        (f"{JUDGEMENTS}/{party.id}.yaml", names.judgement(profile, party.id, author, on))
        for party, profile in zip(parties, scenario.profiles, strict=True)
    )
    return Case(
        title=scenario.title,
        updated=on,
        parties=parties,
        issues=tuple(issues),
        judgements=judgements,
    )


class _Names:
    """Ids of issues and options for their names."""

    def __init__(self, issues: Mapping[str, str], options: Mapping[str, Mapping[str, str]]) -> None:
        self.issues = issues
        self.options = options

    def judgement(self, profile: Profile, party: str, author: str, on: Date) -> Judgement:
        return Judgement(
            party=party,
            author=author,
            date=on,
            visible_to=(party, MEDIATOR),
            weights=MappingProxyType(
                {self.issues[name]: _known(each) for name, each in profile.weights.items()}
            ),
            values=MappingProxyType(
                {
                    self.issues[name]: MappingProxyType(
                        {self.option(name, key): _known(each) for key, each in values.items()}
                    )
                    for name, values in profile.values.items()
                }
            ),
            interactions=tuple(
                Interaction(when=self.choice(each.when), value=_known(each.value))
                for each in profile.together
            ),
            packages=tuple(
                PackageValue(
                    package=self.choice({name: (value,) for name, value in package.items()}),
                    value=_known(value),
                )
                for package, value in profile.packages
            ),
            ceiling=profile.ceiling,
            no_agreement=None if profile.no_agreement is None else _known(profile.no_agreement),
            discount=profile.discount,
            time_cost=profile.time_cost,
        )

    def option(self, issue: str, value: str) -> str:
        return self.options[issue].get(value, value)

    def choice(self, when: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
        return MappingProxyType(
            {
                self.issues[name]: tuple(self.option(name, value) for value in values)
                for name, values in when.items()
            }
        )


def _known(value: Number) -> Estimate:
    return Estimate(low=value, high=value)


_LEFT_BEHIND = (
    "issue_order",
    "option_orders",
    "priorities",
    "comparisons",
    "state_order",
    "course_weights",
)
"""What judgements say that no format for scenarios can."""


def scenario_of(case: Case, author: str | None = None) -> ReadScenario:
    """Return a case as a scenario, with what keeps it from being one.

    Issues and options go by their names where each has one of its own, else by their ids. Of
    each party there is one judgement, or one by ``author``. What only a case can say (rules) is a
    problem; orders, wishes, comparisons and what is said of the conflict stay behind, and that
    is told.
    """
    problems = Problems()
    found = None
    with contextlib.suppress(Refused):
        found = _scenario(case, author, problems)
    wrong = has_errors(problems.found)
    return ReadScenario(None if wrong else found, tuple(problems.found), "case")


def _scenario(case: Case, author: str | None, problems: Problems) -> Scenario:
    if any(rule.when for rule in case.rules):
        hint = "other programs know no rules between options; remove them, or stay with the case"
        problems.add("scenario-020", CASE_FILE, "the case has rules, which no format can say", hint)
    if case.conflict:
        message = "conflict: left behind, for no format for scenarios can say it"
        hint = "nothing needs doing, if packages are all that counts"
        problems.add("scenario-020", CASE_FILE, message, hint, "warning")
    issues = standing_entries(case.issues)
    if not issues:
        hint = "add issues with options, or with a range"
        problems.add("scenario-005", CASE_FILE, "the case has no issues", hint)
    names = _unique({each.id: each.label for each in issues})
    options = {
        each.id: _unique({option.id: option.label for option in each.options}) for each in issues
    }
    back = _Words(names, options, problems)
    judged = _chosen(case, author, problems)
    titles = _unique({each.id: each.name for each in case.parties if each.id in judged})
    profiles = tuple(
        back.profile(titles[party], file, judgement) for party, (file, judgement) in judged.items()
    )
    return Scenario(
        title=case.title,
        issues=tuple(back.issue(each) for each in issues),
        profiles=profiles,
    )


def _unique(names: Mapping[str, str]) -> dict[str, str]:
    """Return the name of each id, or the id itself where the name is another's too."""
    plain = {key: " ".join(name.split()) for key, name in names.items()}
    often = Counter(plain.values())
    return {key: name if often[name] == 1 else key for key, name in plain.items()}


def _chosen(case: Case, author: str | None, problems: Problems) -> dict[str, tuple[str, Judgement]]:
    """Return one judgement for each party that has any, in the order of the parties."""
    found: dict[str, tuple[str, Judgement]] = {}
    for party in standing_entries(case.parties):
        of_party = [
            (file, each)
            for file, each in case.judgements
            if each.party == party.id and author in (None, each.author)
        ]
        if len(of_party) == 1:
            found[party.id] = of_party[0]
        elif of_party:
            hint = "choose whose with --author, and keep one of each author for a party"
            message = f'party "{party.id}" has {len(of_party)} judgements'
            problems.add("scenario-022", of_party[0][0], message, hint)
        elif party.role == "principal":
            hint = "add one, choose another --author, or say who reads: --for mediator"
            message = f'there is no judgement of party "{party.id}" that this reader may see'
            problems.add("scenario-022", CASE_FILE, message, hint)
    return found


class _Words:
    """Names of issues and options for their ids."""

    def __init__(
        self,
        issues: Mapping[str, str],
        options: Mapping[str, Mapping[str, str]],
        problems: Problems,
    ) -> None:
        self.issues = issues
        self.options = options
        self.problems = problems

    def issue(self, issue: Issue) -> ScenarioIssue:
        return ScenarioIssue(
            self.issues[issue.id], tuple(self.options[issue.id].values()), issue.range
        )

    def profile(self, name: str, file: str, judgement: Judgement) -> Profile:
        left = [field for field in _LEFT_BEHIND if getattr(judgement, field)]
        if left:
            message = f"{', '.join(left)}: left behind, for no format can say it"
            hint = "nothing needs doing, if the numbers say all that counts"
            self.problems.add("scenario-020", file, message, hint, "warning")
        return Profile(
            name=name,
            weights={
                self.issues[issue]: self.number(each, f"weights.{issue}", file)
                for issue, each in judgement.weights.items()
                if issue in self.issues
            },
            values={
                self.issues[issue]: {
                    self.option(issue, option): self.number(each, f"values.{issue}", file)
                    for option, each in values.items()
                }
                for issue, values in judgement.values.items()
                if issue in self.issues
            },
            together=tuple(self.together(each, file) for each in judgement.interactions),
            packages=tuple(
                (
                    {name: values[0] for name, values in self.choice(each.package)},
                    self.number(each.value, "packages", file),
                )
                for each in judgement.packages
            ),
            ceiling=judgement.ceiling,
            no_agreement=None
            if judgement.no_agreement is None
            else self.number(judgement.no_agreement, "no_agreement", file),
            discount=judgement.discount,
            time_cost=judgement.time_cost,
        )

    def together(self, interaction: Interaction, file: str) -> Together:
        value = self.number(interaction.value, "interactions", file)
        return Together(dict(self.choice(interaction.when)), value)

    def option(self, issue: str, option: str) -> str:
        return self.options[issue].get(option, option)

    def choice(self, when: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for issue, options in when.items():
            if issue in self.issues:
                yield self.issues[issue], tuple(self.option(issue, each) for each in options)

    def number(self, estimate: Estimate, what: str, file: str) -> Number:
        if estimate.low != estimate.high:
            hint = "other programs know exact numbers only: write one number, not two bounds"
            message = f'"{shown(what)}" is known only between two bounds'
            self.problems.add("scenario-020", file, message, hint)
        return estimate.low
