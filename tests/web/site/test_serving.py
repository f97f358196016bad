"""What the process that serves a case sets for itself."""

from __future__ import annotations

import gc
import weakref

from detente.web.site.serving import SEARCH_SECONDS, seldom_searched


class Circle:
    """Garbage that only a search finds."""

    def __init__(self) -> None:
        self.itself = self


def test_what_outlived_a_search_is_left_out_of_the_next_ones_for_a_while() -> None:
    now, before = 0.0, gc.get_freeze_count()
    with seldom_searched(lambda: now):
        kept = Circle()
        gone = weakref.ref(kept)
        gc.collect()
        assert gc.get_freeze_count() > before
        del kept
        gc.collect()
        assert gone() is not None
        now = SEARCH_SECONDS
        gc.collect()
        assert gone() is None
    assert gc.get_freeze_count() == 0
    assert gc.callbacks == [each for each in gc.callbacks if "searching" not in repr(each)]


def test_what_is_new_is_found_by_any_search() -> None:
    with seldom_searched(lambda: 0.0):
        gc.collect()
        new = weakref.ref(Circle())
        gc.collect()
        assert new() is None
