"""The server's API as a table: every route with who may use it, and the OpenAPI document made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Who = Literal["anybody", "allowed mediators", "members", "parties", "holders", "readers"]
OBJECT: dict[str, Any] = {"type": "object"}
TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "integer", "minimum": 0}


@dataclass(frozen=True, slots=True)
class ApiRoute:
    """One route: its method and path, who may use it, what it takes and gives."""

    name: str
    method: Literal["GET", "POST", "PUT"]
    path: str
    who: Who
    about: str
    takes: dict[str, Any] | None = None
    """The schema of the body, or None where there is none."""
    gives: dict[str, Any] | str = "application/json"
    """The schema of the answer, or its media type where it is no JSON."""
    query: tuple[str, ...] = ()


def _fields(**fields: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


EXCHANGE = "/v1/exchanges/{exchange}"
STATE = _fields(
    phase=TEXT, size=NUMBER, confirmed=NUMBER, version=NUMBER, checkpoint=TEXT, time=NUMBER
)
INDEX = _fields(index=NUMBER, **STATE["properties"])

ROUTES: tuple[ApiRoute, ...] = (
    ApiRoute(
        "about",
        "GET",
        "/v1",
        "anybody",
        "Name, version and time of the server.",
        gives=_fields(name=TEXT, detente=TEXT, time=NUMBER),
    ),
    ApiRoute(
        "description",
        "GET",
        "/v1/openapi.json",
        "anybody",
        "This description of the API.",
        gives=OBJECT,
    ),
    ApiRoute(
        "reserve",
        "POST",
        "/v1/exchanges",
        "allowed mediators",
        "Reserve a place for a new exchange; the server makes its keys for it.",
        takes=_fields(name=TEXT),
        gives=_fields(id=TEXT, origin=TEXT, name=TEXT, signer=TEXT, log_key=TEXT, custody=TEXT),
    ),
    ApiRoute(
        "propose",
        "PUT",
        EXCHANGE + "/manifest",
        "allowed mediators",
        "Put a draft of the manifest, with the mediator's signature.",
        takes=OBJECT,
        gives=STATE,
    ),
    ApiRoute(
        "manifest",
        "GET",
        EXCHANGE + "/manifest",
        "members",
        "The manifest with the signatures it has.",
        gives=OBJECT,
    ),
    ApiRoute(
        "sign",
        "POST",
        EXCHANGE + "/signatures",
        "members",
        "Sign the manifest; the last signature opens the exchange.",
        takes=_fields(manifest=TEXT, signature=TEXT),
        gives=STATE,
    ),
    ApiRoute(
        "state",
        "GET",
        EXCHANGE,
        "members",
        "Where the exchange stands; waits up to `wait` seconds for a version other than `version`.",
        gives=STATE,
        query=("version", "wait"),
    ),
    ApiRoute(
        "entries",
        "GET",
        EXCHANGE + "/entries",
        "members",
        "The entries of the log from an index on, with the newest checkpoint.",
        gives=_fields(entries={"type": "array", "items": TEXT}, checkpoint=TEXT),
        query=("from",),
    ),
    ApiRoute(
        "submit",
        "POST",
        EXCHANGE + "/entries",
        "members",
        "Say something: deposit, withdraw, release. What is in already is not taken in twice.",
        takes={
            "type": "object",
            "properties": {"statement": OBJECT, "signature": TEXT, "capsules": TEXT},
            "required": ["statement", "signature", "capsules"],
        },
        gives=INDEX,
    ),
    ApiRoute(
        "confirm",
        "POST",
        EXCHANGE + "/confirmations",
        "members",
        "Confirm the newest checkpoint (C2SP cosignature/v1).",
        takes=_fields(lines={"type": "array", "items": TEXT}),
        gives=STATE,
    ),
    ApiRoute(
        "receipt",
        "GET",
        EXCHANGE + "/receipts/{index}",
        "members",
        "The receipt of an entry, once it is confirmed (C2SP tlog-proof@v1).",
        gives="text/plain",
    ),
    ApiRoute(
        "store",
        "PUT",
        EXCHANGE + "/sealed/{hash}",
        "parties",
        "Store a sealed file before its deposit.",
        takes={"type": "string", "format": "binary"},
        gives=_fields(stored=NUMBER),
    ),
    ApiRoute(
        "sealed",
        "GET",
        EXCHANGE + "/sealed/{hash}",
        "readers",
        "A sealed file: for the mediator once all are in, for all once they are released.",
        gives="application/octet-stream",
    ),
    ApiRoute(
        "capsules",
        "GET",
        EXCHANGE + "/capsules/{hash}",
        "holders",
        "The encrypted shares of a deposit, for those who hold one.",
        gives="application/json",
    ),
    ApiRoute(
        "log",
        "GET",
        EXCHANGE + "/log/{path:path}",
        "members",
        "The log as files (C2SP tlog-tiles): `checkpoint`, `tile/...`.",
        gives="application/octet-stream",
    ),
)


def openapi(version: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of the API."""
    paths: dict[str, Any] = {}
    for route in ROUTES:
        path = route.path.replace(":path", "")
        paths.setdefault(path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Détente sealed exchange",
            "version": version,
            "description": "Requests are signed with the header Authorization; see the reference.",
        },
        "paths": paths,
        "components": {
            "securitySchemes": {
                "signed": {"type": "apiKey", "in": "header", "name": "Authorization"}
            },
            "schemas": {"Error": _fields(error=OBJECT)},
        },
    }


def _operation(route: ApiRoute) -> dict[str, Any]:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    media = route.gives if isinstance(route.gives, str) else "application/json"
    schema = TEXT if isinstance(route.gives, str) else route.gives
    names = [part.strip("{}").partition(":")[0] for part in route.path.split("/") if "{" in part]
    found: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.about,
        "description": f"For {route.who}.",
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": TEXT} for name in names),
            *({"name": name, "in": "query", "schema": NUMBER} for name in route.query),
        ],
        "responses": {
            "200": {"description": "Done.", "content": {media: {"schema": schema}}},
            "default": {"description": "Refused.", "content": error},
        },
    }
    if route.who != "anybody":
        found["security"] = [{"signed": []}]
    if route.takes is not None:
        binary = route.takes.get("format") == "binary"
        media = "application/octet-stream" if binary else "application/json"
        found["requestBody"] = {"required": True, "content": {media: {"schema": route.takes}}}
    return found
