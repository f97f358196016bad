"""The desk in SQLite and in a PostgreSQL: what it keeps, how much of it, and what it refuses."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from detente.store import desk as desk_module
from detente.store.database import engine_at
from detente.store.desk import TABLES, Desk, DeskUnavailable, Edit

HOUR, DAY = 3600, 86400
NINE = 20_000 * DAY + 9 * HOUR


def keep(desk: Desk, after: str, case: str = "c1") -> Edit:
    return desk.keep_edit(case, "case.yaml", "old", after, "a date", NINE)


def test_preferences_are_kept_until_others_are(desk: Desk, address: str) -> None:
    assert desk.preference("language") == ""
    assert desk.preference("language", "en") == "en"
    desk.prefer("language", "uk")
    desk.prefer("theme", "")
    desk.prefer("language", "fr")
    again = Desk(address)
    assert again.preference("language", "en") == "fr"
    assert again.preference("theme", "dark") == ""
    again.close()


def test_all_morning_it_is_since_yesterdays_last_look(desk: Desk) -> None:
    yesterday = NINE - DAY
    for when in (yesterday, yesterday + 600, yesterday + 1200):
        desk.looked("c1", when)
        assert desk.last_look("c1") is None
    for minute in (0, 5, 30, 60, 90):
        desk.looked("c1", NINE + minute * 60)
        assert desk.last_look("c1") == yesterday + 1200
    desk.looked("c1", NINE + 90 * 60 + 1801)
    assert desk.last_look("c1") == NINE + 90 * 60
    assert desk.last_look("c2") is None


def test_a_clock_that_was_ahead_does_not_stop_visits(desk: Desk) -> None:
    for when in (NINE, NINE + 365 * DAY, NINE + HOUR):
        desk.looked("c1", when)
    assert desk.last_look("c1") == NINE
    desk.looked("c1", NINE + DAY)
    assert desk.last_look("c1") == NINE + HOUR


def test_an_edit_comes_back_as_it_was_kept(desk: Desk, address: str) -> None:
    first = keep(desk, "one")
    second = keep(desk, "two")
    other = keep(desk, "elsewhere", "c2")
    assert first == Edit(first.number, "c1", "case.yaml", "old", "one", "a date", NINE, False)
    assert first.number < second.number < other.number
    again = Desk(address)
    assert again.edits("c1") == (second, first)
    assert again.edits("c1", at_most=1) == (second,)
    assert again.edits("c1", at_most=10**30) == (second, first)
    assert again.edits("c1", at_most=0) == again.edits("c3") == ()
    assert again.newest_edit("c2") == other
    assert again.newest_edit("c3") is None
    again.close()


def test_what_is_undone_is_undone_once(desk: Desk) -> None:
    first, second = keep(desk, "one"), keep(desk, "two")
    assert desk.newest_edit("c1") == second
    assert desk.mark_undone(second.number)
    assert not desk.mark_undone(second.number)
    assert desk.newest_edit("c1") == first
    assert [each.undone for each in desk.edits("c1")] == [True, False]
    for unknown in (0, -1, second.number + 1, 2**31, 10**30):
        assert not desk.mark_undone(unknown)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.text(), st.text(st.characters(exclude_characters="\0", codec="utf-8")))
def test_any_text_is_kept_or_refused(desk: Desk, before: str, after: str, name: str) -> None:
    edit = desk.keep_edit(name, name, before, after, name, 0)
    assert desk.newest_edit(name) == edit
    desk.prefer(name, name)
    assert desk.preference(name) == name


@pytest.mark.parametrize("unfit", ["\ud800", "a\udcffb"])
def test_half_a_surrogate_pair_is_refused(desk: Desk, unfit: str) -> None:
    with pytest.raises(ValueError, match="surrogate"):
        desk.keep_edit("c1", "case.yaml", "old", unfit, "a date", NINE)
    for name in (unfit, "\0"):
        for call in (desk.edits, desk.newest_edit, desk.last_look, desk.preference):
            with pytest.raises(ValueError, match="cannot be kept"):
                call(name)
    assert desk.edits("c1") == ()


def test_the_oldest_of_more_than_200_go(desk: Desk) -> None:
    keep(desk, "elsewhere", "c2")
    kept = [keep(desk, str(place)) for place in range(205)]
    assert desk.edits("c1", at_most=1000) == tuple(reversed(kept[5:]))
    assert len(desk.edits("c2")) == 1


def test_the_oldest_go_when_it_becomes_too_much_but_never_the_newest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "BYTES_AT_MOST", 100_000)
    chance = random.Random(1)
    for _ in range(4):
        keep(desk, chance.randbytes(25_000).hex())
    assert len(desk.edits("c1")) == 3
    large = keep(desk, chance.randbytes(200_000).hex())
    assert desk.edits("c1") == (large,)
    small = keep(desk, "small")
    assert desk.edits("c1") == (small,)


def test_a_text_of_16_mebibytes_is_kept(desk: Desk) -> None:
    large = "Київ 2025\n" * (16 * 1024 * 1024 // 14)
    edit = desk.keep_edit("c1", "case.yaml", large, large + ".", "a line", NINE)
    assert desk.newest_edit("c1") == edit


def test_every_method_says_that_it_cannot(desk: Desk, address: str) -> None:
    engine = engine_at(address)
    with engine.begin() as connection:
        for name in TABLES.tables:
            connection.execute(text(f"drop table {name}"))
    engine.dispose()
    for call in (
        lambda: desk.preference("language"),
        lambda: desk.prefer("language", "uk"),
        lambda: desk.last_look("c1"),
        lambda: desk.looked("c1", NINE),
        lambda: keep(desk, "lost-9917"),
        lambda: desk.edits("c1"),
        lambda: desk.newest_edit("c1"),
        lambda: desk.mark_undone(1),
    ):
        with pytest.raises(DeskUnavailable) as caught:
            call()
        assert "lost-9917" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_a_time_that_no_database_can_hold_is_not_kept(desk: Desk) -> None:
    with pytest.raises(DeskUnavailable):
        desk.looked("c1", 10**30)
    desk.looked("c1", NINE)
    assert desk.last_look("c1") is None


def test_an_edit_that_does_not_unpack_says_so(desk: Desk, address: str) -> None:
    keep(desk, "one")
    engine = engine_at(address)
    with engine.begin() as connection:
        connection.execute(TABLES.tables["desk_edit"].update().values(before=b"no zlib"))
    engine.dispose()
    with pytest.raises(DeskUnavailable, match="an edit"):
        desk.newest_edit("c1")
