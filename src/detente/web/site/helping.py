"""Help: what is kept where, the keys, and all of the documentation, which comes with the program."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from .documentation import GLOSSARY, address_of, documentation
from .pages import NotThere
from .site import Site

KINDS = {"png": "image/png"}
"""What files of the documentation are, by their ends; others are told to be text."""


class Helping:
    """One method a route."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def help(self, request: Request) -> Response:
        """Return the keys and the pages of the documentation, or those that hold some words."""
        return await self._site.kept.answer(request, self._help)

    def _help(self, request: Request) -> Response:
        asked = request.query_params.get("q", "").strip()
        pages = documentation()
        return self._site.page(
            request,
            "help",
            heading=self._site.gettext("Help"),
            asked=asked,
            hits=pages.hits(asked) if asked else (),
            chapters=pages.chapters,
            title_of=pages.title,
            glossary=GLOSSARY if GLOSSARY in pages.texts else "",
            address=address_of,
        )

    async def help_page(self, request: Request) -> Response:
        """Return a page of the documentation, or a picture or file of one."""
        name = request.path_params["name"]
        file = await run_in_threadpool(documentation().file, name)
        if file is not None:
            return FileResponse(file, media_type=KINDS.get(name.rpartition(".")[2], "text/plain"))
        return await self._site.kept.answer(request, self._help_page)

    def _help_page(self, request: Request) -> Response:
        name, pages = request.path_params["name"], documentation()
        if name not in pages.texts:
            raise NotThere
        return self._site.page(
            request, "help-page", heading=pages.title(name), told=pages.html(name)
        )
