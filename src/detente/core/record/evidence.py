"""Whether the words are in the document: typography and white space aside, nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

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
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f", None),
    }
)
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
    plain = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY)
    return _WHITE_SPACE.sub(" ", plain).strip()


def find_words(words: str, text: str) -> int | None:
    """Return where ``words`` begin in ``text``, or None; both already normalised.

    Words count only whole: "he agreed" is not found in "she agreed". Empty words
    are not found.
    """
    if not words:
        return None
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        before = start > 0 and words[0].isalnum() and text[start - 1].isalnum()
        after = end < len(text) and words[-1].isalnum() and text[end].isalnum()
        if not before and not after:
            return start
        start = text.find(words, start + 1)
    return None


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
        self._aligned: tuple[str, list[int]] | None = None

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
        plain, origins = self._aligned
        found = find_words(wanted, plain)
        if found is None:  # pragma: no cover - the two forms agree by construction
            return None
        after = found + len(wanted)
        end = origins[after] if after < len(origins) else len(self._text)
        passage = self._text[origins[found] : end]
        return Passage(origins[found], origins[found] + len(passage.rstrip()))


def _aligned(text: str) -> tuple[str, list[int]]:
    """Return the normalised text and, for each of its signs, where it comes from."""
    plain: list[str] = []
    origins: list[int] = []
    for start, end in _clusters(text):
        for sign in unicodedata.normalize("NFC", text[start:end]).translate(_TYPOGRAPHY):
            blank = sign.isspace()
            if blank and (not plain or plain[-1] == " "):
                continue
            plain.append(" " if blank else sign)
            origins.append(start)
    return "".join(plain), origins


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of signs that may compose into one: a sign and its marks."""
    start = 0
    for index in range(1, len(text) + 1):
        joins = index < len(text) and (
            unicodedata.combining(text[index]) or "\u1160" <= text[index] <= "\u11ff"
        )
        if not joins:
            yield start, index
            start = index
