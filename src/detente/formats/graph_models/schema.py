"""JSON Schema of our graph model files, for editors to complete and check."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

SCHEMA = "gmcr-case/1"
"""What the field ``schema`` of our files says."""

DIRECTIONS = ("both", "fwd", "back")
"""The words for the directions in which an option can change."""

_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
_PATTERN: Schema = {"type": "string", "pattern": "^[YN-]*$"}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_STATE: Schema = {"anyOf": [_WHOLE, _PATTERN]}


def model_schema() -> Schema:
    """Return the JSON Schema of a graph model in our form."""
    pair = {"type": "array", "items": _STATE, "minItems": 2, "maxItems": 2}
    moves = {"type": "object", "additionalProperties": {"type": "array", "items": pair}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Détente graph model",
        "type": "object",
        "required": ["schema", "title", "decision_makers"],
        "anyOf": [{"required": ["options"]}, {"required": ["moves"]}],
        "properties": {
            "schema": _about({"const": SCHEMA}, "version of the form"),
            "id": _about(_NAME, "a short name"),
            "title": _about(_NAME, "what the conflict is called"),
            "decision_makers": _about(
                {"type": "array", "items": _NAME, "minItems": 1, "maxItems": 100}, "the parties"
            ),
            "options": _about(_many("option"), "what each party can do or leave"),
            "infeasible": _about(_list(_PATTERN), "patterns of what cannot be"),
            "removed_moves": _about(moves, "moves that options allow but that cannot be made"),
            "n_states": _about(_WHOLE, "how many states there are"),
            "feasible_states": _about(_many("state"), "the states"),
            "moves": _about(moves, "for each party, its moves one by one, from and to"),
            "preferences": _about(
                {"type": "object", "additionalProperties": {"$ref": "#/$defs/preference"}},
                "for each party, how it likes the states",
            ),
            "status_quo": _about(_STATE, "where things stand"),
        },
        "$defs": {"option": _option(), "state": _state(), "preference": _preference()},
    }


def _option() -> Schema:
    return _group(
        ["name", "dm"],
        index=_about(_WHOLE, "its number, from 1"),
        name=_about(_NAME, "what it is called"),
        dm=_about(_NAME, "whose option it is"),
        direction=_about(
            {"enum": list(DIRECTIONS)}, "whether it can be taken, taken back, or both"
        ),
    )


def _state() -> Schema:
    return _group(
        [],
        id=_about(_WHOLE, "its number"),
        decimal=_about(_WHOLE, "the number of its pattern, the first option counting 1"),
        yn=_about(_PATTERN, "Y or N for each option; - for either, in the form with moves"),
        name=_about(_NAME, "what it is called"),
    )


def _preference() -> Schema:
    def order(state: Schema) -> Schema:
        return _list({"anyOf": [state, {**_list(state), "minItems": 1}]})

    return _group(
        [],
        ranking=_about(order(_STATE), "states from best to worst, ties in a list"),
        ranking_decimal=_about(order(_WHOLE), "the same by the numbers of patterns"),
        payoffs=_about(_list({"type": "number"}), "a number for each state"),
        statements=_about(_list({"type": "string"}), "patterns, the most important first"),
        formulas=_about(_list({"type": "string"}), "formulas, the most important first"),
        distinct_levels=_about(_WHOLE, "how many ranks there are"),
    )


def _about(schema: Schema, description: str) -> Schema:
    return {"description": description, **schema}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _many(name: str) -> Schema:
    return _list({"$ref": f"#/$defs/{name}"})


def _group(required: list[str], **properties: Schema) -> Schema:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "patternProperties": {"^x-": True},
        "additionalProperties": False,
    }
