"""Every route of the local program: its method and path, what it does, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.web.translation import N_

from .rights import Action


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One route. ``name`` is its handler's."""

    name: str
    method: Literal["GET", "POST"]
    path: str
    action: Action
    about: str
    open: bool = False
    """Answered without the cookie: it asks for the entrance's token, or tells nothing."""


ROUTES: tuple[PageRoute, ...] = (
    PageRoute("enter", "GET", "/enter", "read", "Exchange the first address for a cookie.", True),
    PageRoute("asset", "GET", "/assets/{name}", "read", "Style sheets and scripts."),
    PageRoute("today", "GET", "/", "read", "What is due, what changed, what is wrong."),
    PageRoute("stability", "GET", "/view/stability", "read", "Which states hold, and why."),
    PageRoute("section", "GET", "/view/{name}", "read", "One view of the case."),
    PageRoute("history", "GET", "/positions/{party}/{issue}", "read", "A cell's history."),
    PageRoute("source", "GET", "/sources/{document}", "read", "A source with its evidence marked."),
    PageRoute("sources_form", "GET", "/new-source", "write", "The form of a new source."),
    PageRoute("source_read", "POST", "/new-source", "write", "Read a document, to be confirmed."),
    PageRoute("source_taken", "POST", "/new-source/take", "write", "Take a document in."),
    PageRoute("problems", "GET", "/problems", "read", "All that is wrong in the case."),
    PageRoute("help", "GET", "/help", "read", "Words, shortcuts, what is kept where."),
    PageRoute("help_page", "GET", "/help/{name:path}", "read", "A page of the documentation."),
    PageRoute("editor", "GET", "/edit", "write", "The case's own text."),
    PageRoute("edited", "POST", "/edit", "write", "Save a file's text."),
    PageRoute("checked", "POST", "/edit/check", "read", "What would be wrong with a text."),
    PageRoute("words", "GET", "/edit/words", "read", "What can be completed in a text."),
    PageRoute("form", "GET", "/add/{block}", "write", "The form of a new entry."),
    PageRoute("added", "POST", "/add/{block}", "write", "Add an entry."),
    PageRoute("judgement_form", "GET", "/new-judgement", "write", "The form of a judgement."),
    PageRoute("judgement_made", "POST", "/new-judgement", "write", "A judgement from nothing."),
    PageRoute("judgement_tried", "POST", "/judgement/try", "compute", "Other numbers, tried."),
    PageRoute("judgement_saved", "POST", "/judgement/save", "write", "Save them as a judgement."),
    PageRoute("undo", "POST", "/undo", "write", "Take the newest change back."),
    PageRoute("api", "GET", "/api/v1", "read", "What there is."),
    PageRoute("openapi", "GET", "/api/v1/openapi.json", "read", "The description of this API."),
    PageRoute("api_view", "GET", "/api/v1/views/{view}", "read", "A view, as detente show has it."),
    PageRoute("api_check", "GET", "/api/v1/problems", "read", "All that is wrong in the case."),
    PageRoute("api_entries", "GET", "/api/v1/entries/{block}", "read", "The entries of a block."),
    PageRoute("api_add", "POST", "/api/v1/entries/{block}", "write", "Add an entry."),
    PageRoute("cancelled", "POST", "/jobs/{job}/cancel", "compute", "End long work."),
    PageRoute("exports", "GET", "/export", "read", "What the case can be written as, for whom."),
    PageRoute("exported", "GET", "/export/{kind}", "read", "The case for another program."),
    PageRoute("import_form", "GET", "/import", "write", "The form of a sheet to be taken in."),
    PageRoute("import_read", "POST", "/import", "write", "Read a sheet, to be looked at."),
    PageRoute("import_shown", "GET", "/import/{token}", "write", "What a sheet would add."),
    PageRoute("import_answered", "POST", "/import/{token}", "write", "Say how a sheet is read."),
    PageRoute("import_taken", "POST", "/import/{token}/take", "write", "Take in what was shown."),
    PageRoute("report", "GET", "/report", "read", "Choose a report."),
    PageRoute("report_made", "GET", "/report/made", "compute", "The report, or how far it is."),
    PageRoute("report_file", "GET", "/report/file", "compute", "The report as one file."),
    PageRoute("stability_ways", "GET", "/view/stability/ways", "read", "Ways from a state."),
    PageRoute("stability_goal", "GET", "/view/stability/goal", "compute", "Make a state hold."),
    PageRoute(
        "stability_depends", "GET", "/view/stability/depends", "compute", "What it hangs on."
    ),
    PageRoute("stability_state", "GET", "/stability/{state}", "read", "All of one state."),
    PageRoute("live", "GET", "/live", "read", "Tell of changes as they come."),
)
"""All of them; tests try each with a missing, a wrong and somebody else's token."""

SECTION_PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "positions": (N_("Positions"), ("positions",)),
    "timeline": (N_("Timeline"), ("timeline",)),
    "people": (N_("People"), ("people",)),
    "proposals": (N_("Proposals"), ("papers",)),
    "commitments": (N_("Commitments"), ("commitments",)),
    "conditions": (N_("Conditions"), ("conditions",)),
    "movement": (N_("Movement"), ("movement",)),
    "sources": (N_("Sources"), ("sources",)),
    "agreement": (N_("Agreement"), ("agreement",)),
    "stability": (N_("Stability"), ("stability",)),
}
"""Each view with its title and the sections of the report that it shows."""


@dataclass(frozen=True, slots=True)
class Destination:
    """One place that the bar above each page leads to."""

    path: str
    title: str
    key: str
    """What one presses to go there."""
    of_a_day: bool = True
    """Whether it tells of a day, which then is kept on the way."""


NAVIGATION: tuple[Destination, ...] = (
    Destination("/", N_("Today"), "g t"),
    Destination("/view/positions", N_("Positions"), "g p"),
    Destination("/view/timeline", N_("Timeline"), "g l"),
    Destination("/view/proposals", N_("Proposals"), "g r"),
    Destination("/view/commitments", N_("Commitments"), "g c"),
    Destination("/view/conditions", N_("Conditions"), "g w"),
    Destination("/view/movement", N_("Movement"), "g m"),
    Destination("/view/agreement", N_("Agreement"), "g a"),
    Destination("/view/stability", N_("Stability"), "g h"),
    Destination("/view/people", N_("People"), "g o"),
    Destination("/view/sources", N_("Sources"), "g s"),
    Destination("/edit", N_("Text"), "g e", of_a_day=False),
    Destination("/report", N_("Report"), "g d"),
    Destination("/export", N_("Export"), "g x"),
    Destination("/import", N_("Import"), "g i", of_a_day=False),
    Destination("/help", N_("Help"), "?", of_a_day=False),
)
"""The bar, in its order; the page Help lists the same."""

KEYS_IN_PAGES: tuple[tuple[str, str], ...] = (
    ("/", N_("to the filter of a page that has one")),
    ("e", N_("an entry from the words selected in a source")),
)
"""Keys that lead to no page, with what they do; ``frontend/src/keys.ts`` hears them."""
