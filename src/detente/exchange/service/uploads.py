"""Sealed files on their way in: written as they come, cut at the size agreed, kept only if whole."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from . import durable
from .answers import NoRoom, NotRight, TooLarge, TooSlow
from .hosted import UPLOADS_AT_MOST, Hosted

PART_SECONDS_AT_MOST = 30
WHOLE_SECONDS_AT_LEAST = 60
SLOWEST_BYTES_A_SECOND = 4096
WRITTEN_AT_ONCE_BYTES = 4 << 20


async def stored(
    hosted: Hosted, role: str, name: str, parts: AsyncIterator[bytes], bytes_at_most: int
) -> int:
    """Store a sealed file under its hash and return its length.

    Raises :class:`TooLarge` as soon as it is, :class:`TooSlow`, :class:`NotRight` if the hash is
    another, and :class:`NoRoom` if the disk does not take it. Memory: one part at a time.
    """
    # Each upload has a file of its own: the same may be on its way twice, one of them torn.
    aside = hosted.folder / "blobs" / f".{name}.{secrets.token_hex(8)}.part"
    try:
        length = await _written(aside, name, parts, bytes_at_most)
        await run_in_threadpool(_keep, hosted, role, name, aside)
    except OSError as error:
        raise NoRoom from error
    finally:
        aside.unlink(missing_ok=True)
    return length


async def _written(aside: Path, name: str, parts: AsyncIterator[bytes], bytes_at_most: int) -> int:
    digest, length = hashlib.sha256(), 0
    loop = asyncio.get_running_loop()
    until = loop.time() + WHOLE_SECONDS_AT_LEAST + bytes_at_most / SLOWEST_BYTES_A_SECOND
    waiting = bytearray()
    with open(
        os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, durable.PRIVATE), "wb"
    ) as stream:
        while True:
            try:
                part = await asyncio.wait_for(anext(parts), PART_SECONDS_AT_MOST)
            except StopAsyncIteration:
                break
            except TimeoutError as error:
                raise TooSlow from error
            length += len(part)
            if length > bytes_at_most:
                raise TooLarge
            if loop.time() > until:
                raise TooSlow
            digest.update(part)
            waiting += part
            if len(waiting) >= WRITTEN_AT_ONCE_BYTES:
                await run_in_threadpool(stream.write, bytes(waiting))
                waiting.clear()
        await run_in_threadpool(stream.write, bytes(waiting))
        if digest.hexdigest() != name:
            raise NotRight
        await run_in_threadpool(stream.flush)
        await run_in_threadpool(os.fsync, stream.fileno())
    return length


def _keep(hosted: Hosted, role: str, name: str, aside: Path) -> None:
    """Give a whole file its name; of one party only the last few wait for their deposit."""
    with hosted.changing():
        os.replace(aside, hosted.blob(name))
        durable.sync_folder(aside.parent)
        deposited = {getattr(each.statement, "outer", "") for each in hosted.entries}
        waiting = [each for each in hosted.uploads.get(role, []) if each != name]
        hosted.uploads[role] = [*waiting, name][-UPLOADS_AT_MOST:]
        for old in waiting[: -UPLOADS_AT_MOST + 1] if len(waiting) >= UPLOADS_AT_MOST else ():
            if old not in deposited:
                hosted.blob(old).unlink(missing_ok=True)
