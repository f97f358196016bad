"""Tags of the Humanitarian Exchange Language for the columns of a case [HXL 2018].

The tags are those of version 1.1 where it has one that fits; the others begin with ``#x_``, as it
asks for tags of one's own. A tag row stands between the heads and the data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from detente.core.record.dates import Date

from .tables import columns_of

_OWN: Mapping[str, str] = MappingProxyType(
    {
        "id": "#meta+id",
        "evidence": "#meta+source",
        "note": "#meta+remarks",
        "visible_to": "#meta+visibility",
        "party": "#org+code",
        "name": "#org+name",
        "place": "#loc+name",
        "text": "#description",
        "what": "#description",
        "question": "#description",
        "summary": "#description",
        "status": "#status",
        "title": "#x_title",
    }
)
_PEOPLE: Mapping[str, str] = MappingProxyType({"name": "#contact+name", "post": "#contact+role"})
TAG = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*", re.IGNORECASE)
"""What a tag looks like."""


@cache
def tags_of(block: str) -> Mapping[str, str]:
    """Return a tag for every column of a block's table, by the column's head.

    >>> tags_of("positions")["party"], tags_of("positions")["date"], tags_of("positions")["stance"]
    ('#org+code', '#date', '#x_stance')
    """
    found = {}
    for column in columns_of(block):
        name = re.sub(r"[^a-z0-9]+", "_", column.key.partition(".")[0])
        if block == "people" and column.key in _PEOPLE:
            tag = _PEOPLE[column.key]
        elif column.key in _OWN:
            tag = _OWN[column.key]
        elif column.holds is Date:
            tag = "#date" if column.key == "date" else f"#date+{name}"
        else:
            tag = f"#x_{name}"
            if column.part is not None:
                tag += f"+{column.part.key}"
        found[column.key] = tag
    return MappingProxyType(found)


def is_tag_row(cells: tuple[object, ...]) -> bool:
    """Return whether a row holds tags: two at least, and nothing that is none.

    >>> is_tag_row(("#meta+id", "", "#date +start")), is_tag_row(("#1", "b"))
    (True, False)
    """
    texts = [str(each).strip() for each in cells if str(each).strip()]
    return len(texts) > 1 and all(TAG.fullmatch(each) for each in texts)
