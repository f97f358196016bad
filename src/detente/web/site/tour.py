"""The tour of the demonstration: five steps, each a page with what to look at there."""

from __future__ import annotations

from dataclasses import dataclass

from detente.web.translation import N_


@dataclass(frozen=True, slots=True)
class Step:
    """One step: where it is, what to look at, and where the next one is."""

    number: int
    path: str
    words: str
    following: str | None


_STEPS = (
    (
        "/",
        N_(
            "It is 30 May 2025. Below stands what is due before the meeting in Istanbul, and which two steps "
            "wait for one another: the paper for the meeting, the meeting for the paper."
        ),
    ),
    (
        "/view/positions",
        N_(
            "Each cell is the latest stance of a party on an issue. Open one to see the words it rests on. Silence is "
            "shown, and is neither consent nor refusal. Move the day above to look back."
        ),
    ),
    (
        "/sources/news-digest-2025-05-29",
        N_(
            "Marked words are evidence of an entry. Select others, or write them into the field, and make a statement "
            "of them. Nothing is recorded without words, or it says that it has none."
        ),
    ),
    (
        "/view/conditions",
        N_(
            "The circle that keeps the talks from going on, with who requires what, and the smallest ways out of "
            "it. It does not say that anybody should give way."
        ),
    ),
    (
        "/view/agreement",
        N_(
            "An exercise with made-up judgements: the packages that waste nothing. Walk along them with the arrow "
            "keys to see what each holds and what it costs whom. What you change here can be taken back; it is a copy."
        ),
    ),
)
STEPS = len(_STEPS)


def tour_step(number: str) -> Step | None:
    """Return a step of the tour by its number; the first one where none is asked for, None for "end".

    >>> tour_step("5").following is None, tour_step("end") is None, tour_step("x").number
    (True, True, 1)
    """
    if number == "end":
        return None
    at = int(number) if number in {str(n) for n in range(1, STEPS + 1)} else 1
    path, words = _STEPS[at - 1]
    following = f"{_STEPS[at][0]}?tour={at + 1}" if at < STEPS else None
    return Step(at, path, words, following)
