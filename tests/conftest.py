"""What all tests share: the cases, the browser, and an update switch."""

from __future__ import annotations

import functools
import os
import shutil
import ssl
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from detente.charts.script import EmbedScript
from detente.core.record.case import Case
from detente.core.report import Report, analyse
from detente.formats.casefile import read_case

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]

# The same examples each time, so that a test that passed passes again; DETENTE_FUZZ=1 (make fuzz)
# looks for new ones.
settings.register_profile("detente", derandomize=True, deadline=None, max_examples=25)
settings.register_profile("detente-fuzz", deadline=None, max_examples=200)
settings.load_profile("detente-fuzz" if "DETENTE_FUZZ" in os.environ else "detente")


@pytest.fixture(scope="session", autouse=True)
def certificates_read_once() -> Iterator[None]:
    """Each client reads all certificates, which no connection here needs; they are read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session")
def istanbul() -> Case:
    """The flagship case."""
    return read_case(ROOT / "cases" / "istanbul-2025")


@pytest.fixture(scope="session")
def harbour() -> Case:
    """The made-up case, with entries that not everybody may see."""
    return read_case(ROOT / "cases" / "teaching" / "harbour-2026")


@pytest.fixture(scope="session")
def istanbul_report(istanbul: Case) -> Report:
    """The flagship case's report as known on 30 May 2025, with what changed since the 28th."""
    return analyse(istanbul, date(2025, 5, 30), since=date(2025, 5, 28))


@pytest.fixture(scope="session")
def live_script() -> str:
    """The script that makes charts live, put together once."""
    return EmbedScript().text()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a screen; where it is not installed the test is skipped."""
    program = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to have Chromium")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()
