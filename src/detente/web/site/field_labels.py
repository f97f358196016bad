"""What the fields of a form are called, as messages: a field goes by its name in the file."""

from __future__ import annotations

from detente.web.translation import N_

# fmt: off
FIELD_LABELS = (
    N_("according to"), N_("actors"), N_("after"), N_("agenda"), N_("agreed"), N_("at"),
    N_("author"), N_("authority"), N_("before"), N_("by"), N_("changes"), N_("channel"),
    N_("consequence"), N_("date"), N_("due"), N_("ends"), N_("entry"), N_("excludes"), N_("file"),
    N_("first"), N_("for"), N_("form"), N_("from"), N_("grade"), N_("held by"), N_("history"),
    N_("hosts"), N_("id"), N_("issue"), N_("issues"), N_("kept unless"), N_("kind"), N_("label"),
    N_("language"), N_("lead time"), N_("level"), N_("link"), N_("meeting"), N_("member of"),
    N_("name"), N_("note"), N_("occasion"), N_("on"), N_("option"), N_("options"), N_("ordered"),
    N_("outcome"), N_("owed by"), N_("owed to"), N_("package"), N_("part"), N_("party"),
    N_("place"), N_("post"), N_("quantity"), N_("question"), N_("required by"), N_("requires"),
    N_("role"), N_("set by"), N_("set on"), N_("short"), N_("silence"), N_("speaker"),
    N_("stance"), N_("statement"), N_("status"), N_("taken"), N_("targets"), N_("text"),
    N_("then"), N_("title"), N_("to"), N_("together"), N_("trigger"), N_("until"), N_("value"),
    N_("verifier"), N_("via"), N_("visible to"), N_("what"), N_("when"), N_("why"), N_("without"),
)
# fmt: on
"""The label of each field that a form can have; a test keeps them complete."""


def label_of(key: str) -> str:
    """Return what a field is called in a form.

    >>> label_of("visible_to")
    'visible to'
    """
    return key.replace("_", " ")
