"""Charts as SVG and as JSON specifications."""

from __future__ import annotations

from typing import Any

import altair as alt
import vl_convert


def specification_of(chart: alt.LayerChart | alt.FacetChart) -> dict[str, Any]:
    """Return a chart's Vega-Lite specification as JSON data."""
    data: dict[str, Any] = chart.to_dict()
    return data


def as_svg(specification: dict[str, Any], width: int) -> str:
    """Return a specification drawn as SVG, ``width`` pixels wide; needs no script, no network."""
    svg: str = vl_convert.vegalite_to_svg({**specification, "width": width}, show_warnings=False)
    return svg
