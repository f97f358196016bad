"""Data that a JSON Schema of ours allows, and data with one mistake in it, for Hypothesis.

Only what our schemas use is understood; anything else raises ``KeyError``. (The package
hypothesis-jsonschema 0.23 does not run with Hypothesis 6.170: it uses a class that changed.)
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .values import TRICKY

IDS = st.sampled_from(("a", "b", "c", "upper", "no", "1", "2025-05-29", "public", "mediator"))
NUMBERS = st.integers(-100, 100) | st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))
_SIMPLE: dict[str, st.SearchStrategy[Any]] = {
    "string": IDS | st.sampled_from(TRICKY) | st.text(min_size=1, max_size=12),
    "number": NUMBERS,
    "integer": st.integers(0, 3000),
    "boolean": st.booleans(),
    "null": st.none(),
}
anything = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=8) | IDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(IDS, inner, max_size=3),
    max_leaves=6,
)
"""Any data at all, most of it wrong wherever it stands."""


def allowed(schema: dict[str, Any], whole: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for data that a part of a schema allows."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return st.deferred(lambda: allowed(whole["$defs"][name], whole))
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of(*(allowed(each, whole) for each in schema["anyOf"]))
    if schema["type"] == "object":
        return _object(schema, whole)
    if schema["type"] == "array" or "items" in schema:
        return st.lists(allowed(schema["items"], whole), max_size=2)
    if "pattern" in schema:
        return IDS | st.from_regex(schema["pattern"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of(*(_SIMPLE[kind] for kind in kinds))


def _object(schema: dict[str, Any], whole: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "properties" not in schema:
        return st.dictionaries(IDS, allowed(schema["additionalProperties"], whole), max_size=2)
    required = set(schema.get("required", ()))
    fields = {name: allowed(each, whole) for name, each in schema["properties"].items()}
    return st.fixed_dictionaries(
        {name: each for name, each in fields.items() if name in required},
        optional={name: each for name, each in fields.items() if name not in required},
    )


@st.composite
def nearly(draw: st.DrawFn, schema: dict[str, Any]) -> Any:
    """Data that a schema allows, with up to three values replaced, added or taken out."""
    data = draw(allowed(schema, schema))
    for _ in range(draw(st.integers(0, 3))):
        _spoil(draw, data)
    return data


def _spoil(draw: st.DrawFn, data: Any) -> None:
    while isinstance(data, list | dict) and data:
        key = draw(st.sampled_from(sorted(data) if isinstance(data, dict) else range(len(data))))
        inner = data[key]
        if isinstance(inner, list | dict) and inner and draw(st.integers(0, 4)):
            data = inner
            continue
        match draw(st.sampled_from(("replace", "remove", "add"))):
            case "replace":
                data[key] = draw(anything)
            case "remove":
                del data[key]
            case _ if isinstance(data, dict):
                data[draw(IDS)] = draw(anything)
            case _:
                data.append(draw(anything))
        return
