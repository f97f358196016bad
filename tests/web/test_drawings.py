"""Charts on paper: lines stay a drawing, labels become text of the page at the same place."""

from __future__ import annotations

import re

import pytest

from detente.web.drawings import drawing_on_paper

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100">'
    '<g transform="translate(20,10)"><path d="M0 0L9 9" fill="#b3261e"/>'
    '<g transform="translate(30, 15)"><text text-anchor="middle" transform="translate(0,25)"'
    ' font-size="10px" fill="#1c2128">&lt;i&gt; &amp; سلام</text></g>'
    '<text transform="rotate(-90)">turned</text>'
    '<text x="80" y="40" text-anchor="end">second</text></g></svg>'
)


def test_labels_stand_where_they_stood() -> None:
    made = str(drawing_on_paper(SVG))
    first, second = re.findall(
        r'<span class="label" dir="(\w+)" style="([^"]+)">(.*?)</span>', made
    )
    assert first[0] == "ltr"  # its first letter is the i
    assert "left:25.0000%;top:50.0000%;" in first[1]  # (20+30)/200, (10+15+25)/100
    assert "translate(-50%" in first[1]
    assert "color:#1c2128" in first[1]
    assert first[2] == "&lt;i&gt; &amp; سلام"
    assert "left:50.0000%;top:50.0000%;" in second[1]  # (20+80)/200, (10+40)/100
    assert "translate(-100%" in second[1]


def test_a_label_set_off_from_the_lines_keeps_its_ground_and_its_inherited_size() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" font-size="13"><g>'
        '<text x="50" y="25" style="paint-order:stroke;stroke:#ffffff;fill:#57606a">or</text></g></svg>'
    )
    (style,) = re.findall(r'class="label" dir="ltr" style="([^"]+)"', str(drawing_on_paper(svg)))
    assert "left:50.0000%;top:50.0000%;font-size:13.00px" in style
    assert "color:#57606a" in style
    assert style.endswith("background:#ffffff")


@pytest.mark.parametrize(
    ("width", "height", "wanted"), [(300, 100, 300.0), (1330, 100, 665.0), (300, 1800, 150.0)]
)
def test_what_is_larger_than_a_page_is_made_smaller(width: int, height: int, wanted: float) -> None:
    made = str(drawing_on_paper(SVG.replace("0 0 200 100", f"0 0 {width} {height}")))
    assert made.startswith(f'<div class="drawing" style="width:{wanted:.1f}px">')
    assert f"font-size:{10 * wanted / width:.2f}px" in made


def test_lines_and_turned_labels_stay_in_the_drawing() -> None:
    made = str(drawing_on_paper(SVG))
    drawing = made[made.index("<svg") : made.index("</svg>")]
    assert 'd="M0 0L9 9"' in drawing
    assert "turned" in drawing
    assert "second" not in drawing
