"""How the documentation site is built: Markdown pages, no network, every warning an error."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))

import pages  # noqa: E402

from detente.__about__ import __version__  # noqa: E402

project = "Détente"
author = "The Détente maintainers"
copyright = author
version = release = __version__
language = "en-GB"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
exclude_patterns = ["build", "_build", "**/.*"]
nitpicky = True

html_theme = "furo"
html_title = "Détente"
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["detente.css"]
html_copy_source = False
html_theme_options = {"top_of_page_buttons": []}
pygments_style = "default"
pygments_dark_style = "github-dark"


def make_pages(app: Sphinx) -> None:
    """Write the pages that are made from other files, before any page is read."""
    pages.write_problem_pages()
    pages.write_references_page()


def link_citations(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give each citation in a page its address."""
    source[0] = pages.with_citations_linked(docname, source[0])


def setup(app: Sphinx) -> None:
    """Connect the two steps above."""
    app.connect("builder-inited", make_pages)
    app.connect("source-read", link_citations)
