"""A folder of another program to a scenario: which format it is, its files, and what they say."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from detente.core.problems import listed, shown
from detente.formats.yaml_text import Node

from . import genius, geniusweb, negmas, scores
from .files import PARTIES_AT_MOST, bytes_of, files_in, tell_empty
from .json_text import json_node, yaml_node
from .node_parts import Parts
from .scenario import HERE, Problems, ReadScenario, Refused, Scenario, ScenarioIssue
from .xml_tree import Element, xml_root

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "genius": "Genius, XML",
        "geniusweb": "GeniusWeb, JSON",
        "negmas": "NegMAS, YAML or JSON",
        "scores": "score sheets, text",
    }
)
"""The formats of other programs, each with its name in words."""

Root = TypeVar("Root")
"""What a file holds, read."""

_HOSTILE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BY_ENDING = MappingProxyType(
    {
        ".xml": ("genius",),
        ".json": ("geniusweb", "negmas"),
        ".yml": ("negmas",),
        ".yaml": ("negmas",),
    }
)


def read_scenario(
    source: Path, wanted: str | None = None, only: tuple[str, ...] = ()
) -> ReadScenario:
    """Return the scenario in a folder, with every problem in it; never raises for what is in it.

    ``source`` is a folder, or a file of it: of a profile, that one and its domain are read.
    ``wanted`` names the format where more than one could be meant; ``only`` names the files of
    the profiles that count (none named: all), by their names or by paths in the folder; what
    is no profile there is a problem. Cost: linear in the files.
    """
    problems = Problems()
    try:
        folder = _folder(source, problems)
        named = _Named(
            tuple(dict.fromkeys(_inside(folder, each) for each in only)),
            "" if only or folder == source else source.name,
        )
        names = files_in(folder, named.files, problems)
        chosen = wanted or _recognised(folder, names, problems)
        found = _READERS[chosen](folder, names, named, problems)
        check_names(found, problems)
        problems.stop_at_errors()
    except Refused as refused:
        return ReadScenario(None, refused.problems, wanted or "")
    return ReadScenario(found, tuple(problems.found), chosen)


@dataclass(frozen=True, slots=True)
class _Named:
    """The files that were named: as profiles, or one as the source, which may be any of them."""

    profiles: tuple[str, ...]
    source: str

    @property
    def files(self) -> tuple[str, ...]:
        return self.profiles or ((self.source,) if self.source else ())


def _inside(folder: Path, name: str) -> str:
    """Return the name of a file in a folder that a path leads to, or else the path as it is."""
    with contextlib.suppress(OSError, ValueError):
        for path in (folder / name, Path(name)):
            if path.parent.resolve() in (folder.resolve(), (folder / scores.FOLDER).resolve()):
                return path.name
    return name


def _folder(source: Path, problems: Problems) -> Path:
    try:
        if source.is_dir():
            return source
        if source.is_file():
            return source.parent
        what = "not a file or folder" if source.exists() else "there is no such file or folder"
    except OSError as error:
        what = (error.strerror or type(error).__name__).lower()
    problems.add("scenario-001", HERE, what, "name the folder of a scenario")
    raise Refused(*problems.found)


def _recognised(folder: Path, names: tuple[str, ...], problems: Problems) -> str:
    """Return the one format of which the folder holds a domain, or raise :class:`Refused`."""
    quiet = Problems()
    found = {"scores"} if _has_scores(folder, names) else set()
    for name in names:
        ending = Path(name).suffix.lower()
        if ending not in _BY_ENDING or len(quiet.found) > 50:
            continue
        if ending == ".xml":
            found.add("genius")
            continue
        node = _node(folder, name, quiet)
        if node is not None and (geniusweb.is_domain(node) or geniusweb.is_profile(node)):
            found.add("geniusweb")
        elif node is not None and (negmas.is_domain(node) or negmas.is_profile(node)):
            found.add("negmas")
    if len(found) == 1:
        return found.pop()
    if found:
        problems.add(
            "scenario-004",
            HERE,
            f"files of several formats: {listed(sorted(found))}",
            f"say which one with --from: {', '.join(sorted(found))}",
        )
    else:
        problems.found.extend(each for each in quiet.found if each.severity == "error")
        problems.add(
            "scenario-001",
            HERE,
            "nothing here is a scenario that can be read",
            "name a folder with a domain and profiles of Genius, GeniusWeb or NegMAS, with score "
            "sheets, or a case",
        )
    raise Refused(*problems.found)


def _has_scores(folder: Path, names: tuple[str, ...]) -> bool:
    return scores.CONFIG in names and (folder / scores.FOLDER).is_dir()


def _node(folder: Path, name: str, problems: Problems) -> Node | None:
    data = bytes_of(folder, name, problems)
    if data is None:
        return None
    read = json_node if name.lower().endswith(".json") else yaml_node
    return read(data, name, problems)


def _genius(folder: Path, names: tuple[str, ...], named: _Named, problems: Problems) -> Scenario:
    roots: dict[str, Element] = {}
    empty: list[str] = []
    for name in (each for each in names if each.lower().endswith(".xml")):
        data = bytes_of(folder, name, problems)
        if data is None:
            continue
        if not data.decode("utf-8-sig", "replace").strip():
            empty.append(name)
        elif b"<" not in data:
            _left_out(name, problems)
        elif (root := xml_root(data, name, problems)) is not None:
            roots[name] = root
    domains, profiles = _told_apart(
        roots,
        lambda root: root.tag == genius.DOMAIN,
        lambda root: root.tag == genius.PROFILE,
        problems,
    )
    _tell_empty(empty, domains, profiles, named, problems)
    domain = _one_domain(domains, folder, problems)
    issues = genius.domain_issues(roots[domain], problems)
    _some_issues(issues, domain, problems)
    made = tuple(
        genius.profile(roots[name], _stem(name), issues, problems)
        for name in _chosen(profiles, domain, named, problems)
    )
    title = genius.domain_title(roots[domain]) or folder.resolve().name
    return Scenario(title=title, issues=issues, profiles=made)


def _told_apart(
    roots: Mapping[str, Root],
    is_domain: Callable[[Root], bool],
    is_profile: Callable[[Root], bool],
    problems: Problems,
) -> tuple[list[str], list[str]]:
    """Return the files that hold a domain and those that hold a profile; tell of the others."""
    domains = [name for name, root in roots.items() if is_domain(root)]
    profiles = [name for name, root in roots.items() if is_profile(root)]
    for name in roots.keys() - {*domains, *profiles}:
        _left_out(name, problems)
    return domains, profiles


def _tell_empty(
    empty: list[str], domains: list[str], profiles: list[str], named: _Named, problems: Problems
) -> None:
    """Tell of files that hold nothing: mistakes, unless only others count."""
    wanted = named.profiles or tuple(each for each in named.files if each not in domains)
    tell_empty(empty, wanted if any(each in profiles for each in wanted) else (), problems)


def _geniusweb(folder: Path, names: tuple[str, ...], named: _Named, problems: Problems) -> Scenario:
    roots, empty = _nodes(folder, names, (".json",), problems)
    domains, profiles = _told_apart(roots, geniusweb.is_domain, geniusweb.is_profile, problems)
    _tell_empty(empty, domains, profiles, named, problems)
    if domains or not profiles:
        domain = _one_domain(domains, folder, problems)
        root = roots[domain]
    else:  # every profile holds its domain
        domain = profiles[0]
        space = roots[domain].get(geniusweb.PROFILE)
        inner = space.get("domain") if space is not None and space.kind == "mapping" else None
        root = inner if inner is not None else roots[domain]
    issues = geniusweb.domain_issues(root, Parts(domain, problems))
    _some_issues(issues, domain, problems)
    made = tuple(
        geniusweb.profile(roots[name], _stem(name), issues, Parts(name, problems))
        for name in _chosen(profiles, domain if domains else "", named, problems)
    )
    title = geniusweb.domain_name(root) or folder.resolve().name
    return Scenario(title=title, issues=issues, profiles=made)


def _negmas(folder: Path, names: tuple[str, ...], named: _Named, problems: Problems) -> Scenario:
    roots, empty = _nodes(folder, names, (".yml", ".yaml", ".json"), problems)
    domains, profiles = _told_apart(roots, negmas.is_domain, negmas.is_profile, problems)
    _tell_empty(empty, domains, profiles, named, problems)
    domain = _one_domain(domains, folder, problems)
    issues = negmas.domain_issues(roots[domain], Parts(domain, problems))
    _some_issues(issues, domain, problems)
    made = tuple(
        negmas.profile(roots[name], _stem(name), issues, Parts(name, problems))
        for name in _chosen(profiles, domain, named, problems)
    )
    title = geniusweb.domain_name(roots[domain]) or folder.resolve().name
    return Scenario(title=title, issues=issues, profiles=made)


def _scores(folder: Path, names: tuple[str, ...], named: _Named, problems: Problems) -> Scenario:
    config = _text(folder, scores.CONFIG, scores.CONFIG, problems)
    parties = scores.parties_of(config, problems)
    problems.stop_at_errors()
    sheets = [f"{file}{scores.ENDING}" for _, file in parties]
    wanted = _wanted(sheets, scores.CONFIG, named, problems)
    problems.stop_at_errors()
    chosen = [each for each, sheet in zip(parties, sheets, strict=True) if sheet in wanted]
    if not chosen or len(chosen) > PARTIES_AT_MOST:
        _no_profiles(scores.CONFIG, problems)
    lines = {
        file: scores.points_in(
            _text(folder / scores.FOLDER, f"{file}{scores.ENDING}", scores.FOLDER, problems),
            f"{scores.FOLDER}/{file}{scores.ENDING}",
            problems,
        )
        for _, file in chosen
    }
    problems.stop_at_errors()
    first = lines[chosen[0][1]]
    if len(first) - 1 > scores.ISSUES_AT_MOST:
        problems.add(
            "scenario-003",
            f"{scores.FOLDER}/{chosen[0][1]}{scores.ENDING}",
            f"points for more than {scores.ISSUES_AT_MOST} issues",
            "score sheets have an issue for each letter at most",
        )
    issues = scores.issues_of(first)
    made = tuple(
        scores.profile(
            name, f"{scores.FOLDER}/{file}{scores.ENDING}", lines[file], issues, problems
        )
        for name, file in chosen
    )
    return Scenario(title=folder.resolve().name, issues=issues, profiles=made)


_READERS: Mapping[str, Callable[[Path, tuple[str, ...], _Named, Problems], Scenario]] = (
    MappingProxyType(
        {"genius": _genius, "geniusweb": _geniusweb, "negmas": _negmas, "scores": _scores}
    )
)


def _text(folder: Path, name: str, where: str, problems: Problems) -> str:
    data = bytes_of(folder, name, problems)
    if data is None:
        raise Refused(*problems.found)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.add("scenario-002", where, "not in UTF-8", "save the file in UTF-8")
        raise Refused(*problems.found) from None


def _nodes(
    folder: Path, names: tuple[str, ...], endings: tuple[str, ...], problems: Problems
) -> tuple[dict[str, Node], list[str]]:
    """Return what the files hold, and which of them hold nothing."""
    chosen = [name for name in names if name.lower().endswith(endings)]
    found = {name: _node(folder, name, problems) for name in chosen}
    empty = [name for name, node in found.items() if node is not None and node.empty]
    roots = {name: node for name, node in found.items() if node is not None and not node.empty}
    return roots, empty


def _stem(name: str) -> str:
    return Path(name).stem


def _left_out(name: str, problems: Problems) -> None:
    problems.add(
        "scenario-015",
        shown(name),
        "the file is no part of the scenario, and is left out",
        "nothing needs doing, if that is so",
        "warning",
    )


def _one_domain(domains: list[str], folder: Path, problems: Problems) -> str:
    if len(domains) == 1:
        return domains[0]
    if domains:
        message = f"{len(domains)} domains: {listed(domains)}"
        problems.add("scenario-004", HERE, message, "keep one domain in a folder")
    elif not problems.errors:
        hint = "put the domain's own file beside its profiles"
        problems.add("scenario-005", HERE, "there is no domain", hint)
    raise Refused(*problems.found)


def _some_issues(issues: tuple[ScenarioIssue, ...], domain: str, problems: Problems) -> None:
    if not issues and not problems.errors:
        problems.add("scenario-005", domain, "the domain has no issues", "add its issues")
    problems.stop_at_errors()


def _chosen(profiles: list[str], domain: str, named: _Named, problems: Problems) -> list[str]:
    chosen = _wanted(profiles, domain, named, problems)
    problems.stop_at_errors()
    if not chosen or len(chosen) > PARTIES_AT_MOST:
        _no_profiles(HERE, problems)
    problems.stop_at_errors()
    return chosen


def _wanted(profiles: list[str], domain: str, named: _Named, problems: Problems) -> list[str]:
    """Return the profiles that were named, all if none was; list what was named and is none.

    A domain that was named as the source stands for all its profiles.
    """
    wanted = named.profiles or tuple(each for each in named.files if each != domain)
    for name in wanted:
        if name not in profiles:
            hint = f"the profiles here: {listed(profiles)}"
            problems.add("scenario-005", HERE, f'"{shown(name)}" is no profile here', hint)
    return list(wanted) or profiles


def _no_profiles(where: str, problems: Problems) -> None:
    hint = f"a scenario has a profile for each party, and {PARTIES_AT_MOST} at most"
    problems.add("scenario-005", where, "there are no profiles, or too many", hint)
    raise Refused(*problems.found)


def check_names(scenario: Scenario, problems: Problems) -> None:
    """List names that stand twice, are empty, or hold signs that could deceive."""
    groups: list[tuple[str, list[str]]] = [
        ("parties", [each.name for each in scenario.profiles]),
        ("issues", [each.name for each in scenario.issues]),
        *((f'values of "{shown(each.name)}"', list(each.values)) for each in scenario.issues),
    ]
    for what, names in groups:
        for name in (each for each, count in Counter(names).items() if count > 1):
            hint = "give each a name of its own"
            problems.add("scenario-009", HERE, f'{what}: "{shown(name)}" twice', hint)
        for name in names:
            if not name.strip() or _HOSTILE.search(name):
                hint = "use letters, digits and signs that can be seen"
                message = f'{what}: the name "{shown(name)}" is empty or holds a control character'
                problems.add("scenario-009", HERE, message, hint)
    if _HOSTILE.search(scenario.title):
        hint = "use letters, digits and signs that can be seen"
        problems.add("scenario-009", HERE, "the title holds a control character", hint)
