"""The format's version: an older one is read and upgraded, a newer one is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.core.record.case import CASE_FILE
from detente.formats.casefile import CaseUnreadable, read_case, read_folder
from detente.formats.versions import FORMAT_VERSION, check_version, upgraded
from detente.formats.yaml_text import parse

from .folders import PARTIES, REAL, codes, read, written

COMMENTED = (
    "# The record.\n\n\ntitle: t  # short\n\n# Who takes part\nparties: []   \nx-own: {a:  1}\n"
)


def new_text(text: str) -> str:
    """Return a text of version 0 in this version's format."""
    root, problems = parse(text, CASE_FILE)
    assert root is not None
    assert problems == ()
    return upgraded(text, root)


def test_a_file_without_a_version_is_read_and_told_how_to_name_it(tmp_path: Path) -> None:
    found = read(tmp_path, "title: t\n" + PARTIES)
    assert codes(found.problems) == ["case-020"]
    assert found.case is not None
    assert [party.id for party in found.case.parties] == ["upper", "lower"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_upgrading_adds_one_line_and_keeps_every_other_byte(line_end: str) -> None:
    text = COMMENTED.replace("\n", line_end)
    new = new_text(text)
    line = f"format: {FORMAT_VERSION}{line_end}"
    assert new.replace(line, "") == text
    assert new.index(line) == text.index("title")


@pytest.mark.parametrize("folder", REAL, ids=lambda folder: folder.name)
def test_a_real_case_without_its_version_upgrades_to_a_case_that_reads(
    folder: Path, tmp_path: Path
) -> None:
    text = (folder / CASE_FILE).read_text("utf-8")
    old = text.replace("format: 1\n", "", 1)
    assert read_folder(folder, new_text(old)).case == read_folder(folder, text).case


@pytest.mark.parametrize(
    "text",
    [
        "title: t\n",
        "title: t",
        "---\ntitle: t\n",
        "# comment\n---\n# more\ntitle: t\n...\n",
        "  title: t\n  parties: []\n",
        '{"title": "t"}\n',
        "--- {title: t}\n",
        "format:\ntitle: t\n",
        "format: ~  # which?\ntitle: t\n",
    ],
)
def test_every_readable_file_of_version_0_becomes_one_of_this_version(
    text: str, tmp_path: Path
) -> None:
    assert codes(read(tmp_path, text).problems) == ["case-020"]
    assert codes(read(tmp_path, new_text(text)).problems) == []


def test_a_file_of_this_version_stays_as_it_is() -> None:
    assert new_text("title: t\nformat: 1\n") == "title: t\nformat: 1\n"


@pytest.mark.parametrize("written", ["2", "02", "999999", '"2"'])
def test_a_newer_version_is_refused_and_nothing_of_it_read(written: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"format: {written}\nparties: 7\n")
    assert codes(found.problems) == ["case-021"]
    assert found.case is None


@pytest.mark.parametrize("written", ["0", "-1", "1.0", "one", "1e1", "[1]", "{}", "٢", "9" * 5000])
def test_what_is_no_version_is_refused(written: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"title: t\nformat: {written}\n")
    assert codes(found.problems) == ["case-022"]
    assert found.case is None


@pytest.mark.parametrize("written", ["1", "01", '"1"', "' 1 '"])
def test_the_version_is_read_however_it_is_written(written: str) -> None:
    root, _ = parse(f"format: {written}\n", CASE_FILE)
    assert root is not None
    assert check_version(root, CASE_FILE) is None


def test_a_judgement_of_a_newer_version_is_refused_and_the_case_with_it(tmp_path: Path) -> None:
    written(tmp_path, "format: 1\ntitle: t\n" + PARTIES)
    (tmp_path / "judgements").mkdir()
    (tmp_path / "judgements" / "new.yaml").write_text("format: 2\nparty: upper\n", "utf-8")
    assert codes(read_folder(tmp_path).problems) == ["case-021"]
    with pytest.raises(CaseUnreadable):
        read_case(tmp_path)
