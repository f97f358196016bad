"""Inputs made to hang or break a reader, by name, about as large as is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random
from types import MappingProxyType

from .folders import HEAD

DOCUMENT = "documents:\n  - {id: d, title: t, date: 2025, file: s.txt}\n"
ISSUE = "issues:\n  - {id: i, question: q, evidence: none, options: [{id: a, label: a}]}\n"
JUDGEMENT = "format: 1\nparty: p\nauthor: a\ndate: 2025\nvisible_to: [mediator]\n"

Files = dict[str, str]


def _case(text: str, **files: str) -> Files:
    return {"case.yaml": HEAD + text, **{f"{name}.txt": each for name, each in files.items()}}


def _raw(text: str) -> Files:
    return {"case.yaml": text}


def _judged(text: str) -> Files:
    return {**_case(ISSUE), "judgements/j.yaml": JUDGEMENT + text}


def _party(number: int, more: str = "") -> str:
    return f"  - {{id: p{number}, name: n, role: other, evidence: none{more}}}\n"


def _parties(lines: Iterable[str]) -> Files:
    return _case("parties:\n" + "".join(lines))


def _quoting(words: Iterable[str], text: str) -> Files:
    evidence = "".join(f"      - {{document: d, words: {each}}}\n" for each in words)
    party = "parties:\n  - id: a\n    name: n\n    role: other\n    evidence:\n"
    return _case(DOCUMENT + party + evidence, s=text)


def _nearly_quoted(size: int) -> Files:
    chance = Random(1)
    words = [f"w{chance.randrange(5000)}" for _ in range(size // 6)]
    count = size // 100
    step = max(1, (len(words) - 12) // count)
    quoted = (" ".join(words[at : at + 12]) + " x" for at in range(0, len(words) - 12, step))
    return _quoting(quoted, " ".join(words))


def _laughs(size: int) -> Files:
    lines = (f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(size // 60))
    return _raw("a0: &a0 [ha]\n" + "".join(lines))


def _members(size: int, circle: bool) -> Files:
    count = size // 62
    after = {n: (n + 1) % count if circle else n + 1 for n in range(count)}
    return _parties(_party(n, f", member_of: p{after[n]}") for n in after)


def _superseding(size: int, earlier_only: bool) -> Files:
    count = int((size / (3 if earlier_only else 6)) ** 0.5)
    lines = []
    for n in range(count):
        ids = ", ".join(f"p{m}" for m in range(n if earlier_only else count))
        lines.append(_party(n, f", supersedes: [{ids}]"))
    return _parties(lines)


def _rules(size: int) -> Files:
    rules = "".join(
        f"  - {{id: r{n}, evidence: none, when: {{i: a}}, excludes: {{j: b}}}}\n"
        for n in range(size // 150)
    )
    papers = "".join(
        f"  - {{id: q{n}, title: t, by: p0, history: [], evidence: none, package: {{i: a}}}}\n"
        for n in range(size // 150)
    )
    return _case("parties:\n" + _party(0) + ISSUE + "rules:\n" + rules + "proposals:\n" + papers)


def _off_their_issue(size: int) -> Files:
    options = ", ".join(f"{{id: o{n}, label: o}}" for n in range(size // 100))
    issue = f"issues:\n  - {{id: i, question: q, evidence: none, options: [{options}]}}\n"
    positions = "".join(
        f"  - {{id: q{n}, party: p0, issue: i, options: x{n}, stance: demands, date: 2025,"
        " evidence: none}\n"
        for n in range(size // 120)
    )
    return _case("parties:\n" + _party(0) + issue + "positions:\n" + positions)


def _ids(size: int, form: str) -> str:
    return ", ".join(form.format(n) for n in range(size // (len(form) + 6)))


def _same_text(size: int) -> Files:
    count = size // 100
    documents = "".join(
        f"  - {{id: d{n}, title: t, date: 2025, file: s.txt}}\n" for n in range(count)
    )
    evidence = ", ".join(f"{{document: d{n}, words: word}}" for n in range(count))
    party = f"parties:\n  - {{id: a, name: n, role: other, evidence: [{evidence}]}}\n"
    return _case("documents:\n" + documents + party, s="word " * (size // 50))


QUICK: Mapping[str, Callable[[int], Files]] = MappingProxyType(
    {
        "[": lambda size: _raw("[" * size),
        "{": lambda size: _raw("{" * size),
        "{a: ": lambda size: _raw("{a: " * (size // 4)),
        "- ": lambda size: _raw("- " * (size // 2)),
        "? ": lambda size: _raw("? " * (size // 2)),
        "a: ": lambda size: _raw("a: " * (size // 3)),
        "double quotes": lambda size: _raw('"' * size),
        "single quotes": lambda size: _raw("'" * size),
        "an open quote": lambda size: _raw("a: '" + "b " * (size // 2)),
        "anchors": lambda size: _raw("&a " * (size // 3)),
        "aliases": lambda size: _raw("*a " * (size // 3)),
        "tags": lambda size: _raw("!a " * (size // 3)),
        "directives": lambda size: _raw("%a b\n" * (size // 5)),
        "documents": lambda size: _raw("---\n" * (size // 4)),
        "deep blocks": lambda size: _raw("".join(" " * n + "a:\n" for n in range(size // 700))),
        "three thousand deep": lambda _: _raw("".join(" " * n + "a:\n" for n in range(3000))),
        "laughs": _laughs,
        "blanks": lambda size: _case(" " * size),
        "line ends": lambda size: _case("\n" * size),
        "tabs": lambda size: _case("\t" * size),
        "comments": lambda size: _case("#\n" * (size // 2)),
        "one key": lambda size: _case("k" * size + ": 1\n"),
        "one key in quotes": lambda size: _case('? "' + "k" * size + '"\n: 1\n'),
        "one value": lambda size: _case("summary: " + "k" * size + "\n"),
        "one number": lambda size: _case(f"format: {'9' * size}\n"),
        "one date": lambda size: _case("updated: about " + "2025-" * (size // 5) + "\n"),
        "one quotation": lambda size: _quoting(
            ["word " * (size // 5)], "word " * (size // 10) + "wort " + "word " * (size // 10)
        ),
        "files that are no judgement": lambda size: {
            **_case(""), **{f"judgements/{n}.txt": "" for n in range(size // 2000)},
        },
    }
)  # fmt: skip
"""Read in less than a second for a megabyte."""

SLOW: Mapping[str, Callable[[int], Files]] = MappingProxyType(
    {
        "duplicate keys": lambda size: _case("a: 1\n" * (size // 5)),
        "duplicate fields": lambda size: _case(
            "parties:\n  - id: a\n" + "    name: 1\n" * (size // 12)
        ),
        "unknown fields": lambda size: _case("".join(f"k{n}: 1\n" for n in range(size // 10))),
        "misspelt fields": lambda size: _case(
            "".join(f"partie{n}: 1\n" for n in range(size // 14))
        ),
        "the same id": lambda size: _parties("  - {id: a}\n" for _ in range(size // 12)),
        "empty entries": lambda size: _parties("  -\n" for _ in range(size // 4)),
        "entries that are texts": lambda size: _case("parties: [" + "a," * (size // 2) + "]"),
        "entries without fields": lambda size: _case("events: [" + "{}," * (size // 3) + "]"),
        "a chain of members": lambda size: _members(size, circle=False),
        "a circle of members": lambda size: _members(size, circle=True),
        "a star of members": lambda size: _parties(
            _party(n, ", member_of: p0") for n in range(size // 62)
        ),
        "all supersede all": lambda size: _superseding(size, earlier_only=False),
        "each supersedes all before": lambda size: _superseding(size, earlier_only=True),
        "a chain of supersession": lambda size: _parties(
            _party(n, f", supersedes: p{n + 1}") for n in range(size // 62)
        ),
        "unknown references": lambda size: _parties(
            _party(n, f", member_of: q{n}") for n in range(size // 62)
        ),
        "unknown references in one entry": lambda size: _parties(
            [_party(0, f", member_of: [{_ids(size, 'q{0}')}]")]
        ),
        "unknown issues in one rule": lambda size: _case(
            "rules:\n  - {id: r, evidence: none, when: {" + _ids(size, "i{0}: a") + "}}\n"
        ),
        "unknown issues in an order": lambda size: _judged(
            f"issue_order: [{_ids(size, 'i{0}')}]\n"
        ),
        "unknown issues with values": lambda size: _judged(
            "values: {" + _ids(size, "i{0}: {{a: 1}}") + "}\n"
        ),
        "unknown options in an order": lambda size: _judged(
            f"option_orders: {{i: [{_ids(size, 'o{0}')}]}}\n"
        ),
        "words that are not allowed": lambda size: _parties(
            f"  - {{id: p{n}, name: n, role: prinzipal, evidence: none}}\n"
            for n in range(size // 56)
        ),
        "positions off their issue": _off_their_issue,
        "rules and papers": _rules,
        "words nearly quoted": _nearly_quoted,
        "words not quoted at all": lambda size: _quoting(
            (f"x{n} y" for n in range(size // 100)), "w" * size
        ),
        "one word nearly quoted": lambda size: _quoting(["a" * (size // 2)], "a" * size),
        "many documents with one text": _same_text,
        "marks over one letter": lambda size: _quoting(
            ["words"], "a" + "\u0315\u0300" * (size // 4)
        ),
        "control characters": lambda size: _case("x-a: " + "\x07" * size),
        "control characters on lines": lambda size: _case("x-a: \x07\n" * (size // 7)),
        "control characters in escapes": lambda size: _case(
            "x-a: [" + '"\\a",\n' * (size // 6) + "]"
        ),
        "numbers with commas": lambda size: _case(
            "events:\n  - {id: e, date: 2025, what: w, evidence: none, figures:"
            " [{what: a, quantity: 1 " + "1,1" * (size // 3) + "}]}\n"
        ),
    }
)
"""Took more than a second for a megabyte when these tests were written."""
