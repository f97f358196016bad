"""Scenarios that were made to harm: refused with problems, quickly, whatever they hold."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats.scenarios import json_text, xml_tree
from detente.formats.scenarios.cases import case_of
from detente.formats.scenarios.files import BYTES_AT_MOST, FILES_AT_MOST
from detente.formats.scenarios.json_text import json_node
from detente.formats.scenarios.reading import FORMATS, read_scenario
from detente.formats.scenarios.scenario import Problems
from detente.formats.writer import case_text
from detente.formats.yaml_text import Node

from .made import ON, put
from .test_genius import domain, profile
from .test_json_scenarios import ADDITIVE, SPACE_YAML, geniusweb

GOOD = domain('<issue index="1" name="n" type="discrete"><item value="a"/></issue>')
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
WIDE = [b'"%d": {"values": []}' % number for number in range(20_000)]
RIGHT = profile('<issue index="1" name="n"><item value="a" evaluation="1"/></issue>')
PROFILE = geniusweb()["gardeners.json"]
HOSTILE: Mapping[str, tuple[str, bytes]] = {
    "a bomb": ("p.xml", f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><utility_space>&l9;</utility_space>'.encode()),
    "an outside entity": ("p.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><utility_space>&x;</utility_space>'),
    "an outside type": ("p.xml", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><utility_space/>'),
    "deep XML": ("p.xml", b"<utility_space>" + b"<objective>" * 100_000),
    "wide XML": ("p.xml", b"<utility_space>" + b"<issue/>" * 100_000 + b"</utility_space>"),
    "zero bytes": ("p.xml", b"<\0" * 1000),
    "half a file": ("p.xml", profile("<issue").encode()),
    "another encoding": ("p.xml", b'<?xml version="1.0" encoding="utf-7"?><utility_space/>'),
    "deep JSON": ("p.json", b'{"issuesValues":' + b"[" * 200_000),
    "wide JSON": ("p.json", b'{"issuesValues": {' + b",".join(WIDE) + b"}}"),
    "a large number": ("p.json", PROFILE.replace('"water": 0.6', '"water": 1e999999999').encode()),
    "digits": ("p.json", PROFILE.replace("0.25", "9" * 500_000).encode()),
    "not a number": ("p.json", PROFILE.replace("0.25", "NaN").encode()),
    "a name twice": ("p.json", b'{"issuesValues": {}, "issuesValues": {}}'),
    "lone surrogate": ("p.json", json.dumps({"issuesValues": {"a\ud800": {"values": ["x"]}}}).encode()),
    "turned writing": ("p.json", json.dumps({"issuesValues": {"a\u202eb": {"values": ["x"]}}}).encode()),
    "deep YAML": ("p.yml", b"type: UtilityFunction\nvalues: " + b"[" * 100_000),
    "YAML that calls": ("p.yml", b"!!python/object/apply:os.system [ls]"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_was_made_to_harm_is_refused(name: str, tmp_path: Path) -> None:
    file, data = HOSTILE[name]
    good = {"d.xml": GOOD} if file.endswith(".xml") else {"good.json": geniusweb()["domain.json"]}
    found = read_scenario(put(tmp_path / "s", {**good, file: data}))
    assert found.scenario is None
    assert found.problems
    assert len(found.problems) <= 100
    assert "root:" not in str(found.problems)


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    folder = put(tmp_path / "s", {"d.xml": GOOD})
    with (folder / "p.xml").open("wb") as stream:
        stream.truncate(BYTES_AT_MOST + 1)
    assert [each.code for each in read_scenario(folder).problems] == ["scenario-003"]


def test_a_folder_of_many_files_is_not_read(tmp_path: Path) -> None:
    folder = put(tmp_path / "s", {f"{n}.xml": "" for n in range(FILES_AT_MOST + 1)})
    assert [each.code for each in read_scenario(folder).problems] == ["scenario-003"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    folder = put(tmp_path / "s", {"d.xml": GOOD})
    put(tmp_path, {"secret.xml": profile("")})
    (folder / "p.xml").symlink_to(tmp_path / "secret.xml")
    found = read_scenario(folder)
    assert [(each.code, each.path, each.severity) for each in found.problems] == [
        ("scenario-001", ("p.xml",), "error")
    ]


EMPTY = {"nothing": b"", "blanks": b"\xef\xbb\xbf \n", "null": b"null\n", "a comment": b"# later\n"}


@pytest.mark.parametrize(
    ("ending", "data"),
    [("xml", "nothing"), ("xml", "blanks"), ("json", "null"),
     ("yml", "nothing"), ("yml", "null"), ("yml", "a comment")],
)  # fmt: skip
def test_an_empty_profile_is_named_and_no_party_lost(
    tmp_path: Path, ending: str, data: str
) -> None:
    """It was a file that is left out, with a warning."""
    wishes: Mapping[str, str] = {"d.xml": GOOD, "good.xml": RIGHT}
    if ending == "json":
        made = geniusweb()
        wishes = {"domain.json": made["domain.json"], "good.json": made["gardeners.json"]}
    if ending == "yml":
        wishes = {
            "space.yml": SPACE_YAML,
            "good.yml": f"{ADDITIVE}  - {{type: ConstFun, bias: 4}}\n",
        }
    folder = put(tmp_path / "s", {**wishes, f"empty.{ending}": EMPTY[data]})
    found = read_scenario(folder)
    assert found.scenario is None
    assert [(each.code, each.path) for each in found.problems] == [
        ("scenario-002", (f"empty.{ending}",))
    ]
    good = next(name for name in wishes if name.startswith("good."))
    one = read_scenario(folder, only=(good,))
    assert one.scenario is not None
    assert len(one.scenario.profiles) == 1
    assert [each.severity for each in one.problems] == ["warning"]


def test_what_is_no_file_is_named_and_not_left_out_in_silence(tmp_path: Path) -> None:
    folder = put(tmp_path / "s", {"d.xml": GOOD, "a.xml": RIGHT})
    os.mkfifo(folder / "p.xml")
    (folder / "q.xml").mkdir()
    found = read_scenario(folder)
    assert found.scenario is None
    assert [each.path for each in found.problems] == [("p.xml",), ("q.xml",)]
    one = read_scenario(folder, only=("a.xml",))
    assert one.scenario is not None
    assert {each.severity for each in one.problems} == {"warning"}
    assert [each.path for each in one.problems] == [("p.xml",), ("q.xml",)]


def test_a_linked_folder_of_score_sheets_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", {"a.txt": "1\n0\n"})
    folder = put(tmp_path / "s", {"config.txt": "A,a,player\n"})
    (folder / "scores_files").symlink_to(tmp_path / "elsewhere")
    for wanted in (None, "scores"):
        found = read_scenario(folder, wanted)
        assert found.scenario is None
        assert [each.path for each in found.problems] == [("scores_files",)]


def test_score_sheets_are_named_like_profiles(tmp_path: Path) -> None:
    sheets = {f"scores_files/{each}.txt": "1, 2\n0\n" for each in "ab"}
    folder = put(tmp_path / "s", {"config.txt": "A,a,player\nB,b,player\n", **sheets})
    for name in ("a.txt", "scores_files/a.txt"):
        found = read_scenario(folder, only=(name,)).scenario
        assert found is not None
        assert [each.name for each in found.profiles] == ["A"]
    whole = read_scenario(folder / "config.txt").scenario
    assert whole is not None
    assert len(whole.profiles) == 2
    refused = read_scenario(folder, only=("a.txt", "config.txt"))
    assert [each.code for each in refused.problems] == ["scenario-005"]


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\u202e"])
def test_a_party_whose_file_no_system_can_name_is_a_problem(sign: str, tmp_path: Path) -> None:
    """A zero byte ended in an error of the program."""
    files = {"config.txt": f"A,b{sign}c,player\n", "scores_files/a.txt": "1\n0\n"}
    found = read_scenario(put(tmp_path / "s", files))
    assert "scenario-007" in [each.code for each in found.problems]


def _many(what: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr(json_text, "NODES_AT_MOST", 500)
    monkeypatch.setattr(xml_tree, "ELEMENTS_AT_MOST", 500)
    return {
        "p.json": b'{"LinearAdditiveUtilitySpace":[' + b"1," * 600 + b"1]}",
        "p.yml": b"type: UtilityFunction\nvalues:\n" + b"- [1, 2]\n" * 200,
        "p.xml": b"<utility_space>" + b"<a/>" * 600 + b"</utility_space>",
    }[what]


@pytest.mark.parametrize("name", ["p.json", "p.yml", "p.xml"])
def test_files_of_too_many_parts_are_not_built(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = {"d.xml": GOOD, "d.json": geniusweb()["domain.json"], "p.yml": ""}
    good = {file: good[file] for file in good if file.endswith(Path(name).suffix)}
    wanted = "negmas" if name == "p.yml" else None
    found = read_scenario(put(tmp_path / "s", {**good, name: _many(name, monkeypatch)}), wanted)
    assert found.scenario is None
    assert [(each.code, each.path) for each in found.problems] == [("scenario-003", (name,))]
    assert "more than 500" in found.problems[0].message


def test_a_list_where_a_group_is_expected_is_a_problem(tmp_path: Path) -> None:
    """It ended in an error of the program: a list has no names to look up."""
    good = {"good.json": geniusweb()["domain.json"]}
    bad = '{"LinearAdditiveUtilitySpace": [1, 1]}'
    found = read_scenario(put(tmp_path / "s", {**good, "p.json": bad}))
    assert found.problems[0].code == "scenario-007"


def test_a_score_sheet_cannot_lead_out_of_its_folder(tmp_path: Path) -> None:
    put(tmp_path, {"secret.txt": "1\n2\n"})
    files = {"config.txt": "A,../../secret,player\n", "scores_files/a.txt": "1\n0\n"}
    assert [each.code for each in read_scenario(put(tmp_path / "s", files)).problems] == [
        "scenario-007"
    ]


_SEEDS = [
    GOOD.encode(),
    profile("").encode(),
    *(each.encode() for each in geniusweb().values()),
    b"A,a,player\n",
    b"1, 2\n3\n",
    b"type: OutcomeSpace\nissues: []\n",
]
_NAMES = (
    "d.xml",
    "p.xml",
    "d.json",
    "p.json",
    "config.txt",
    "scores_files/a.txt",
    "d.yml",
    "p.yml",
)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A file with some bytes taken out, doubled or put in."""
    data = draw(st.sampled_from(_SEEDS))
    for _ in range(draw(st.integers(0, 4))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 12))
        put_in = draw(
            st.sampled_from(
                (b"", b"\0", b"<", b'"', b"{", b"]", b"-1", b"1e9", b"\xff", data[at : at + length])
            )
        )
        data = data[:at] + put_in + data[at + length :]
    return data


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(_NAMES), spoilt(), max_size=5),
    st.none() | st.sampled_from(sorted(FORMATS)),
)
def test_whatever_stands_in_a_folder_gives_a_scenario_or_problems(
    files: dict[str, bytes], wanted: str | None
) -> None:
    with tempfile.TemporaryDirectory() as place:
        found = read_scenario(put(Path(place), files), wanted)
    if found.scenario is None:
        assert any(each.severity == "error" for each in found.problems)
        assert len({each for each in found.problems if "\n" in each.message}) == 0
    else:
        assert case_text(case_of(found.scenario, "a", ON))


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_json_is_read_as_python_reads_it(data: object) -> None:
    problems = Problems()
    node = json_node(json.dumps(data).encode(), "a.json", problems)
    assert not problems.found
    assert node is not None
    assert _plain(node) == data


def _plain(node: object) -> object:
    assert isinstance(node, Node)
    if node.kind == "mapping":
        return {key.text: _plain(each) for key, each in node.pairs()}
    if node.kind == "list":
        return [_plain(each) for each in node.items]
    return node.text if node.quoted else json.loads(node.text)


@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsn \n\\', max_size=40))
def test_what_python_refuses_is_refused(text: str) -> None:
    try:
        json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        problems = Problems()
        json_node(text.encode(), "a.json", problems)
        assert problems.found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)
