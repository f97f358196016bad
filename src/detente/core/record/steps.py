"""When two steps are the same step."""

from __future__ import annotations

from .obligations import Step


def step_key(step: Step) -> str:
    """Return what a step is known by: its entry and part, or its words.

    Steps with the same key are one and the same; capitals and white space do not
    count.

    >>> step_key(Step(what="Talks  begin")) == step_key(Step(what="talks begin"))
    True
    >>> step_key(Step(what="the first 500", entry="exchange", part="first 500"))
    'exchange / first 500'
    """
    whole = step.entry or f"“{_plain(step.what)}”"
    return f"{whole} / {_plain(step.part)}" if step.part else whole


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
