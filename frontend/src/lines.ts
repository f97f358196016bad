// A frontier between three parties or more: a line for each package across an axis for each party.

import type { Drawn, Frontier, Point } from "./frontier";
import { figure, scale, span, svg } from "./drawing";
import { runsLeft } from "./page";

const HEIGHT = 340;
const EDGE = { side: 44, top: 40, bottom: 28 };

function partyAxis(name: string, x: number, values: [number, number], anchor: string): SVGElement[] {
  const floor = HEIGHT - EDGE.bottom;
  return [
    svg("line", { x1: x, x2: x, y1: EDGE.top, y2: floor }),
    svg("text", { x, y: EDGE.top - 22, "text-anchor": anchor, class: "party" }, name),
    svg("text", { x, y: EDGE.top - 6, "text-anchor": anchor }, figure(values[1])),
    svg("text", { x, y: floor + 16, "text-anchor": anchor }, figure(values[0])),
  ];
}

/** Draws the lines, the first party where the page begins; each party's best is at the top of its own axis. */
export function drawLines(frontier: Frontier, points: Point[], width: number): [SVGElement, Drawn] {
  const parties = frontier.parties ?? [];
  const ends: [number, number] = runsLeft() ? [width - EDGE.side, EDGE.side] : [EDGE.side, width - EDGE.side];
  const places = scale(span([0, Math.max(1, parties.length - 1)]), ends);
  const spans = parties.map((_, party) => span(points.map((point) => point.values?.[party] ?? 0)));
  const axes = svg("g", { class: "axes", "aria-hidden": "true" });
  const heights = spans.map((values) => scale(values, [HEIGHT - EDGE.bottom, EDGE.top]));
  parties.forEach((name, party) => {
    const side = party === 0 ? -1 : party === parties.length - 1 ? 1 : 0;
    const anchor = ["start", "middle", "end"][(runsLeft() ? -side : side) + 1] ?? "middle";
    const x = places(party) + (anchor === "start" ? -EDGE.side + 4 : anchor === "end" ? EDGE.side - 4 : 0);
    const parts = partyAxis(name, x, spans[party] ?? [0, 1], anchor);
    parts[0]?.setAttribute("x1", String(places(party)));
    parts[0]?.setAttribute("x2", String(places(party)));
    axes.append(...parts);
  });
  const drawn: Drawn = new Map();
  const list = svg("g", { role: "listbox", "aria-label": parties.join(", ") });
  for (const point of points) {
    const corners = (point.values ?? []).map((value, party) => `${places(party)},${heights[party]?.(value) ?? 0}`);
    const isMarked = (point.marks ?? []).length > 0;
    const path = { points: corners.join(" "), fill: "none" };
    const element = svg(
      "g",
      { role: "option", class: isMarked ? "course marked" : "course" },
      svg("polyline", { ...path, class: "reach" }),
      svg("polyline", path),
    );
    drawn.set(point, element);
    list.append(element);
  }
  const frame = { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT };
  return [svg("svg", frame, axes, list), drawn];
}
