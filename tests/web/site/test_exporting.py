"""Files for other programs and people: what their reader may see, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.web.site.exporting import KINDS

from ...cli.running import call
from .site_stage import TODAY, Stage, staged


@pytest.fixture(scope="module")
def harbour_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A case with entries that not everybody may see."""
    found = staged(tmp_path_factory.mktemp("harbour") / "case", "teaching/harbour-2026")
    yield found
    found.stop()


@pytest.mark.parametrize("kind", [each for each in KINDS if each not in ("xlsx", "zip")])
@pytest.mark.parametrize("reader", ["public", "mediator", "union"])
def test_a_file_is_what_the_command_writes_for_the_same_reader(
    harbour_stage: Stage, capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str, reader: str
) -> None:
    got = harbour_stage.get(f"/export/{kind}?for={reader}&on=2026-02-23")
    file = tmp_path / f"case.{kind}"
    options = ("--on", "2026-02-23", "--for", reader, "-o", file)
    assert call(capsys, "export", harbour_stage.folder, *options).code == 0
    assert got.content == file.read_bytes()
    whom = "" if reader == "public" else f"-for-{reader}"
    name = f"case{whom}-2026-02-23.{kind}"  # files for other readers are not mixed up
    assert got.headers["content-disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("kind", ["xlsx", "zip"])
def test_archives_are_files_too(harbour_stage: Stage, kind: str) -> None:
    assert harbour_stage.get(f"/export/{kind}").content.startswith(b"PK")


def test_the_public_is_the_reader_unless_another_is_chosen(harbour_stage: Stage) -> None:
    page = harbour_stage.get("/export").text
    assert '<option value="public" selected>' in page
    public = harbour_stage.get(f"/export/json?on={TODAY}").content
    assert public == harbour_stage.get(f"/export/json?on={TODAY}&for=public").content


@pytest.mark.parametrize("path", ["/export/exe", "/export/json?for=nobody", "/export?for=nobody",
                                  "/export/json?for=", "/export/json?for=../x"])  # fmt: skip
def test_nobody_else_and_nothing_else(harbour_stage: Stage, path: str) -> None:
    assert harbour_stage.get(path).status_code == 404
