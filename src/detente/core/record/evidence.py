"""Whether the words are in the document: typography and white space aside, nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ´`", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        **dict.fromkeys(_INVISIBLE, None),
    }
)
_MANY_MARKS = re.compile(r"[^\w\s!-~]{31}")
_WHITE_SPACE = re.compile(r"\s+")


def normalised(text: str) -> str:
    """Return a text with its typography and white space made plain, nothing else.

    Curly quotation marks and guillemets become straight ones, dashes a hyphen,
    ligatures their letters, an ellipsis three dots; invisible marks go; composed
    and decomposed letters become the same; runs of white space become a blank.
    Letters, digits, case and all other signs stay.

    >>> normalised("“Good –  faith”")
    '"Good - faith"'
    """
    return _WHITE_SPACE.sub(" ", _plain(text)).strip()


def _plain(text: str) -> str:
    """Return a text composed and with plain typography; what then stands together composes too."""
    if text.isascii():
        return text.translate(_TYPOGRAPHY)
    return _composed(_composed(text).translate(_TYPOGRAPHY))


def _composed(text: str) -> str:
    """Return a text with letters and their marks composed, no more than thirty marks at a time.

    Putting marks in order takes time with the square of their number; no language
    puts more on a letter.
    """
    if not _MANY_MARKS.search(text):
        return unicodedata.normalize("NFC", text)
    parts = (text[start : start + 30] for start in range(0, len(text), 30))
    return "".join(unicodedata.normalize("NFC", part) for part in parts)


def find_words(words: str, text: str) -> int | None:
    """Return where ``words`` begin in ``text``, or None; both already normalised.

    Words count only whole: "he agreed" is not found in "she agreed", nor "50" in
    "50,000". Empty words are not found.
    """
    if not words:
        return None
    start = text.find(words)
    while start >= 0:
        if not _joined(text, start) and not _joined(text, start + len(words)):
            return start
        start += 1
        while _joined(text, start):  # nothing can begin inside a word
            start += 1
        start = text.find(words, start)
    return None


def _joined(text: str, place: int) -> bool:
    """Return whether a word goes on over a place: letters on both sides, or a mark after it."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if _is_mark(after) or _inside_number(text, place):
        return True
    return after.isalnum() and (before.isalnum() or _is_mark(before))


def _inside_number(text: str, place: int) -> bool:
    """Return whether a place lies beside the separator of a number: 50|,000 or 3.|5."""
    before, after = text[place - 1], text[place]
    if after in ".,":
        return before.isdigit() and text[place + 1 : place + 2].isdigit()
    return (
        before in ".," and after.isdigit() and text[place - 2 : place - 1].isdigit() and place > 1
    )


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


def longest_start(words: str, text: str) -> int:
    """Return how many of the words, from the first on, stand together in the text.

    It tells an author where a quotation departs from its document without
    showing either. Cost: a search of the text for each halving of the words.
    """
    parts = words.split(" ")
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        if find_words(" ".join(parts[:middle]), text) is not None:
            low = middle
        else:
            high = middle - 1
    return low


@dataclass(frozen=True, slots=True)
class Passage:
    """Where quoted words stand in a document's own text: ``text[start:end]``."""

    start: int
    end: int


def locate(words: str, text: str) -> Passage | None:
    """Return where words stand in a text that is not normalised, or None.

    >>> locate('"good faith"', "He spoke of “good\\n faith” twice.")
    Passage(start=12, end=25)
    """
    return Locator(text).locate(words)


class Locator:
    """Finds quotations in one document; the text is normalised once."""

    __slots__ = ("_aligned", "_plain", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = normalised(text)
        self._aligned: tuple[str, list[tuple[int, int]]] | None = None

    def holds(self, words: str) -> bool:
        """Return whether the words stand in the document."""
        return find_words(normalised(words), self._plain) is not None

    def words_in_common(self, words: str) -> int:
        """Return how many of the words, from the first on, stand together in it."""
        return longest_start(normalised(words), self._plain)

    def locate(self, words: str) -> Passage | None:
        """Return where the words stand in the text as written, or None."""
        wanted = normalised(words)
        if find_words(wanted, self._plain) is None:
            return None
        if self._aligned is None:
            self._aligned = _aligned(self._text)
        plain, spans = self._aligned
        found = find_words(wanted, plain)
        if found is None:  # pragma: no cover - the two forms agree by construction
            return None
        return Passage(spans[found][0], spans[found + len(wanted) - 1][1])


def _aligned(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the normalised text and, for each of its signs, the span it comes from."""
    plain: list[str] = []
    spans: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        for sign in _plain(text[start:end]):
            blank = sign.isspace()
            if blank and (not plain or plain[-1] == " "):
                continue
            plain.append(" " if blank else sign)
            spans.append((start, end))
    return "".join(plain), spans


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of signs that may compose into one: a sign, its marks, what is unseen."""
    start = 0
    for index in range(1, len(text) + 1):
        joins = index < len(text) and (
            _is_mark(text[index])
            or "\u1160" <= text[index] <= "\u11ff"
            or text[index] in _INVISIBLE
        )
        if not joins:
            yield start, index
            start = index
