"""Issues by parties, coloured by stance."""

from __future__ import annotations

import altair as alt

from detente.core.record.positions import PositionCell, PositionMatrix
from detente.core.record.statements import SILENT
from detente.core.record.texts import visible

from .theme import PAPER, Theme, labels

ROW_HEIGHT = 30


def position_chart(
    matrix: PositionMatrix,
    signs: dict[str, str] | None = None,
    theme: Theme = PAPER,
    *,
    mirrored: bool = False,
) -> alt.LayerChart:
    """Return the matrix of positions as a chart: a row for each issue, a column for each party.

    A field is coloured by the latest standing stance and names it; several
    standing positions are told as "+1" and so on. ``signs`` puts a sign before
    each stance; ``mirrored`` puts the first party at the right, for pages that run
    from right to left. A matrix without cells gives an empty chart.
    """
    parties = labels((party.id, party.label) for party in matrix.parties)
    issues = labels((issue.id, issue.label) for issue in matrix.issues)
    rows = [
        {"party": parties[cell.party], "issue": issues[cell.issue], **_row(cell, signs or {})}
        for cell in matrix.cells
    ]
    base = _cells(rows, list(parties.values()), list(issues.values()), mirrored)
    stances = list(theme.stances)
    field = base.mark_rect(cornerRadius=4, stroke=theme.ground["surface"], strokeWidth=3).encode(
        color=alt.Color(
            "stance:N",
            scale=alt.Scale(domain=stances, range=[theme.stances[each] for each in stances]),
            legend=None,
        )
    )
    label = base.mark_text(fontSize=12).encode(
        text="label:N",
        color=alt.condition(
            f"datum.stance === '{SILENT}'",
            alt.value(theme.ground["muted"]),
            alt.value(theme.ground["surface"]),
        ),
    )
    chart: alt.LayerChart = (field + label).properties(
        width="container",
        height=ROW_HEIGHT * max(1, len(matrix.issues)),
        config=theme.config(),
        description="Positions: " + visible(_in_words(matrix)),
    )
    return chart


def _cells(
    rows: list[dict[str, str]], parties: list[str], issues: list[str], mirrored: bool
) -> alt.Chart:
    return alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "party:N",
            sort=parties,
            scale=alt.Scale(reverse=mirrored),
            axis=alt.Axis(orient="top", title=None, labelAngle=0, domain=False, ticks=False),
        ),
        y=alt.Y(
            "issue:N",
            sort=issues,
            axis=alt.Axis(
                title=None,
                domain=False,
                ticks=False,
                labelPadding=8,
                orient="right" if mirrored else "left",
            ),
        ),
        tooltip=[
            alt.Tooltip("issue:N"),
            alt.Tooltip("party:N"),
            alt.Tooltip("stance:N"),
            alt.Tooltip("since:N"),
            alt.Tooltip("text:N", title="position"),
        ],
    )


def _row(cell: PositionCell, signs: dict[str, str]) -> dict[str, str]:
    latest = cell.standing[0] if cell.standing else None
    more = f" +{len(cell.standing) - 1}" if len(cell.standing) > 1 else ""
    return {
        "stance": cell.stance,
        "label": f"{signs.get(cell.stance, '')} {cell.stance}{more}".strip(),
        "since": str(latest.date) if latest else "",
        "text": visible(latest.text) if latest else "",
    }


def _in_words(matrix: PositionMatrix) -> str:
    return "; ".join(
        f"{issue.label}: "
        + ", ".join(
            f"{party.label} {cell.stance}"
            for party, cell in zip(matrix.parties, cells, strict=True)
        )
        for issue, cells in matrix.rows()
    )
