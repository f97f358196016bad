"""Long work: off the requests, with progress, cancelled at its next step."""

from __future__ import annotations

import threading
import time
from html import unescape
from typing import Any

import pytest

from detente.core import report as core_report
from detente.web.site import pages, told
from detente.web.site.jobs import AT_ONCE, JOBS_AT_MOST, Cancelled, Job, Jobs, TooBusy

from .site_stage import Stage, hidden_fields


def test_a_job_is_begun_once_for_its_key() -> None:
    begun: list[str] = []
    jobs = Jobs(lambda _: None)
    one = jobs.job("a", "work", lambda job: begun.append(job.id))
    assert one.wait(5)
    assert jobs.job("a", "work", lambda job: begun.append(job.id)) is one
    assert begun == [one.id]
    assert jobs.find(one.id) is one
    assert jobs.find("x") is None


def test_work_is_cancelled_at_its_next_step_and_can_begin_again() -> None:
    jobs, going = Jobs(lambda _: None), threading.Event()

    def work(job: Job) -> None:
        for step in range(10_000):
            going.set()
            job.progress(step, 10_000)
            time.sleep(0.001)

    job = jobs.job("a", "work", work)
    assert going.wait(5)
    assert job.part is not None
    job.cancel()
    assert job.wait(5)
    assert job.state == "cancelled"
    again = jobs.job("a", "work", lambda _: 7)
    assert again.wait(5)
    assert (again is job, again.result, again.state) == (False, 7, "done")


def test_what_is_asked_for_again_stays_longest() -> None:
    jobs = Jobs(lambda _: None)
    first = jobs.job("first", "work", lambda _: 1)
    assert first.wait(5)
    for number in range(2 * JOBS_AT_MOST):
        assert jobs.job(number, "work", lambda _: None).wait(5)
        assert jobs.job("first", "work", lambda _: 2) is first
    assert jobs.job(2 * JOBS_AT_MOST - 1, "work", lambda _: 7).result is None
    again = jobs.job(0, "work", lambda _: 7)
    assert again.wait(5)
    assert again.result == 7


def test_a_defect_in_a_job_is_told_and_ends_it() -> None:
    told: list[Exception] = []
    jobs = Jobs(told.append)
    job = jobs.job("a", "work", lambda _: 1 / 0)
    assert job.wait(5)
    assert (job.state, len(told)) == ("failed", 1)


def test_no_more_is_reckoned_at_once_than_the_machine_should() -> None:
    jobs, over = Jobs(lambda _: None), threading.Event()
    running = [jobs.job(n, "work", lambda _: over.wait(5)) for n in range(AT_ONCE)]
    with pytest.raises(TooBusy):
        jobs.job("more", "work", lambda _: None)
    over.set()
    assert all(each.wait(5) for each in running)
    assert jobs.job("more", "work", lambda _: None).wait(5)


def test_what_is_not_wanted_any_more_is_forgotten_once_it_has_ended() -> None:
    jobs, going = Jobs(lambda _: None), threading.Event()
    ended = jobs.job(("old", 1), "work", lambda _: 1)
    assert ended.wait(5)
    running = jobs.job(("old", 2), "work", lambda _: going.wait(20))
    kept = jobs.job(("new", 1), "work", lambda _: 2)
    assert kept.wait(5)
    jobs.forget(lambda key: key[0] == "old")
    assert [jobs.find(each.id) for each in (ended, running, kept)] == [None, running, kept]
    going.set()


@pytest.fixture
def slow(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The same case, whose judgements take as long to reckon as somebody waits."""
    real = core_report.reckoned

    def reckoned(seen: Any, chance: Any, progress: Any) -> Any:
        for step in range(400):
            progress(step, 400)
            time.sleep(0.05)
        return real(seen, chance, progress)

    monkeypatch.setattr(told, "reckoned", reckoned)
    monkeypatch.setattr(pages, "PATIENCE_SECONDS", 0.05)
    return stage


def test_a_page_that_takes_long_tells_how_far_it_is_and_can_be_stopped(slow: Stage) -> None:
    begun = time.monotonic()
    page = slow.get("/view/agreement")
    assert time.monotonic() - begun < 5
    assert "is being reckoned" in page.text
    assert 'http-equiv="refresh"' in page.text
    assert slow.get("/view/positions").status_code == 200  # others do not wait
    action = page.text.partition('action="/jobs/')[2].partition('"')[0]
    assert hidden_fields(page.text)["csrf"]
    assert slow.post(f"/jobs/{action}").status_code == 303
    for _ in range(100):
        if not slow.site.jobs.running():
            break
        time.sleep(0.05)
    assert not slow.site.jobs.running()
    assert slow.post("/jobs/x/cancel").status_code == 404


def test_how_far_it_is_is_told_as_it_goes_on(slow: Stage) -> None:
    slow.get("/view/agreement")
    with slow.owner.stream("GET", "/live") as stream:
        lines = stream.iter_lines()
        words = next(line for line in lines if line.startswith("data: ") and "steps" in line)
    assert "of 400 steps" in words
    for job in slow.site.jobs.running():
        job.cancel()


def test_what_is_reckoned_is_there_at_once_the_next_time(standing: Stage) -> None:
    for _ in range(2):
        page = unescape(standing.get("/view/stability").text)
    assert "Which states hold for all" in page
    assert "hold for all under each concept" in page


def test_to_be_cancelled_is_no_defect() -> None:
    assert not issubclass(Cancelled, OSError)
    job = Job("x", "work")
    job.cancel()
    with pytest.raises(Cancelled):
        job.progress(1, 2)
