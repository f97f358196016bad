"""JSON Schema for case files, judgements and results, made from the types themselves."""

from __future__ import annotations

from dataclasses import is_dataclass
from decimal import Decimal
from typing import Any

from detente.core.record.case import BLOCKS, Case
from detente.core.record.dates import DATE_PATTERN, Date
from detente.core.record.entry import Evidence
from detente.core.record.judgements import Estimate, Judgement
from detente.core.record.quantities import Number, Quantity

from .fields import FieldKind, allowed_words, fields_of, item_type, mapping_type
from .versions import FORMAT_VERSION

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
_EXACT = r"-?[0-9]+(\.[0-9]+|/[0-9]*[1-9][0-9]*)?"
_QUANTITY = r"^(about )?-?[0-9]+(\.[0-9]+)?( .*)?$"


def case_schema() -> Schema:
    """Return the JSON Schema of ``case.yaml``, for editors to complete and check."""
    return _file_schema(Case, "A Détente case", ("title",))


def judgement_schema() -> Schema:
    """Return the JSON Schema of a file in ``judgements/``."""
    return _file_schema(Judgement, "A Détente judgement", ("party", "author", "date", "visible_to"))


def _file_schema(record_type: type, title: str, required: tuple[str, ...]) -> Schema:
    definitions: dict[str, Schema] = {}
    properties: dict[str, Schema] = {
        "format": {"const": FORMAT_VERSION, "description": "version of the case format"}
    }
    for kind in fields_of(record_type):
        properties[kind.key] = _described(_of_type(kind.type, kind, definitions), kind.about)
        if kind.key in BLOCKS:
            properties[kind.key] = {
                "description": kind.about,
                "type": ["array", "null"],
                "items": properties[kind.key]["anyOf"][0]["items"],
            }
    return {
        "$schema": _DIALECT,
        "title": title,
        "type": "object",
        "required": ["format", *required],
        "properties": properties,
        "patternProperties": {"^x-": True},
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def _described(schema: Schema, description: str) -> Schema:
    return {"description": description, **schema}


def _of_type(hint: Any, kind: FieldKind, definitions: dict[str, Schema]) -> Schema:
    words, item, inner = allowed_words(hint), item_type(hint), mapping_type(hint)
    if words is not None:
        return {"enum": list(words)}
    if item is not None:
        return _many(item, kind, definitions)
    if inner is not None:
        return {"type": "object", "additionalProperties": _of_type(inner, kind, definitions)}
    if hint is Date:
        return {"anyOf": [{"type": "string", "pattern": DATE_PATTERN}, {"type": "integer"}]}
    if hint is Decimal:
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": _NUMBER}]}
    if hint == Number:
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{_EXACT}$"}]}
    if hint is bool:
        return {"type": "boolean"}
    if hint is Quantity:
        text: Schema = {"type": "string", "pattern": _QUANTITY}
        return {"anyOf": [{"type": "number"}, text, _reference(hint, definitions)]}
    if hint is Estimate:
        text = {"type": "string", "pattern": rf"^{_EXACT}(\.\.{_EXACT})?$"}
        return {"anyOf": [{"type": "number"}, text, _reference(hint, definitions)]}
    if is_dataclass(hint):
        return _reference(hint, definitions)
    return _text(kind)


def _text(kind: FieldKind) -> Schema:
    if kind.pattern:
        return {"type": ["string", "integer"], "pattern": kind.pattern}
    return {"type": ["string", "number"], "minLength": 1}


def _many(item: Any, kind: FieldKind, definitions: dict[str, Schema]) -> Schema:
    one = _of_type(item, kind, definitions)
    several: list[Schema] = [{"type": "array", "items": one}, one]
    if item is Evidence:
        several.append({"const": "none"})
    return {"anyOf": several}


def _reference(hint: Any, definitions: dict[str, Schema]) -> Schema:
    name = hint.__name__
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = _record(hint, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _record(record_type: Any, definitions: dict[str, Schema]) -> Schema:
    kinds = fields_of(record_type)
    schema: Schema = {
        "type": "object",
        "description": (record_type.__doc__ or "").split("\n")[0],
        "properties": {
            kind.key: _described(_of_type(kind.type, kind, definitions), kind.about)
            for kind in kinds
        },
        "patternProperties": {"^x-": True},
        "additionalProperties": False,
    }
    required = [kind.key for kind in kinds if kind.required]
    return {**schema, "required": required} if required else schema
