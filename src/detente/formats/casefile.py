"""A case folder to a case, with every problem in it; and the places things stand at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from detente.core.outcomes.checks import check_packages
from detente.core.problems import PROBLEMS_AT_MOST, Path, Place, Problem, has_errors
from detente.core.record.case import BLOCKS, CASE_FILE, Case
from detente.core.record.checks import check
from detente.core.record.entry import Entry
from detente.core.record.judgements import Judgement
from detente.core.record.meetings import Proposal
from detente.core.stability.checks import check_states

from .files import read_text
from .shape import Shaper
from .versions import check_version
from .yaml_text import Node, node_at, parse

JUDGEMENTS = "judgements"
_NONE: Mapping[str, str] = MappingProxyType({})


class CaseUnreadable(Exception):
    """The folder holds no case that can be used; ``problems`` says all that is wrong."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        errors = sum(problem.severity == "error" for problem in problems)
        super().__init__(f"{errors} error{'' if errors == 1 else 's'} in the case")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ReadCase:
    """What was found in a case folder.

    ``case`` is None where nothing could be read. With an error among the problems
    it may hold placeholders and is not to be used. ``problems`` are in the order of the files.
    ``text`` is the text of ``case.yaml``, as read, and ``root`` its top node.
    """

    folder: FilePath
    case: Case | None
    problems: tuple[Problem, ...]
    text: str = ""
    root: Node | None = None


def read_folder(
    folder: FilePath, text: str | None = None, judgements: Mapping[str, str] = _NONE
) -> ReadCase:
    """Read a case folder and check all of it; never raises for what is in it.

    ``text`` stands for the text of ``case.yaml``, and each of ``judgements`` for that of the file of
    its name (``judgements/north.yaml``), to see how new ones would read.
    """
    given = dict(judgements) if text is None else {**judgements, CASE_FILE: text}
    reader = Reader(folder, given)
    case = reader.read()
    found = list(reader.problems)
    if case is not None:
        found.extend(apart(check(case), found))
        if not has_errors(found):
            found.extend(check_packages(case))
            found.extend(check_states(case))
    problems = in_order(reader.placed(each) for each in found)
    return ReadCase(folder, case, problems, reader.text, reader.roots.get(CASE_FILE))


def read_case(folder: str | FilePath) -> Case:
    """Return the case in a folder.

    Warnings are passed over. Raises :class:`CaseUnreadable` with all problems if
    there is any error, so that a case in hand is one that ``check`` accepts.

    >>> read_case("cases/istanbul-2025").title
    'Istanbul talks 2025'
    """
    found = read_folder(FilePath(folder))
    if found.case is None or has_errors(found.problems):
        raise CaseUnreadable(found.problems)
    return found.case


def read_text_again(folder: FilePath) -> str | None:
    """Return the text of ``case.yaml`` as it is now, or None if it cannot be read."""
    text = read_text(folder, CASE_FILE, (CASE_FILE,))
    return None if isinstance(text, Problem) else text


def in_order(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems in the order of the files, a thousand at most."""
    problems = tuple(sorted(found, key=_order))
    if len(problems) < PROBLEMS_AT_MOST:
        return problems
    last = Problem(
        "case-099",
        (CASE_FILE,),
        f"there may be more problems than these {PROBLEMS_AT_MOST}",
        "mend these, then check again",
        place=problems[PROBLEMS_AT_MOST - 1].place,
    )
    return (*problems[:PROBLEMS_AT_MOST], last)


def _missing(folder: FilePath) -> Problem | None:
    """Return the problem with a folder that holds no case, or None."""
    try:
        if not folder.is_dir():
            what = "not a folder" if folder.exists() else "there is no such folder"
            return Problem("case-001", (CASE_FILE,), what, "name the folder that holds case.yaml")
        file = folder / CASE_FILE
        if not file.exists() and not file.is_symlink():
            return Problem(
                "case-001",
                (CASE_FILE,),
                "the folder holds no case.yaml",
                'begin one with "detente new"',
            )
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        return Problem("case-001", (CASE_FILE,), f"cannot be read: {why}", "name another folder")
    return None


def apart(problems: Iterable[Problem], unreadable: Iterable[Problem]) -> list[Problem]:
    """Return the problems without what only follows from a value that could not be read."""
    places = {problem.path for problem in unreadable if len(problem.path) > 1}
    above = {path[:length] for path in places for length in range(2, len(path))}

    def follows(path: Path) -> bool:
        return path in above or any(path[:length] in places for length in range(2, len(path) + 1))

    return [problem for problem in problems if not follows(problem.path)]


def _order(problem: Problem) -> tuple[bool, str, int, int, str]:
    place = problem.place or Place(str(problem.path[0]), 1, 1)
    return (place.file != CASE_FILE, place.file, place.line, place.column, problem.code)


class Reader:
    """Reads the files of one folder; collects problems, nodes, and what was left unread."""

    def __init__(self, folder: FilePath, given: Mapping[str, str]) -> None:
        self.folder = folder
        self.given = given
        self.problems: list[Problem] = []
        self.roots: dict[str, Node] = {}
        self.text = ""
        self.texts: dict[PurePosixPath, str | Problem] = {}

    def read(self) -> Case | None:
        root = self._root(CASE_FILE)
        if root is None or not self._version(root, CASE_FILE):
            return None
        shaper = Shaper(CASE_FILE)
        values: dict[str, Any] = {}
        head = _without_blocks(root)
        header = shaper.record(Case, head, (CASE_FILE,), also=("format", *BLOCKS))
        for block, entry_type in BLOCKS.items():
            values[block] = self._block(shaper, root, block, entry_type)
        self.problems.extend(shaper.problems)
        return self.with_files(replace(header, **values))

    def with_files(self, case: Case) -> Case:
        """Return the case with the texts of its documents and with its judgements."""
        texts = {}
        for index, document in enumerate(case.documents):
            path: Path = (CASE_FILE, "documents", index, "file")
            text = self._cited(document.file, path) if document.file else None
            if text is not None:
                texts[document.id] = text
        self._proposal_files(case.proposals)
        return replace(case, texts=MappingProxyType(texts), judgements=self._judgements())

    def _root(self, file: str) -> Node | None:
        text = self.given.get(file)
        if file == CASE_FILE and text is None and (missing := _missing(self.folder)):
            self.problems.append(missing)
            return None
        if text is None:
            text = self._text(file, (file,))
        if text is None:
            return None
        if file == CASE_FILE:
            self.text = text
        root, problems = parse(text, file)
        self.problems.extend(problems)
        if root is not None:
            self.roots[file] = root
        if (root is None and not problems) or (root is not None and root.empty):
            self.problems.append(
                Problem(
                    "case-005",
                    (file,),
                    "the file is empty",
                    'begin with the line "format: 1"',
                    place=Place(file, 1, 1),
                )
            )
            return None
        if root is not None and root.kind != "mapping":
            self.problems.append(
                Problem(
                    "case-011",
                    (file,),
                    "the file does not begin with fields",
                    'write "format: 1" in the first line, a blank after the colon, then the blocks',
                )
            )
            return None
        return root

    def _version(self, root: Node, file: str) -> bool:
        problem = check_version(root, file)
        if problem is not None:
            self.problems.append(problem)
        return problem is None or problem.code == "case-020"

    def _block(
        self, shaper: Shaper, root: Node, block: str, entry_type: type[Entry]
    ) -> tuple[Entry, ...]:
        node = root.get(block)
        if node is None or node.empty:
            return ()
        if node.kind != "list":
            shaper.add(
                "case-032",
                node,
                (CASE_FILE, block),
                f'"{block}" is not a list',
                'begin each entry with "- id:"',
            )
            return ()
        return tuple(
            shaper.record(entry_type, item, (CASE_FILE, block, index))
            for index, item in enumerate(node.items)
            if not shaper.full
        )

    def _text(self, file: str, path: Path) -> str | None:
        known = PurePosixPath(file)
        if known not in self.texts:
            self.texts[known] = read_text(self.folder, file, path)
        text = self.texts[known]
        if isinstance(text, Problem):
            self.problems.append(replace(text, path=path))
            return None
        return text

    def _cited(self, file: str, path: Path) -> str | None:
        if PurePosixPath(file).parts[:1] in ((CASE_FILE,), (JUDGEMENTS,)):
            self.problems.append(
                Problem(
                    "case-059",
                    path,
                    "a case's own record or judgements cannot be its evidence",
                    "put the text that proves it into sources/, in a file of its own",
                )
            )
            return None
        return self._text(file, path)

    def _proposal_files(self, proposals: Iterable[Proposal]) -> None:
        for index, proposal in enumerate(proposals):
            if proposal.file:
                self._text(proposal.file, (CASE_FILE, "proposals", index, "file"))

    def _judgements(self) -> tuple[tuple[str, Judgement], ...]:
        place = self.folder / JUDGEMENTS
        if place.is_symlink():
            self.problems.append(
                Problem(
                    "case-012",
                    (JUDGEMENTS,),
                    "a symbolic link stands on the path",
                    "copy the files into the case folder",
                )
            )
            return ()
        files = [self.folder / each for each in self.given if each.startswith(f"{JUDGEMENTS}/")]
        try:
            files = sorted({*files, *place.iterdir()})
        except FileNotFoundError:
            pass  # none there; those given count
        except OSError as error:
            self.problems.append(
                Problem(
                    "case-013",
                    (JUDGEMENTS,),
                    f"cannot be read: {(error.strerror or '').lower()}",
                    "judgements is a folder of files, one for each judgement",
                )
            )
            return ()
        found = []
        for each in files:
            file = f"{JUDGEMENTS}/{each.name}"
            if each.suffix not in (".yaml", ".yml"):
                self.problems.append(
                    Problem(
                        "case-094",
                        (file,),
                        "not a judgement: its name does not end in .yaml",
                        "move it out of the folder, or give it a name in .yaml",
                        "warning",
                    )
                )
                continue
            judgement = self._judgement(file)
            if judgement is not None:
                found.append((file, judgement))
        return tuple(found)

    def _judgement(self, file: str) -> Judgement | None:
        root = self._root(file)
        if root is None or not self._version(root, file):
            return None
        shaper = Shaper(file)
        judgement: Judgement | None = shaper.record(Judgement, root, (file,), also=("format",))
        self.problems.extend(shaper.problems)
        return judgement

    def placed(self, problem: Problem) -> Problem:
        """Return the problem with the place of what it speaks of."""
        if problem.place is not None:
            return problem
        file, *steps = problem.path
        root = self.roots.get(str(file))
        if root is None:
            return problem.at(Place(str(file), 1, 1))
        return problem.at(node_at(root, tuple(steps)).place(str(file)))


def _without_blocks(root: Node) -> Node:
    """Return the top mapping with only the fields that are no block."""
    kept = [(key, value) for key, value in root.pairs() if key.text not in BLOCKS]
    return replace(root, keys=[key for key, _ in kept], items=[value for _, value in kept])
