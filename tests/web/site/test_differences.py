"""Where two texts differ: put together again they are the other one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detente.web.site.differences import LINES_AT_MOST, differences

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "\u2028"]), max_size=12)


@given(LINES, LINES)
def test_with_the_differences_one_text_becomes_the_other(
    ours: list[str], theirs: list[str]
) -> None:
    ours, theirs = (ours or [""]), (theirs or [""])  # a text has at least one line
    made = [*ours]
    for each in reversed(differences("\n".join(ours), "\n".join(theirs))):
        start = each.line - 1
        assert tuple(made[start : start + len(each.lines)]) == each.lines
        made[start : start + len(each.lines)] = each.other_lines
        assert tuple(theirs[each.other_line - 1 :][: len(each.other_lines)]) == each.other_lines
    assert "\n".join(made) == "\n".join(theirs)


def test_line_ends_are_no_difference_and_long_stretches_are_one() -> None:
    assert differences("a\r\nb", "a\nb") == ()
    long = "\n".join(f"a{n}\nsame" for n in range(LINES_AT_MOST))
    [found] = differences(long, long.replace("a", "b").replace("sbme", "same"))
    assert (found.line, found.other_line) == (1, 1)
    assert len(found.lines) == len(found.other_lines) == 2 * LINES_AT_MOST - 1
