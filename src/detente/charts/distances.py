"""How far apart each two parties stand on each issue, over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

import altair as alt

from detente.core.movement.distances import IssueDistance
from detente.core.record.texts import visible

from .theme import PAPER, Theme

ROW_HEIGHT = 34
FAINTEST, STRONGEST = 0.1, 0.65
SHORTEST = 0.09
"""The shortest stretch that is labelled, as a part of the whole time shown."""


def distance_chart(
    distances: Sequence[IssueDistance],
    names: Sequence[tuple[str, str]],
    on: date,
    theme: Theme = PAPER,
    *,
    mirrored: bool = False,
) -> alt.LayerChart | None:
    """Return a strip for each issue and pair of parties: the fuller its colour, the farther apart.

    ``names`` has for each of the ``distances`` the label of its strip and the distance in
    words. Each stretch runs from one change to the next, the last one to ``on``; its
    colour is the distance as a part of the largest one on its strip (the middle of a
    range). Strips on which nothing is measured are left out; None if that leaves none.
    ``mirrored`` puts the labels at the right.
    """
    rows = _rows(distances, names, on)
    if not rows:
        return None
    strips = list(dict.fromkeys(row["strip"] for row in rows))
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "start:T",
            scale=alt.Scale(type="utc", nice=False, reverse=mirrored),
            axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True, tickCount=6, grid=False),
        ),
        y=alt.Y(
            "strip:N",
            sort=strips,
            axis=alt.Axis(
                title=None, domain=False, ticks=False, orient="right" if mirrored else "left"
            ),
        ),
        tooltip=[
            alt.Tooltip("strip:N", title="issue"),
            alt.Tooltip("since:N"),
            alt.Tooltip("distance:N"),
        ],
    )
    bars = base.mark_bar(
        height=ROW_HEIGHT - 8,
        fill=theme.kinds["statement"],
        stroke=theme.ground["surface"],
        cornerRadius=3,
    ).encode(x2="end:T", fillOpacity=alt.FillOpacity("strength:Q", scale=None))
    labels = base.mark_text(
        align="right" if mirrored else "left",
        dx=-5 if mirrored else 5,
        fontSize=11,
        color=theme.ground["ink"],
    ).encode(text="short:N")
    chart: alt.LayerChart = (bars + labels).properties(
        width="container",
        height=ROW_HEIGHT * len(strips),
        config=theme.config(),
        description="Distances: "
        + "; ".join(f"{row['strip']}, {row['since']}: {row['distance']}" for row in rows),
    )
    return chart


def _rows(
    distances: Sequence[IssueDistance], names: Sequence[tuple[str, str]], on: date
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    told = zip(distances, names, strict=True)
    for (_, _), group in groupby(told, key=lambda each: (each[0].issue, each[0].parties)):
        series = [each for each in group if each[0].date is not None]
        known = [found.high for found, _ in series if found.high is not None]
        if not known:
            continue
        largest = float(max(known)) or 1.0
        for index, (found, (strip, words)) in enumerate(series):
            assert found.date is not None  # those without a date are left out
            start = found.date.earliest
            following = series[index + 1][0].date if index + 1 < len(series) else None
            end = following.earliest if following else max(on, start)
            if found.low is None or found.high is None or end < start:
                continue
            share = float(found.low + found.high) / 2 / largest
            rows.append(
                {
                    "strip": visible(strip),
                    "start": start.isoformat(),
                    "end": end.isoformat(),
                    "since": str(found.date),
                    "distance": visible(words),
                    "days": (end - start).days,
                    "number": _number(found.low, found.high),
                    "strength": FAINTEST + (STRONGEST - FAINTEST) * share,
                }
            )
    whole = max((date.fromisoformat(row["end"]) for row in rows), default=on) - min(
        (date.fromisoformat(row["start"]) for row in rows), default=on
    )
    for row in rows:
        row["short"] = row.pop("number") if row.pop("days") >= SHORTEST * whole.days else ""
    return rows


def _number(low: Decimal, high: Decimal) -> str:
    return f"{low:f}" if low == high else f"{low:f}–{high:f}"
