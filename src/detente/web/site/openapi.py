"""The OpenAPI description of the JSON API, made from the table of routes."""

from __future__ import annotations

from typing import Any

from detente.__about__ import __version__
from detente.core.record.case import BLOCKS
from detente.web.case_views import VIEWS

from .routes import ROUTES, PageRoute

TEXT: dict[str, Any] = {"type": "string"}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
OBJECT: dict[str, Any] = {"type": "object"}
OF_A_DAY = {"api_view", "api_entries"}
"""Routes that tell what was known on a day."""
LISTED = {"api_view", "api_check", "api_entries"}
"""Routes that return lists in parts."""
NAMED: dict[str, tuple[str, ...]] = {"view": VIEWS, "block": tuple(BLOCKS)}


def description(case_schema: dict[str, Any], cookie: str) -> dict[str, Any]:
    """Return the description in OpenAPI 3.1; entries are described by the schema of a case.

    ``cookie`` is the name of the cookie that this run asks for.
    """
    paths: dict[str, Any] = {}
    for route in ROUTES:
        if route.path.startswith("/api/"):
            paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Détente, a case on this machine",
            "version": __version__,
            "description": "The cookie that the browser has is needed, and to change something the "
            "header x-csrf with the token in each page's <meta name=csrf>, and our own origin.",
        },
        "paths": paths,
        "components": {
            "securitySchemes": {
                "cookie": {"type": "apiKey", "in": "cookie", "name": cookie},
                "form": {"type": "apiKey", "in": "header", "name": "x-csrf"},
            },
            "schemas": {"Case": {**case_schema, "$id": "case"}, "Error": _error()},
        },
        "security": [{"cookie": []}],
    }


def _operation(route: PageRoute) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {**TEXT, "enum": list(words)}}
        for name, words in NAMED.items()
        if f"{{{name}}}" in route.path
    ]
    if route.name in OF_A_DAY:
        on = {"anyOf": [{**TEXT, "format": "date"}, {**TEXT, "maxLength": 0}]}
        about = "known on this day; empty: today"
        parameters.append({"name": "on", "in": "query", "schema": on, "description": about})
    if route.name in LISTED:
        for name in ("limit", "offset"):
            parameters.append({"name": name, "in": "query", "schema": COUNT})
    status = "201" if route.method == "POST" else "200"
    told: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.about,
        "parameters": parameters,
        "responses": {
            status: _answer("Done.", OBJECT),
            "default": _answer("Refused.", {"$ref": "#/components/schemas/Error"}),
        },
    }
    if route.method == "POST":
        told["security"] = [{"cookie": [], "form": []}]
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": OBJECT}},
        }
    return told


def _answer(about: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def _error() -> dict[str, Any]:
    fields = {"code": TEXT, "message": TEXT, "problems": {"type": "array", "items": OBJECT}}
    error = {"type": "object", "properties": fields, "required": ["code", "message"]}
    return {"type": "object", "properties": {"error": error}, "required": ["error"]}
