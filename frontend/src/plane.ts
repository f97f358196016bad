// A frontier between two parties: a point for each package.

import type { Drawn, Frontier, Point } from "./frontier";
import { figure, scale, span, svg, ticks } from "./drawing";
import { runsLeft } from "./page";
import { AS_RECORDED } from "./wording";

const HEIGHT = 380;
const EDGE = { start: 52, end: 16, top: 16, bottom: 48 };

/** Where the drawing begins and ends; one that runs from right to left has its numbers at the right. */
function edges(): { left: number; right: number } {
  return runsLeft() ? { left: EDGE.end, right: EDGE.start } : { left: EDGE.start, right: EDGE.end };
}

type Scale = (value: number) => number;

function axes(frontier: Frontier, width: number, x: Scale, y: Scale, spans: [number, number][]): SVGElement {
  const [across, upwards] = spans as [[number, number], [number, number]];
  const floor = HEIGHT - EDGE.bottom;
  const { left, right } = edges();
  const numbers = runsLeft() ? { x: width - right + 8, "text-anchor": "start" } : { x: left - 8, "text-anchor": "end" };
  const group = svg("g", { class: "axes", "aria-hidden": "true" });
  for (const value of ticks(across)) {
    group.append(
      svg("line", { x1: x(value), x2: x(value), y1: EDGE.top, y2: floor }),
      svg("text", { x: x(value), y: floor + 16, "text-anchor": "middle" }, figure(value)),
    );
  }
  for (const value of ticks(upwards)) {
    group.append(
      svg("line", { x1: left, x2: width - right, y1: y(value), y2: y(value) }),
      svg("text", { ...numbers, y: y(value) + 4 }, figure(value)),
    );
  }
  const middle = (left + width - right) / 2;
  const turned = `translate(${runsLeft() ? width - 14 : 14} ${(EDGE.top + floor) / 2}) rotate(${runsLeft() ? 90 : -90})`;
  group.append(
    svg("text", { x: middle, y: HEIGHT - 8, "text-anchor": "middle" }, frontier.x_label ?? ""),
    svg("text", { transform: turned, "text-anchor": "middle" }, frontier.y_label ?? ""),
  );
  return group;
}

/** How wide a sign of a name is, about. */
const SIGN = 7;

/** The marks of a point as far as a narrow picture has room; the panel beside it has all. */
function inShort(marks: string[], width: number): string {
  const whole = marks.join(", ");
  return whole.length * SIGN < width / 2 ? whole : `${marks[0] ?? ""}${marks.length > 1 ? ` +${marks.length - 1}` : ""}`;
}

/** How high a line of names is, and where one may stand beside its point, the first with room. */
const LINE = 15;
const LEVELS = [-8, 18, -8 - LINE, 18 + LINE];

type Box = { left: number; right: number; foot: number };

function overlaps(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && Math.abs(one.foot - other.foot) < LINE;
}

/** Names the marked points; a name that has no room beside the others is told in the panel only. */
function names(points: Point[], width: number, x: Scale, y: Scale): SVGElement {
  const group = svg("g", { class: "names", "aria-hidden": "true" });
  const taken: Box[] = [];
  for (const point of points) {
    const marks = point.marks ?? [];
    if (marks.length === 0) continue;
    const text = inShort(marks, width);
    const isLate = x(point.x ?? 0) > width * 0.7;
    const begin = x(point.x ?? 0) + (isLate ? -10 : 10);
    const [left, right] = isLate ? [begin - text.length * SIGN, begin] : [begin, begin + text.length * SIGN];
    const boxes = LEVELS.map((level) => ({ left, right, foot: y(point.y ?? 0) + level }));
    const box = boxes.find((each) => each.foot < HEIGHT - EDGE.bottom && !taken.some((other) => overlaps(each, other)));
    if (!box) continue;
    taken.push(box);
    group.append(svg("text", { x: begin, y: box.foot, "text-anchor": isLate ? "end" : "start" }, text));
  }
  return group;
}

/** The frontier as it is recorded, behind the one that is tried. */
function ghosts(points: Point[], x: Scale, y: Scale): SVGElement {
  const group = svg("g", { class: "ghosts", "aria-hidden": "true" });
  for (const point of points) group.append(svg("circle", { cx: x(point.x ?? 0), cy: y(point.y ?? 0), r: 4 }));
  const [last] = points.slice(-1);
  const anchor = runsLeft() ? "start" : "end";
  if (last) group.append(svg("text", { x: x(last.x ?? 0), y: y(last.y ?? 0) - 10, "text-anchor": anchor }, AS_RECORDED));
  return group;
}

/** Draws the plane; the first party's value goes as the page runs, the second's upwards. */
export function drawPlane(frontier: Frontier, points: Point[], width: number): [SVGElement, Drawn] {
  const before = frontier.before ?? [];
  const across = span([...points, ...before].map((point) => point.x ?? 0));
  const upwards = span([...points, ...before].map((point) => point.y ?? 0));
  const { left, right } = edges();
  const ends: [number, number] = [left + 12, width - right - 12];
  const x = scale(across, runsLeft() ? [ends[1], ends[0]] : ends);
  const y = scale(upwards, [HEIGHT - EDGE.bottom - 12, EDGE.top + 12]);
  const drawn: Drawn = new Map();
  const list = svg("g", { role: "listbox", "aria-label": `${frontier.x_label ?? ""} – ${frontier.y_label ?? ""}` });
  for (const point of points) {
    const isMarked = (point.marks ?? []).length > 0;
    const where = { cx: x(point.x ?? 0), cy: y(point.y ?? 0), r: isMarked ? 7 : 5 };
    const element = svg("circle", { ...where, role: "option", class: isMarked ? "point marked" : "point" });
    drawn.set(point, element);
    list.append(element);
  }
  const frame = { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT };
  const axis = axes(frontier, width, x, y, [across, upwards]);
  return [svg("svg", frame, axis, ghosts(before, x, y), list, names(points, width, x, y)), drawn];
}
