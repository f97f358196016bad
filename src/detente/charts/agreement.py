"""Whether there is a deal, as pictures: who refuses how many packages, and the frontier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import altair as alt

from detente.core.record.texts import visible
from detente.core.solutions.agreement import Agreement, FrontierPoint

from .letters import with_joined
from .theme import PAPER, Theme, labels

ROW_HEIGHT = 30
HEIGHT = 340
POINTS_DRAWN = 400
"""How many points of a frontier are drawn; of more, every so many, those marked in any case."""
ROWS_DRAWN = 12
ROOM = 1.35
"""How much longer than the longest bar the room for bars is: for the share beside it."""
LONGEST_LABEL = 26
LABEL_WIDTH = 90
"""How wide a label beside the last party's line is at most."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A package with a mark of its own: its label, what it is, what it is worth to each party."""

    label: str
    told: str
    utilities: tuple[Fraction, ...]


def zone_chart(
    found: Agreement,
    names: Mapping[str, str] | None = None,
    theme: Theme = PAPER,
    *,
    mirrored: bool = False,
) -> alt.LayerChart | None:
    """Return a bar for each set of parties: for how many packages they would rather have none.

    ``names`` has a label for each party; without it the ids stand. The first twelve sets are drawn, the
    fewest parties first. None where nothing was counted. ``mirrored`` starts the bars at the right.
    """
    if found.zone is None or not found.zone.refusals:
        return None
    rows = _zone_rows(found, names)
    base = _zone_base(rows, mirrored)
    bars = base.mark_bar(height=ROW_HEIGHT - 10, cornerRadius=3).encode(
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(
                domain=["suits all", "refused"],
                range=[theme.kinds["commitment"], theme.ground["muted"]],
            ),
            legend=None,
        )
    )
    text = base.mark_text(
        align="right" if mirrored else "left",
        dx=-5 if mirrored else 5,
        fontSize=12,
        color=theme.ground["ink"],
    ).encode(text="share:N")
    chart: alt.LayerChart = (bars + text).properties(
        width="container",
        height=ROW_HEIGHT * len(rows),
        config=theme.config() | {"view": {"stroke": None}},
        description="Packages by who would rather have no agreement: "
        + "; ".join(f"{row['who']}: {row['packages']} ({row['share']})" for row in rows),
    )
    return chart


def _zone_rows(found: Agreement, names: Mapping[str, str] | None) -> list[dict[str, Any]]:
    named = _named(found, names)
    zone = found.zone
    return [
        {
            "who": ", ".join(named[each] for each in refusal.parties) or "nobody: suits all",
            "packages": refusal.packages,
            "share": f"{float(refusal.share) * 100:.1f} %",
            "kind": "refused" if refusal.parties else "suits all",
        }
        for refusal in (zone.refusals if zone else ())[:ROWS_DRAWN]
    ]


def _zone_base(rows: Sequence[dict[str, Any]], mirrored: bool) -> alt.Chart:
    room = ROOM * max(row["packages"] for row in rows)
    return alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "who:N",
            sort=[row["who"] for row in rows],
            axis=alt.Axis(
                title=None,
                domain=False,
                ticks=False,
                labelPadding=8,
                orient="right" if mirrored else "left",
            ),
        ),
        x=alt.X("packages:Q", axis=None, scale=alt.Scale(domain=[0, room], reverse=mirrored)),
        tooltip=[
            alt.Tooltip("who:N", title="would rather have no agreement"),
            alt.Tooltip("packages:Q"),
            alt.Tooltip("share:N"),
        ],
    )


def frontier_chart(
    found: Agreement,
    names: Mapping[str, str] | None = None,
    picked: Sequence[Marked] = (),
    papers: Sequence[Marked] = (),
    theme: Theme = PAPER,
    *,
    mirrored: bool = False,
) -> alt.LayerChart | None:
    """Return the points of the frontier: two parties as a plane, more as parallel lines.

    ``picked`` are the points that theories pick, each with its letter; ``papers`` the packages that
    the parties have put forward. With two parties the ground where both gain is shaded and no agreement
    is a cross; with more, each party has a line upright from its worst to its best on the frontier,
    and each package leads from line to line. None for one party, or where there is no point.
    """
    if len(found.parties) < 2 or not found.points:
        return None
    named = list(_named(found, names).values())
    marked = {each.utilities for each in picked}
    points = drawn(found.points, marked)
    if len(named) == 2:
        chart = _plane(found, named, points, picked, papers, theme)
    else:
        chart = _parallel(found, named, points, picked, papers, theme, mirrored)
    described = "; ".join(
        f"{each.label}: {each.told}, {_worths(named, each.utilities)}"
        for each in (*picked, *papers)
    )
    finished: alt.LayerChart = chart.properties(
        width="container",
        height=HEIGHT,
        config=theme.config(),
        description=visible(
            f"Frontier of {len(found.points)} points for {', '.join(named)}. "
            f"No agreement: {_worths(named, found.disagreement)}. {described}"
        ),
    )
    return finished


def drawn(
    points: Sequence[FrontierPoint], marked: set[tuple[Fraction, ...]]
) -> tuple[FrontierPoint, ...]:
    """Return the points that are drawn: all, or of many every so many and those marked."""
    step = -(-len(points) // POINTS_DRAWN)
    return tuple(
        point
        for index, point in enumerate(points)
        if index % step == 0 or point.utilities in marked
    )


def _named(found: Agreement, names: Mapping[str, str] | None) -> dict[str, str]:
    return labels((party, (names or {}).get(party, party)) for party in found.parties)


def _worths(named: Sequence[str], utilities: Sequence[Fraction]) -> str:
    return ", ".join(
        f"{name} {float(value):.4g}" for name, value in zip(named, utilities, strict=True)
    )


def _label(text: str) -> str:
    clean = visible(text)
    return clean if len(clean) <= LONGEST_LABEL else clean[: LONGEST_LABEL - 1] + "…"


def _plane(
    found: Agreement,
    named: Sequence[str],
    points: Sequence[FrontierPoint],
    picked: Sequence[Marked],
    papers: Sequence[Marked],
    theme: Theme,
) -> alt.LayerChart:
    """Two parties: what a package is worth to the one across, to the other upwards."""
    nothing = Marked("no agreement", "no agreement", found.disagreement)
    rows = [
        *(_row("frontier", "", "on the frontier", each.utilities) for each in points),
        *(_row("paper", _label(each.label), each.told, each.utilities) for each in papers),
        *(_row("picked", _label(each.label), each.told, each.utilities) for each in picked),
        _row("nothing", nothing.label, nothing.told, nothing.utilities),
    ]
    lettered = [row for row in rows if row["kind"] == "picked"]
    rows = with_joined(rows, lettered, "first", "second")
    axes: dict[str, Any] = {
        name: kind(
            field,
            title=f"worth to {_label(party)}",
            scale=alt.Scale(zero=False),
            axis=alt.Axis(gridOpacity=0.5, tickCount=8),
        )
        for name, kind, field, party in (
            ("x", alt.X, "first:Q", named[0]),
            ("y", alt.Y, "second:Q", named[1]),
        )
    }
    tooltip = [
        alt.Tooltip("what:N"),
        alt.Tooltip("first:Q", title=named[0]),
        alt.Tooltip("second:Q", title=named[1]),
    ]
    layers: list[alt.Chart] = [_shade(rows, axes, theme)]
    for kind, (shape, size, colour) in _marks(theme).items():
        base = alt.Chart(alt.Data(values=[row for row in rows if row["kind"] == kind]))
        layers.append(
            base.mark_point(
                shape=shape,
                size=size,
                filled=True,
                color=colour,
                opacity=1,
                stroke=theme.ground["surface"],
                strokeWidth=0.5,
            ).encode(**axes, tooltip=tooltip)
        )
        if kind != "frontier":
            layers.extend(_beside(kind, rows, axes, theme))
    return alt.LayerChart(layer=layers)


def _shade(rows: Sequence[dict[str, Any]], axes: dict[str, Any], theme: Theme) -> alt.Chart:
    """Return the ground on which both have more than without agreement, which is the last row."""
    zone = [
        {
            "first": row["first"],
            "second": row["second"],
            "first_best": max(each["first"] for each in rows),
            "second_best": max(each["second"] for each in rows),
        }
        for row in rows[-1:]
    ]
    shaded: alt.Chart = (
        alt.Chart(alt.Data(values=zone))
        .mark_rect(color=theme.kinds["commitment"], opacity=0.15)
        .encode(**axes, x2="first_best:Q", y2="second_best:Q")
    )
    return shaded


def _beside(
    kind: str, rows: Sequence[dict[str, Any]], axes: dict[str, Any], theme: Theme
) -> Iterator[alt.Chart]:
    """Yield the labels of marks, each on the side that has room; letters have room everywhere."""
    across = [row["first"] for row in rows]
    turn = {
        "picked": max(across),
        "paper": (min(across) + max(across)) / 2,
        "nothing": min(across) + (max(across) - min(across)) / 3,
    }[kind]
    below = kind == "paper"
    for to_right in (True, False):
        own = [row for row in rows if row["kind"] == kind and (row["first"] <= turn) == to_right]
        if own:
            yield (
                alt.Chart(alt.Data(values=own))
                .mark_text(
                    align="left" if to_right else "right",
                    baseline="top" if below else "bottom",
                    dx=6 if to_right else -6,
                    dy=5 if below else -3,
                    fontSize=12,
                    fontWeight="bold" if kind == "picked" else "normal",
                    color=theme.ground["ink"],
                )
                .encode(**axes, text="label:N")
            )


def _marks(theme: Theme) -> dict[str, tuple[str, int, str]]:
    """Return a shape, a size and a colour for each kind of mark: none hangs on colour alone."""
    return {
        "frontier": ("circle", 36, theme.kinds["statement"]),
        "paper": ("diamond", 130, theme.kinds["paper"]),
        "picked": ("square", 110, theme.kinds["commitment"]),
        "nothing": ("cross", 110, theme.ground["ink"]),
    }


def _row(kind: str, label: str, told: str, utilities: Sequence[Fraction]) -> dict[str, Any]:
    first, second = (float(each) for each in utilities)
    what = visible(f"{label}: {told}" if label and label != told else told)
    return {"kind": kind, "label": label, "what": what, "first": first, "second": second}


def _parallel(
    found: Agreement,
    named: Sequence[str],
    points: Sequence[FrontierPoint],
    picked: Sequence[Marked],
    papers: Sequence[Marked],
    theme: Theme,
    mirrored: bool,
) -> alt.LayerChart:
    """More parties: a line upright for each, from its worst to its best on the frontier."""
    low, high = _ranges(found, papers)
    kinds = [
        *(("frontier", "", "on the frontier", each.utilities) for each in points),
        ("nothing", "no agreement", "no agreement", found.disagreement),
        *(("paper", _label(each.label), each.told, each.utilities) for each in papers),
        *(("picked", _label(each.label), each.told, each.utilities) for each in picked),
    ]
    rows = [
        {
            "kind": kind,
            "package": number,
            "label": label,
            "what": visible(f"{label}: {told}" if label and label != told else told),
            "party": party,
            "worth": float(value),
            "height": float((value - least) / (most - least)) if most > least else 0.5,
        }
        for number, (kind, label, told, utilities) in enumerate(kinds)
        for party, value, least, most in zip(named, utilities, low, high, strict=True)
    ]
    last = [row for row in rows if row["kind"] == "picked" and row["party"] == named[-1]]
    rows = with_joined(rows, last, "", "height")
    axes = _upright(named, mirrored)
    styles: dict[str, tuple[str, float, float, list[int]]] = {
        "frontier": (theme.kinds["statement"], 1, 0.35, [1, 0]),
        "nothing": (theme.ground["ink"], 2, 1, [6, 4]),
        "paper": (theme.kinds["paper"], 2, 1, [2, 3]),
        "picked": (theme.kinds["commitment"], 2.5, 1, [1, 0]),
    }
    layers: list[alt.Chart] = []
    for kind, (colour, width, opacity, dash) in styles.items():
        own = [row for row in rows if row["kind"] == kind]
        base = alt.Chart(alt.Data(values=own)).encode(**axes)
        layers.append(
            base.mark_line(color=colour, strokeWidth=width, opacity=opacity, strokeDash=dash)
        )
        ends = alt.Chart(alt.Data(values=[row for row in own if row["party"] == named[-1]]))
        if kind != "frontier":
            layers.append(
                ends.mark_text(
                    align="right" if mirrored else "left", dx=-8 if mirrored else 8,
                    fontSize=12, limit=LABEL_WIDTH, color=theme.ground["ink"],
                ).encode(x=axes["x"], y=axes["y"], text="label:N")
            )  # fmt: skip
    return alt.LayerChart(layer=layers)


def _upright(named: Sequence[str], mirrored: bool) -> dict[str, Any]:
    """Return the axes: the parties across, and how much each has from its worst to its best."""
    return {
        "x": alt.X(
            "party:N",
            sort=list(named),
            scale=alt.Scale(type="point", padding=0.5, reverse=mirrored),
            axis=alt.Axis(title=None, labelAngle=0, grid=True, domain=False, ticks=False),
        ),
        "y": alt.Y(
            "height:Q",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(
                title="from the worst to the best",
                labels=False,
                ticks=False,
                grid=False,
                domain=False,
            ),
        ),
        "detail": alt.Detail("package:N"),
        "tooltip": [alt.Tooltip("what:N"), alt.Tooltip("party:N"), alt.Tooltip("worth:Q")],
    }


def _ranges(
    found: Agreement, papers: Sequence[Marked]
) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    """Return each party's worst and best of all that is drawn."""
    rows = [
        *(each.utilities for each in found.points),
        *(each.utilities for each in papers),
        found.disagreement,
    ]
    columns = list(zip(*rows, strict=True))
    return tuple(map(min, columns)), tuple(map(max, columns))
