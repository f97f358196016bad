"""A case served in this process, and somebody's browser before it: its cookie, its forms."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from detente.store.desk import Desk
from detente.web.site.application import application
from detente.web.site.folder import CaseFolder, hash_of
from detente.web.site.guard import Guard, Secrets
from detente.web.site.site import Site

CASES = Path(__file__).parents[3] / "cases"
TODAY = date(2025, 5, 30)
SECRETS = Secrets("the-entrance", "the-cookie", "the-form")


class Quick(uvicorn.Server):
    """A server that ends at once where nobody is connected: hundreds are started and ended here."""

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks // 10):
            ticks += 1
            await asyncio.sleep(0.01)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
            return
        for each in self.servers:
            each.close()
        await self.lifespan.shutdown()


_new_desks: list[bytes] = []


def new_desk(file: Path) -> Desk:
    """Return a new, empty desk: it is made once for all tests, and copied."""
    if not _new_desks:
        Desk(f"sqlite:///{file}").close()
        _new_desks.append(file.read_bytes())
    file.write_bytes(_new_desks[0])
    return Desk(f"sqlite:///{file}")


@dataclass
class Stage:
    """What is served, and who looks at it."""

    folder: Path
    defects: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = new_desk(self.folder.parent / "desk.sqlite")
        self.now = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
        folder = CaseFolder(self.folder)
        self.site = Site(folder, SECRETS, self.desk, lambda: self.now, self.defects.append)
        self.guard: Guard = application(self.site)
        config = uvicorn.Config(
            self.guard,
            host="127.0.0.1",
            port=0,
            http="h11",
            ws="none",
            log_level="critical",
            timeout_graceful_shutdown=1,
        )
        self.server = Quick(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.005)
        self.port = self.guard.port = self.server.servers[0].sockets[0].getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        address = f"http://{self.host}"
        cookies = {self.guard.cookie_name: SECRETS.cookie}
        self.stranger = httpx.Client(base_url=address, timeout=60)
        self.owner = httpx.Client(base_url=address, cookies=cookies, timeout=60)

    def stop(self) -> None:
        """End it."""
        self.owner.close()
        self.stranger.close()
        self.server.should_exit = True
        self.thread.join()
        self.desk.close()

    @property
    def text(self) -> str:
        return (self.folder / "case.yaml").read_text("utf-8")

    def get(self, path: str, **more: Any) -> Any:
        return self.owner.get(path, **more)

    def reckoned(self, path: str) -> str:
        """Return a page that rests on long work, once that is done."""
        page: str = self.get(path).text
        while "data-job=" in page:
            time.sleep(0.05)
            page = self.get(path).text
        return page

    def post(self, path: str, form: dict[str, Any] | None = None, **more: Any) -> Any:
        """Send a form as one of our own pages does."""
        headers = {"Origin": f"http://{self.host}", **more.pop("headers", {})}
        data = {"csrf": SECRETS.form, **(form or {})}
        return self.owner.post(path, data=data, headers=headers, **more)

    def save(self, text: str, seen: str | None = None, file: str = "case.yaml") -> Any:
        """Save a file's text, as the page with the text does: in parts, not each sign written out."""
        last = hash_of((self.folder / file).read_text("utf-8")) if seen is None else seen
        parts = {"file": file, "text": text, "seen": last}
        return self.post("/edit", files={name: (None, part) for name, part in parts.items()})


def staged(folder: Path, case: str = "istanbul-2025") -> Stage:
    """Serve a copy of a case."""
    shutil.copytree(CASES / case, folder)
    return Stage(folder)


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
