"""A PostgreSQL that the tests start: its own data, its own port, a user who is not root."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

USER, PASSWORD = "tester", "hidden-word-8431"


@dataclass(frozen=True, slots=True)
class Postgres:
    """A database server in a folder."""

    programs: Path
    data: Path
    port: int
    user: str | None
    """Whose processes they are; None where that is whoever runs the tests."""

    @property
    def address(self) -> str:
        """The address of its database, password and all."""
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def control(self, *words: str) -> None:
        """Call pg_ctl and wait for it."""
        self._call("pg_ctl", "-D", str(self.data), "-w", "-t", "60", *words)

    def start(self) -> None:
        """Start it, also after it was killed."""
        sockets = f"-c unix_socket_directories={self.data}"
        # What a process wrote outlives it without syncs; only a machine that goes down needs them.
        quick = "-c fsync=off -c synchronous_commit=on"
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 {quick} {sockets}"
        self.control("-l", str(self.data / "log"), "-o", options, "start")

    def kill(self) -> None:
        """End it at once, as if the machine had gone down."""
        self.control("-m", "immediate", "stop")

    def new(self, name: str) -> str:
        """Make a new database; return its address."""
        self._call(
            "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, "-d", "postgres",
            "-q", "-c", f'create database "{name}"',
        )  # fmt: skip
        return self.address.removesuffix("postgres") + name

    def _call(self, program: str, *words: str) -> None:
        subprocess.run(
            [str(self.programs / program), *words],
            user=self.user,
            group=_group(self.user),
            extra_groups=[] if self.user else None,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=self.data.parent,
            env={"PATH": os.environ["PATH"], "PGPASSWORD": PASSWORD, "LC_ALL": "C"},
        )


def _group(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None


def programs() -> Path:
    """Return the folder with PostgreSQL's programs, or skip; where CI runs, they have to be there."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    if os.environ.get("CI"):
        pytest.fail("CI has to have PostgreSQL")
    pytest.skip("PostgreSQL is not installed")


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Give a running PostgreSQL; on leaving it is stopped and its data are removed."""
    found = programs()
    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        names = {each.pw_name for each in pwd.getpwall()}
        user = "postgres" if "postgres" in names else "nobody"
    folder = Path(tempfile.mkdtemp(prefix="detente-pg-"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Postgres(found, folder / "data", port, user)
    try:
        (folder / "password").write_text(PASSWORD)
        for each in (folder, folder / "password"):
            if user:
                shutil.chown(each, user)
        server._call(
            "initdb", "-D", str(server.data), "-U", USER, "-A", "scram-sha-256",
            "--pwfile", str(folder / "password"), "--no-sync", "-E", "UTF8", "--locale", "C",
        )  # fmt: skip
        server.start()
        yield server
        if (server.data / "postmaster.pid").exists():
            server.control("-m", "fast", "stop")
    finally:
        if (server.data / "postmaster.pid").exists():
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)
