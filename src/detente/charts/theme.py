"""The colours of charts, once as values and once as names a page gives values to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from detente.core.record.texts import visible

STANCE_COLOURS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "demands": ("#b45309", "#f0a34a"),
        "offers": ("#1d5fbf", "#7fb0ff"),
        "accepts": ("#1b7f4b", "#5fc995"),
        "could accept": ("#3f7a5b", "#8fd6b3"),
        "reserves": ("#5f6873", "#a3acb8"),
        "refuses": ("#b3261e", "#f2857c"),
        "red line": ("#7a0f1a", "#ff5f74"),
        "silent": ("#eceef1", "#2b3138"),
    }
)
"""For each stance its colour on light and on dark ground; the sign beside it carries
the meaning for those who do not tell them apart."""

KIND_COLOURS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "statement": ("#1d5fbf", "#7fb0ff"),
        "position": ("#5a7fb8", "#a8c5f0"),
        "meeting": ("#6b3fa0", "#c39bf0"),
        "paper": ("#0f7a83", "#55c4cd"),
        "condition": ("#8a4b08", "#e8a35c"),
        "deadline": ("#b3261e", "#f2857c"),
        "lever": ("#946200", "#e0b04a"),
        "commitment": ("#1b7f4b", "#5fc995"),
        "event": ("#4b5563", "#a3adba"),
    }
)
GROUND: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ink": ("#1c2128", "#e6e9ee"),
        "muted": ("#57606a", "#9aa4b0"),
        "line": ("#d5d9df", "#3a424c"),
        "surface": ("#ffffff", "#15191e"),
    }
)


@dataclass(frozen=True, slots=True)
class Theme:
    """What colour each thing has in a chart."""

    ground: Mapping[str, str]
    stances: Mapping[str, str]
    kinds: Mapping[str, str]

    def config(self) -> dict[str, Any]:
        """Return the Vega-Lite configuration that the charts share."""
        ink, muted, line = self.ground["ink"], self.ground["muted"], self.ground["line"]
        return {
            "background": "transparent",
            "padding": {"left": 12, "right": 5, "top": 5, "bottom": 5},
            "font": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
            "axis": {
                "labelColor": ink,
                "titleColor": muted,
                "domainColor": line,
                "gridColor": line,
                "tickColor": line,
                "labelFontSize": 12,
                "labelLimit": 170,
                "titleFontWeight": "normal",
            },
            "legend": {"labelColor": ink, "titleColor": muted, "labelFontSize": 12},
            "view": {"stroke": None},
        }


def labels(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a label for each id, different ones where the labels given are the same.

    >>> labels([("a", "Same"), ("b", "Same"), ("c", "Other")])
    {'a': 'Same (a)', 'b': 'Same (b)', 'c': 'Other'}
    """
    pairs = [(each, visible(label)) for each, label in named]
    count = Counter(label for _, label in pairs)
    return {each: f"{label} ({each})" if count[label] > 1 else label for each, label in pairs}


def css_name(group: str, name: str) -> str:
    """Return the name of the CSS variable that holds a colour.

    >>> css_name("stance", "red line")
    '--stance-red-line'
    """
    return f"--{group}-{name.replace(' ', '-')}"


def _first(colours: Mapping[str, tuple[str, str]]) -> Mapping[str, str]:
    return MappingProxyType({name: pair[0] for name, pair in colours.items()})


def _variables(group: str, colours: Mapping[str, tuple[str, str]]) -> Mapping[str, str]:
    return MappingProxyType(
        {name: f"var({css_name(group, name)}, {pair[0]})" for name, pair in colours.items()}
    )


PAPER = Theme(_first(GROUND), _first(STANCE_COLOURS), _first(KIND_COLOURS))
"""Colours as they are on light ground: for notebooks, documents and print."""

SCREEN = Theme(
    _variables("ground", GROUND),
    _variables("stance", STANCE_COLOURS),
    _variables("kind", KIND_COLOURS),
)
"""Colours by the names of CSS variables, for a page that is light or dark."""
