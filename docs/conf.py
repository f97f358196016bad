"""How the documentation site is built: Markdown pages, no network, every warning an error."""

from __future__ import annotations

import sys
from pathlib import Path

from detente.__about__ import __version__

sys.path.insert(0, str(Path(__file__).parent))  # for "pages", an extension of our own

project = "Détente"
author = "The Détente maintainers"
copyright = author
version = release = __version__
language = "en-GB"

extensions = ["myst_parser", "pages"]
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
html_theme_options: dict[str, list[str]] = {"top_of_page_buttons": []}
pygments_style = "default"
pygments_dark_style = "github-dark"
