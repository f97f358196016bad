"""Charts on paper: lines stay a drawing, labels become text of the page at the same place."""

from __future__ import annotations

import re

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


def test_lines_and_turned_labels_stay_in_the_drawing() -> None:
    made = str(drawing_on_paper(SVG))
    drawing = made[made.index("<svg") : made.index("</svg>")]
    assert 'd="M0 0L9 9"' in drawing
    assert "turned" in drawing
    assert "second" not in drawing
