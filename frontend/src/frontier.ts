// The packages that no other beats, to walk between: <figure data-frontier data-points="ID">.
//
// Two parties are shown as points in a plane, more as lines across one axis for each.
// The element ID holds, as JSON (the still picture in the figure has the class "still"):
//   {"points": [{"x", "y", "label", "package": [[issue, option]], "gives_up": [text], "marks": [text]}],
//    "x_label", "y_label"}
//   {"points": [{"values": [number], ...}], "parties": [text]}
// "before" holds the points as they are recorded, where others are tried; they are drawn faintly behind.
// Of more than two parties, any two can be looked at in a plane.

import { all, make, runsLeft } from "./page";
import { drawLines } from "./lines";
import { drawPlane } from "./plane";
import { addPairs } from "./pairs";
import { GIVES_UP, MOVE_BETWEEN, NO_PACKAGE, PACKAGE, place } from "./wording";

export interface Point {
  x?: number;
  y?: number;
  values?: number[];
  label: string;
  package?: [string, string][];
  gives_up?: string[];
  marks?: string[];
}

export interface Frontier {
  points: Point[];
  x_label?: string;
  y_label?: string;
  parties?: string[];
  before?: Point[];
}

/** One package drawn: what takes the focus, in the order in which arrow keys go. */
export type Drawn = Map<Point, SVGElement>;

function read(figure: HTMLElement): Frontier | undefined {
  const text = document.getElementById(figure.dataset["points"] ?? "")?.textContent;
  if (!text) return undefined;
  const given = JSON.parse(text) as Frontier;
  return Array.isArray(given.points) && given.points.length > 0 ? given : undefined;
}

function samePackage(one: Point | undefined, other: Point): boolean {
  return one !== undefined && JSON.stringify(one.package) === JSON.stringify(other.package);
}

/** Puts the points in the order of their first value, then of the second. */
export function inOrder(points: Point[]): Point[] {
  const key = (point: Point): number[] => point.values ?? [point.x ?? 0, point.y ?? 0];
  return [...points].sort((one, other) => {
    const [ours, theirs] = [key(one), key(other)];
    const differs = ours.findIndex((value, index) => value !== theirs[index]);
    return differs < 0 ? 0 : (ours[differs] ?? 0) - (theirs[differs] ?? 0);
  });
}

function nameOf(point: Point, index: number, of: number): string {
  return [place(index, of), point.label, ...(point.marks ?? [])].filter((part) => part !== "").join(", ");
}

function tell(panel: HTMLElement, point: Point): void {
  const title = [point.label || PACKAGE, ...(point.marks ?? [])].join(" · ");
  const terms = (point.package ?? []).flatMap(([issue, option]) => [
    make("dt", {}, issue),
    make("dd", {}, option),
  ]);
  const losses = (point.gives_up ?? []).map((text) => make("li", {}, text));
  panel.replaceChildren(make("p", { className: "who" }, title));
  if (terms.length > 0) panel.append(make("dl", {}, ...terms));
  if (losses.length > 0) panel.append(make("p", {}, GIVES_UP), make("ul", {}, ...losses));
}

class Walk {
  private readonly panel = make("div", { className: "package" });
  private readonly drawing = make("div", { className: "drawing" });
  private frontier: Frontier = { points: [] };
  private points: Point[] = [];
  private drawn: Drawn = new Map();
  private current = 0;
  private pair: [number, number] | undefined;

  constructor(
    figure: HTMLElement,
    given: Frontier,
  ) {
    this.panel.setAttribute("role", "status");
    figure.append(this.drawing, make("p", { className: "meta" }, MOVE_BETWEEN), this.panel);
    this.drawing.addEventListener("keydown", (event) => this.press(event));
    for (const name of ["focusin", "click", "pointerover"]) {
      this.drawing.addEventListener(name, (event) => this.meet(event));
    }
    addPairs(this.drawing, given.parties ?? [], (pair) => {
      this.pair = pair;
      this.draw(true);
    });
    this.take(given);
    this.current = Math.max(
      0,
      this.points.findIndex((point) => (point.marks ?? []).length > 0),
    );
    this.draw(true);
    new ResizeObserver(() => this.draw(false)).observe(figure);
  }

  /** Shows another frontier, on the same package if it has that. */
  show(given: Frontier): void {
    const stood = this.points[this.current];
    this.take(given);
    const again = this.points.findIndex((point) => samePackage(stood, point));
    this.current = again >= 0 ? again : Math.min(this.current, this.points.length - 1);
    this.draw(true);
    if (stood && this.points[this.current]) tell(this.panel, this.points[this.current] as Point);
  }

  private take(given: Frontier): void {
    this.frontier = given;
    this.points = inOrder(given.points);
  }

  /** Shows that there is nothing to walk along. */
  clear(): void {
    this.points = [];
    this.drawing.replaceChildren(make("p", {}, NO_PACKAGE));
    this.panel.replaceChildren();
  }

  private get isPlane(): boolean {
    return this.pair !== undefined || this.frontier.parties === undefined;
  }

  private draw(isAnew: boolean): void {
    const width = Math.max(280, Math.min(720, this.drawing.clientWidth || 640));
    if ((!isAnew && this.drawing.dataset["width"] === String(width)) || this.points.length === 0) return;
    this.drawing.dataset["width"] = String(width);
    const hadFocus = this.drawing.contains(document.activeElement);
    const [picture, drawn] = (this.isPlane ? drawPlane : drawLines)(this.flat(), this.points, width);
    this.drawn = drawn;
    this.points.forEach((point, index) => {
      drawn.get(point)?.setAttribute("aria-label", nameOf(point, index, this.points.length));
    });
    this.drawing.replaceChildren(picture);
    this.choose(this.current, hadFocus, false);
  }

  /** Returns the frontier as it is drawn: of more parties, with the worth to two of them as places. */
  private flat(): Frontier {
    const { parties, before } = this.frontier;
    if (!this.pair || !parties) return this.frontier;
    const [across, upwards] = this.pair;
    for (const point of [...this.points, ...(before ?? [])]) {
      [point.x, point.y] = [point.values?.[across] ?? 0, point.values?.[upwards] ?? 0];
    }
    return { ...this.frontier, x_label: parties[across] ?? "", y_label: parties[upwards] ?? "" };
  }

  private choose(index: number, withFocus: boolean, isTold = true): void {
    this.current = Math.max(0, Math.min(this.points.length - 1, index));
    this.points.forEach((point, at) => {
      const element = this.drawn.get(point);
      element?.setAttribute("tabindex", at === this.current ? "0" : "-1");
      element?.setAttribute("aria-selected", String(at === this.current));
    });
    const point = this.points[this.current];
    if (!point) return;
    if (withFocus) this.drawn.get(point)?.focus();
    if (isTold) tell(this.panel, point);
  }

  private meet(event: Event): void {
    const met = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    const index = this.points.findIndex((point) => this.drawn.get(point) === met);
    if (met && index >= 0) this.choose(index, event.type === "click");
  }

  private press(event: KeyboardEvent): void {
    const plane = this.isPlane;
    const ahead = runsLeft() ? -1 : 1; // what is drawn at the right comes after, or before
    const up = plane ? this.byHeight(1) : this.current - 1;
    const down = plane ? this.byHeight(-1) : this.current + 1;
    const goals: Record<string, number> = {
      ArrowLeft: this.current - ahead,
      ArrowRight: this.current + ahead,
      ArrowUp: up,
      ArrowDown: down,
      Home: 0,
      End: this.points.length - 1,
    };
    const goal = goals[event.key];
    if (goal === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.choose(goal, true);
  }

  /** Returns the place of the next point above or below. */
  private byHeight(step: number): number {
    const height = (index: number): number => this.points[index]?.y ?? 0;
    const places = this.points.map((_, index) => index).sort((one, other) => height(one) - height(other) || other - one);
    return places[places.indexOf(this.current) + step] ?? this.current;
  }
}

const walks = new WeakMap<HTMLElement, Walk>();

/** Shows the frontier of a figure as its data are now. */
export function showFrontier(figure: HTMLElement): void {
  const frontier = read(figure);
  const walk = walks.get(figure);
  if (!frontier) {
    walk?.clear();
  } else if (walk) {
    walk.show(frontier);
  } else {
    walks.set(figure, new Walk(figure, frontier));
    figure.querySelectorAll<HTMLElement>(".still").forEach((still) => (still.hidden = true));
  }
}

/** Starts the frontiers below a root. */
export function startFrontiers(root: ParentNode): void {
  for (const figure of all<HTMLElement>(root, "figure[data-frontier]")) {
    if (!walks.has(figure)) showFrontier(figure);
  }
}
