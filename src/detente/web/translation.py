"""The words of the pages' frame, ready for gettext: marked where they stand, looked up where a page is made."""

from __future__ import annotations

from gettext import NullTranslations
from typing import Any

UNTRANSLATED = NullTranslations()
"""A catalogue that leaves each message as it is."""


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Return a message as it is; it is looked up later, and found by ``make messages`` here.

    >>> N_("Today")
    'Today'
    """
    return message


def found(catalogue: NullTranslations, message: str, /, **values: Any) -> str:
    """Return a message in a catalogue's language, with values put in; one it lacks as it is, "" as "".

    Raises ``KeyError`` for a value that the message names and nobody gives. What comes back is
    text: a template escapes it.

    >>> found(UNTRANSLATED, "Import: %(name)s", name="a.csv")
    'Import: a.csv'
    """
    text = catalogue.gettext(message) if message else ""  # of "" gettext tells about the catalogue
    return text % values if values else text


def found_of(catalogue: NullTranslations, one: str, more: str, count: int, /, **values: Any) -> str:
    """Return a message of a count, in the form that the catalogue's language has for it.

    >>> found_of(UNTRANSLATED, "%(count)s step", "%(count)s steps", 2, count="2")
    '2 steps'
    """
    text = catalogue.ngettext(one, more, count)
    return text % values if values else text
