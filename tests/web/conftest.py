"""A case in which every text tries to do harm."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any

import pytest

from detente.core.record.case import BLOCKS, Case
from detente.core.record.conflict import CourseOfAction
from detente.core.record.dates import Date
from detente.core.record.obligations import ConditionClaim, KeptClaim

HARM = (
    "</script><script>window.harmed=1</script><img src=x onerror='window.harmed=2'>"
    '"><svg onload=window.harmed=3>{{ 7*7 }}${window.harmed=4}<!--\u202e\x1b[31m'
)
TEXTS = {"text", "title", "name", "post", "question", "short", "label", "what", "note", "words",
         "says", "why", "changes", "consequence", "outcome", "summary", "place", "unit", "author",
         "link", "occasion", "where", "trigger"}  # fmt: skip


def harmed(value: Any) -> Any:
    """Return a record with harm in every free text; ids and dates stay."""
    if isinstance(value, tuple):
        return tuple(harmed(each) for each in value)
    if not is_dataclass(value) or isinstance(value, Date | type):
        return value
    changes = {}
    for each in fields(value):
        inner = getattr(value, each.name)
        if each.name == "says" and isinstance(value, ConditionClaim | KeptClaim):
            continue
        if each.name == "changes" and isinstance(value, CourseOfAction):
            continue
        if each.name in TEXTS and isinstance(inner, str) and "refers" in each.metadata:
            changes[each.name] = inner if each.metadata["refers"] else inner + HARM
        elif isinstance(inner, tuple) or is_dataclass(inner):
            changes[each.name] = harmed(inner)
    return replace(value, **changes)


@pytest.fixture
def hostile(istanbul: Case) -> Case:
    """The flagship case with harm in every free text, in its documents too."""
    blocks = {block: harmed(istanbul.block(block)) for block in BLOCKS}
    texts = MappingProxyType({key: text + HARM for key, text in istanbul.texts.items()})
    return replace(istanbul, title=istanbul.title + HARM, summary=HARM, texts=texts, **blocks)
