"""Long work beside the requests: begun by a page, looked at by others, told as it goes on, cancelled."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["running", "done", "failed", "cancelled"]
JOBS_AT_MOST = 8
"""How many jobs are remembered, running ones included."""
AT_ONCE = 2


class Cancelled(Exception):
    """Somebody does not want to know any more."""


class TooBusy(Exception):
    """As much is being reckoned as this machine should at once."""


@dataclass
class Job:
    """One piece of work, as it stands now."""

    id: str
    what: str
    state: State = "running"
    steps: tuple[int, int] = (0, 0)
    """How many are done, and of how many; 0: not known."""
    result: Any = field(default=None, repr=False)
    _ended: threading.Event = field(default_factory=threading.Event, repr=False)
    _unwanted: threading.Event = field(default_factory=threading.Event, repr=False)

    def wait(self, seconds: float) -> bool:
        """Wait for the end at most so long; return whether it has come."""
        return self._ended.wait(seconds)

    def cancel(self) -> None:
        """Let it end at its next step."""
        self._unwanted.set()

    def progress(self, done: int, of: int) -> None:
        """Be told of steps done; raise :class:`Cancelled` if the end is wanted."""
        self.steps = (done, of)
        if self._unwanted.is_set():
            raise Cancelled

    @property
    def part(self) -> float | None:
        """How much is done, from 0 to 1; None: not known."""
        done, of = self.steps
        return min(done / of, 1.0) if of else None


class Jobs:
    """The jobs of one run. ``failed`` is told of an error of ours; what it shows holds nothing of the case."""

    def __init__(self, failed: Callable[[Exception], None]) -> None:
        self._failed = failed
        self._lock = threading.Lock()
        self._jobs: OrderedDict[Any, Job] = OrderedDict()

    def job(self, key: Any, what: str, work: Callable[[Job], Any]) -> Job:
        """Return the job of a key: the one that is there, unless it was cancelled, or a new one."""
        with self._lock:
            found = self._jobs.get(key)
            if found is not None and found.state in ("running", "done"):
                self._jobs.move_to_end(key)  # what is asked for stays longest
                return found
            if sum(each.state == "running" for each in self._jobs.values()) >= AT_ONCE:
                raise TooBusy
            job = self._jobs[key] = Job(secrets.token_hex(8), what)
            while len(self._jobs) > JOBS_AT_MOST:
                gone = next(each for each, other in self._jobs.items() if other.state != "running")
                del self._jobs[gone]
        threading.Thread(target=self._run, args=(job, work), daemon=True).start()
        return job

    def _run(self, job: Job, work: Callable[[Job], Any]) -> None:
        try:
            job.result = work(job)
            job.state = "done"
        except Cancelled:
            job.state = "cancelled"
        except Exception as error:  # noqa: BLE001 - the edge of a thread: told as every defect is
            job.state = "failed"
            self._failed(error)
        finally:
            job._ended.set()

    def forget(self, unwanted: Callable[[Any], bool]) -> None:
        """Forget the jobs at their end whose keys are not wanted any more, with what they found."""
        with self._lock:
            for key in [each for each, job in self._jobs.items() if job.state != "running"]:
                if unwanted(key):
                    del self._jobs[key]

    def find(self, identity: str) -> Job | None:
        """Return the job of an id, or None."""
        with self._lock:
            return next((each for each in self._jobs.values() if each.id == identity), None)

    def running(self) -> tuple[Job, ...]:
        """Return the jobs that are not at their end."""
        with self._lock:
            return tuple(each for each in self._jobs.values() if each.state == "running")
