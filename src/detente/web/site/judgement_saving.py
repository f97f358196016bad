"""A judgement that a form makes, written into a file of its own: once, however often the form is sent."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.core.problems import Problem
from detente.core.record.judgements import Judgement
from detente.formats.writer import WouldNotRead, judgement_text
from detente.web.translation import N_

from .api import NotRight
from .judgement_fields import by_field, free_file
from .sent import Sending
from .site import Site

PAGE = "/view/agreement"
"""Where what follows from judgements is told."""
NEEDED = {"author": N_("whose judgement it is"), "basis": N_("what it rests on")}
"""What a new judgement has to say beside its numbers."""


def missing(
    site: Site, file: str, needed: Mapping[str, str], said: Container[str]
) -> dict[str, Problem]:
    """Return a problem for each field that is needed and not said."""
    words = site.gettext("this is needed")
    return {
        name: Problem("case-031", (file, name), words, site.gettext(about))
        for name, about in needed.items()
        if name not in said
    }


def saved_once(site: Site, request: Request, save: Callable[[Sending], Response]) -> Response:
    """Return what ``save`` answers, or lead on if the same form was saved before."""
    with site.sent.sending(request) as sending:
        if sending.before in dict(site.case().judgements):
            return saved()
        return save(sending)


def written(site: Site, sending: Sending, made: Judgement, beside: str) -> dict[str, Problem]:
    """Write a judgement into a file of its own; return what is wrong by field, if it is not written.

    Raises :class:`NotRight` where no name of a file is left, ``NotWritten`` if the disk refuses.
    """
    file = free_file(site.case(), made, beside)
    if file is None:
        raise NotRight("there are too many judgements of this day")
    try:
        site.create(file, judgement_text(made), f"judgement on {made.party}")
    except WouldNotRead as refused:
        return by_field(refused.problems)
    sending.made = file
    return {}


def saved() -> Response:
    """Return what leads on to what follows, once a judgement is saved."""
    return RedirectResponse(f"{PAGE}?saved=1", 303)
