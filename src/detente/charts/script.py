"""The script that makes charts live in a page without a network: Vega, put together once."""

from __future__ import annotations

import subprocess
import sys

_BUNDLE = "import sys, vl_convert; sys.stdout.buffer.write(vl_convert.javascript_bundle().encode())"
_SECONDS_AT_MOST = 120


class ScriptNotMade(RuntimeError):
    """The script that makes charts live could not be put together."""


class EmbedScript:
    """The script with Vega, put together by a second process while this one works.

    It takes more than a second on one core: begin it early, take it late.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
            [sys.executable, "-I", "-c", _BUNDLE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )

    def text(self) -> str:
        """Return the script; raise :class:`ScriptNotMade` if it failed."""
        try:
            output, _ = self._process.communicate(timeout=_SECONDS_AT_MOST)
        except subprocess.TimeoutExpired:
            self.stop()
            output = b""
        if self._process.returncode != 0 or not output:
            raise ScriptNotMade("the script for live charts could not be put together")
        return output.decode()

    def stop(self) -> None:
        """End the second process if it still works."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
