"""``detente convert``: what is written, what is told, and what is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.cli.application import OK, PROBLEMS, REFUSED
from detente.formats.casefile import read_case
from detente.formats.scenarios.reading import read_scenario

from .deals import TWO, deal
from .running import HARBOUR, call, program

DOMAIN = """<negotiation_template><utility_space><objective name="root">
<issue index="1" name="Water" type="discrete"><item value="tap"/><item value="well"/></issue>
</objective></utility_space></negotiation_template>"""
PROFILE = """<utility_space><objective>
<issue index="1" name="Water" type="discrete"><item value="tap" evaluation="{}"/><item value="well" evaluation="{}"/></issue>
<weight index="1" value="1"/></objective><reservation value="0.5"/></utility_space>"""  # noqa: E501


@pytest.fixture
def allotment(tmp_path: Path) -> Path:
    """A scenario of Genius with two parties."""
    folder = tmp_path / "allotment"
    folder.mkdir()
    (folder / "domain.xml").write_text(DOMAIN, "utf-8")
    (folder / "city.xml").write_text(PROFILE.format(1, 4), "utf-8")
    (folder / "gardeners.xml").write_text(PROFILE.format(3, 1), "utf-8")
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A place where nothing is."""
    return tmp_path / "made" / "here"


def test_what_was_made_is_told_and_what_comes_next(
    allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = call(capsys, "convert", allotment, target, "--date", "2026-03-02")
    assert (done.code, done.err) == (OK, "")
    assert done.out.splitlines() == [
        f"wrote {target}: 1 issue, 2 packages, 2 parties",
        f"next: detente agree {target}",
    ]
    case = read_case(target)
    assert (case.title, [each.id for each in case.parties]) == ("allotment", ["city", "gardeners"])
    for file, judgement in case.judgements:
        assert file == f"judgements/{judgement.party}.yaml"
        assert judgement.author == "converted from Genius"
        assert str(judgement.date) == "2026-03-02"
        assert judgement.visible_to == (judgement.party, "mediator")


def test_the_same_as_data(
    allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = call(capsys, "convert", allotment, target, "--json", "--title", "Water", "--author", "E")
    data = json.loads(done.out)
    assert (data["format"], data["to"], data["title"]) == ("genius", "case", "Water")
    assert (data["issues"], data["packages"], data["rounded"], data["problems"]) == (1, 2, 0, [])
    assert data["files"] == ["case.yaml", "judgements/city.yaml", "judgements/gardeners.yaml"]
    assert {each.author for _, each in read_case(target).judgements} == {"E"}


def test_some_profiles_are_taken(
    allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(capsys, "convert", allotment / "city.xml", target).code == OK
    assert [each.id for each in read_case(target).parties] == ["city"]
    again = target.parent / "again"
    call(capsys, "convert", allotment, again, "--profile", "gardeners.xml")
    assert [each.id for each in read_case(again).parties] == ["gardeners"]
    third = call(capsys, "convert", allotment, target.parent / "third", "--profile", "nobody.xml")
    assert third.code == PROBLEMS
    assert "scenario-005" in third.err


def test_profiles_are_named_by_paths_too(
    allotment: Path,
    target: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(allotment.parent)
    for index, name in enumerate(
        (allotment / "city.xml", f"{allotment.name}/city.xml", "./city.xml")
    ):
        made = target.parent / f"paths-{index}"
        assert call(capsys, "convert", allotment, made, "--profile", str(name)).code == OK
        assert [each.id for each in read_case(made).parties] == ["city"]


def test_a_profile_that_is_named_twice_counts_once_and_is_told(
    allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = ("--profile", "city.xml", "--profile", str(allotment / "city.xml"))
    done = call(capsys, "convert", allotment, target, *twice)
    assert done.code == OK
    assert "note: named more than once, counts once: city.xml" in done.err
    assert [each.id for each in read_case(target).parties] == ["city"]


@pytest.mark.parametrize(
    "name", ["domain.xml", "../allotment.xml", "", "a/b/city.xml", "city.xml\0"]
)
def test_what_is_no_profile_of_the_folder_is_refused_and_not_left_out(
    name: str, allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A domain that was named as a profile was left out, and all profiles were read."""
    done = call(capsys, "convert", allotment, target, "--profile", "city.xml", "--profile", name)
    assert done.code == PROBLEMS
    assert "error scenario-005" in done.err
    assert not target.exists()


def test_a_domain_that_is_named_brings_all_profiles(
    allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(capsys, "convert", allotment / "domain.xml", target).code == OK
    assert len(read_case(target).parties) == 2


def test_nothing_is_written_over(
    allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target.mkdir(parents=True)
    (target / "notes.txt").write_text("mine", "utf-8")
    done = call(capsys, "convert", allotment, target)
    assert done.code == REFUSED
    assert (
        done.err
        == f"error: {target} is there already\nhint: choose another place; nothing was changed\n"
    )
    forced = call(capsys, "convert", allotment, target, "--force")
    assert forced.code == REFUSED
    assert "holds something else: notes.txt" in forced.err
    assert [each.name for each in target.iterdir()] == ["notes.txt"]


def test_what_was_changed_by_hand_is_named_when_it_is_replaced(
    allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(capsys, "convert", allotment, target)
    again = call(capsys, "convert", allotment, target, "--force")
    assert "replaced" not in again.err
    file = target / "judgements" / "city.yaml"
    file.write_text(file.read_text("utf-8") + "# mine\n", "utf-8")
    told = call(capsys, "convert", allotment, target, "--force")
    assert "note: other text stood in judgements/city.yaml, and was replaced" in told.err
    file.write_text("", "utf-8")
    data = json.loads(call(capsys, "convert", allotment, target, "--force", "--json").out)
    assert data["replaced"] == ["judgements/city.yaml"]


def test_what_an_earlier_conversion_wrote_is_replaced_if_asked(
    allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(capsys, "convert", allotment, target, "--title", "First")
    assert call(capsys, "convert", allotment, target).code == REFUSED
    assert call(capsys, "convert", allotment, target, "--title", "Second", "--force").code == OK
    assert read_case(target).title == "Second"
    assert [each.name for each in target.parent.iterdir()] == ["here"]


def test_of_a_scenario_with_mistakes_nothing_is_written(
    allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (allotment / "city.xml").write_text(PROFILE.format(1, -4), "utf-8")
    done = call(capsys, "convert", allotment, target)
    assert (done.code, done.out) == (PROBLEMS, "")
    assert done.err.splitlines() == [
        f"{allotment}/city.xml:2:81: error scenario-014: an evaluation is negative",
        "  hint: evaluations are 0 or more",
        f"1 error in {allotment}; nothing was written",
    ]
    assert not target.parent.exists()
    as_data = call(capsys, "convert", allotment, target, "--json")
    assert as_data.code == PROBLEMS
    assert [each["code"] for each in json.loads(as_data.out)["problems"]] == ["scenario-014"]


def test_into_another_format_and_rounded_if_asked(
    allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = call(capsys, "convert", allotment, target, "--to", "negmas")
    assert refused.code == PROBLEMS
    assert "scenario-021" in refused.err
    done = call(capsys, "convert", allotment, target, "--to", "negmas", "--round", "3")
    assert done.code == OK
    assert done.err == "note: 1 number was rounded to 3 decimals\n"
    assert done.out == f"wrote {target}: 1 issue, 2 packages, 2 parties\n"
    found = read_scenario(target).scenario
    assert found is not None
    assert str(found.profiles[1].values["Water"]["well"]) == "0.333"


def test_judgements_of_a_case_are_for_those_who_may_see_them(
    allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(capsys, "convert", allotment, target, "--date", "2026-03-02")
    back = target.parent / "back"
    for reader in ("public", "city"):
        hidden = call(capsys, "convert", target, back, "--to", "genius", "--for", reader)
        assert hidden.code == PROBLEMS
        assert 'no judgement of party "gardeners" that this reader may see' in hidden.err
    done = call(capsys, "convert", target, back, "--to", "genius", "--for", "mediator")
    assert (done.code, done.err) == (OK, "")
    assert read_scenario(back).scenario == read_scenario(allotment).scenario


def test_a_case_becomes_no_case(capsys: pytest.CaptureFixture[str], target: Path) -> None:
    done = call(capsys, "convert", HARBOUR, target)
    assert done.code == PROBLEMS
    assert "say --to and a format" in done.err


def test_what_a_case_says_beyond_the_format_is_told(
    capsys: pytest.CaptureFixture[str], target: Path
) -> None:
    done = call(capsys, "convert", HARBOUR, target, "--to", "genius", "--for", "mediator")
    assert done.code == PROBLEMS
    assert "error scenario-020: the case has rules" in done.err
    assert "known only between two bounds" in done.err
    assert not target.parent.exists()


def test_what_a_case_says_of_a_conflict_stays_behind_and_is_told(
    capsys: pytest.CaptureFixture[str], target: Path, tmp_path: Path
) -> None:
    """A rule about states forbids no package, so that it is no hindrance."""
    more = (
        "conflict:\n  - {id: leave, label: leave, party: north, evidence: none}\n"
        "  - {id: stay, label: stay, party: south, evidence: none}\n"
        "rules:\n  - {id: r, together: [leave, stay], evidence: none}\n"
    )
    case = deal(tmp_path / "case", TWO, more=more)
    for party in ("north", "south"):
        with (case / "judgements" / f"{party}.yaml").open("a", encoding="utf-8") as file:
            file.write("state_order: [leave, stay, nothing]\n")
    done = call(capsys, "convert", case, target, "--to", "genius", "--for", "mediator")
    assert done.code == OK
    assert "conflict: left behind" in done.err
    assert done.err.count("state_order: left behind") == 2


def test_a_place_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    done = call(capsys, "convert", tmp_path / "nowhere", tmp_path / "made")
    assert done.code == PROBLEMS
    assert done.err.splitlines()[0] == (
        f"{tmp_path}/nowhere: error scenario-001: there is no such file or folder"
    )


def test_files_of_two_formats_need_a_word(
    allotment: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (allotment / "space.yml").write_text("type: OutcomeSpace\nissues: []\n", "utf-8")
    done = call(capsys, "convert", allotment, target)
    assert "files of several formats: genius, negmas" in done.err
    assert call(capsys, "convert", allotment, target, "--from", "genius").code == OK


def test_the_program_itself(allotment: Path, target: Path) -> None:
    done = program("convert", allotment, target)
    assert (done.code, done.err) == (OK, "")
