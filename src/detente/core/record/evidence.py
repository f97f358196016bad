"""Whether the words are in the document: typography and white space aside, nothing else."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
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
_WITHOUT_BLANKS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Chinese, Japanese: words stand without blanks between them,
so where one ends cannot be told by its neighbours."""
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
    "50,000". Scripts that put no blanks between words are taken as they stand. Empty
    words are not found.
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
    if _WITHOUT_BLANKS.match(before) or _WITHOUT_BLANKS.match(after):
        return False
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

    __slots__ = ("_offsets", "_plain", "_text", "_words")

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = normalised(text)
        self._words: list[tuple[int, int]] | None = None
        self._offsets: list[int] = []

    def holds(self, words: str) -> bool:
        """Return whether the words stand in the document."""
        return find_words(normalised(words), self._plain) is not None

    def words_in_common(self, words: str) -> int:
        """Return how many of the words, from the first on, stand together in it."""
        return longest_start(normalised(words), self._plain)

    def locate(self, words: str) -> Passage | None:
        """Return where the words stand in the text as written, or None."""
        wanted = normalised(words)
        found = find_words(wanted, self._plain)
        if found is None:
            return None
        return Passage(self._place(found)[0], self._place(found + len(wanted) - 1)[1])

    def _place(self, offset: int) -> tuple[int, int]:
        """Return the span of the text from which a sign of the normalised text comes."""
        if self._words is None:
            self._words = self._find_words()
        number = bisect_right(self._offsets, offset) - 1
        start, end = self._words[number]
        first, last = _aligned(self._text[start:end])[1][offset - self._offsets[number]]
        return start + first, start + last

    def _find_words(self) -> list[tuple[int, int]]:
        """Return the spans of the words between white space, and note where each begins in
        the normalised text."""
        spans, offset = [], 0
        for match in re.finditer(r"\S+", self._text):
            length = len(_plain(match[0]))
            if length:  # a word of invisible signs only leaves nothing
                spans.append(match.span())
                self._offsets.append(offset)
                offset += length + 1
        return spans


def _aligned(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a word's normalised text and, for each of its signs, the span it comes from."""
    plain: list[str] = []
    spans: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        for sign in _plain(text[start:end]):
            plain.append(sign)
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
