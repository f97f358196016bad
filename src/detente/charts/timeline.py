"""Everything dated, along time, a lane for each kind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

import altair as alt

from detente.core.record.texts import visible
from detente.core.record.timeline import TimelineItem

from .theme import PAPER, Theme

LANE_HEIGHT = 30
DAYS_BEFORE = 45
"""How far back the chart begins at most before the first of the recent items."""


def timeline_chart(
    items: tuple[TimelineItem, ...],
    on: date | None = None,
    theme: Theme = PAPER,
    *,
    mirrored: bool = False,
) -> alt.LayerChart | alt.FacetChart:
    """Return a timeline as a chart: a lane for each kind, a mark for each item.

    What lies ahead is hollow; a date that is a range, a month or a year is a bar
    from its first to its last day; ``on`` is drawn as a line. The chart shows the
    last stretch in which things lie close together (older items are in the list
    beside it) and can be moved and zoomed where it is live; ``mirrored`` lets time run
    from right to left. No items give an empty chart.
    """
    first = _first_day(items)
    rows = [_row(item, first) for item in items if item.date.latest >= first]
    kinds = [kind for kind in theme.kinds if any(row["kind"] == kind for row in rows)]
    colours = alt.Scale(domain=kinds, range=[theme.kinds[kind] for kind in kinds])
    base = _along_time(rows, kinds, colours, mirrored)
    bars = base.transform_filter("datum.span").mark_bar(
        height=8, cornerRadius=4, opacity=0.45, clip=True
    )
    points = base.transform_filter("!datum.span").mark_point(
        size=90, strokeWidth=2, filled=False, clip=True
    )
    layers: list[Any] = []
    if any(row["span"] for row in rows):  # a layer without marks has no extent to draw
        layers.append(bars.encode(x2="end:T"))
    if not rows or not all(row["span"] for row in rows):
        layers.append(
            points.encode(
                fillOpacity=alt.condition("datum.ahead", alt.value(0), alt.value(0.85)),
                fill=alt.Fill("kind:N", scale=colours, legend=None),
            )
        )
    if on is not None:
        today = alt.Chart(alt.Data(values=[{"on": on.isoformat()}]))
        layers.append(
            today.mark_rule(strokeDash=[4, 3], color=theme.ground["muted"]).encode(x="on:T")
        )
    return alt.layer(*layers).properties(
        width="container",
        height=LANE_HEIGHT * max(1, len(kinds)),
        config=theme.config(),
        description=f"Timeline of {len(rows)} dated entries, listed below",
    )


def _along_time(
    rows: list[dict[str, Any]], kinds: list[str], colours: alt.Scale, mirrored: bool
) -> alt.Chart:
    along = alt.X(
        "start:T",
        scale=alt.Scale(type="utc", nice=False, padding=14, reverse=mirrored),
        axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True, tickCount=6, grid=True),
    )
    side: Literal["left", "right"] = "right" if mirrored else "left"
    lanes = alt.Axis(title=None, domain=False, ticks=False, orient=side)
    return alt.Chart(alt.Data(values=rows)).encode(
        x=along,
        y=alt.Y("kind:N", sort=kinds, axis=lanes),
        color=alt.Color("kind:N", scale=colours, legend=None),
        tooltip=[
            alt.Tooltip("date:N"),
            alt.Tooltip("detail:N"),
            alt.Tooltip("text:N", title="what"),
        ],
    )


def _row(item: TimelineItem, first: date) -> dict[str, Any]:
    span = item.date.earliest != item.date.latest
    return {
        "start": max(item.date.earliest, first).isoformat(),
        "end": _day_after(item.date.latest).isoformat(),
        "span": span,
        "date": str(item.date),
        "kind": item.kind,
        "detail": ", ".join(
            part
            for part in (
                item.kind,
                item.detail,
                "withdrawn" if item.withdrawn else "",
                "superseded" if item.superseded else "",
            )
            if part
        ),
        "text": visible(item.text),
        "ahead": item.ahead,
    }


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _first_day(items: tuple[TimelineItem, ...]) -> date:
    """Return the day from which on things lie close together."""
    days = sorted(item.date.latest for item in items)
    if not days:
        return date.min
    middle = days[len(days) // 2]
    return next(day for day in days if (middle - day).days <= DAYS_BEFORE)
