// The packages that no other beats, to walk between: <figure data-frontier data-points="ID">.
//
// Two parties are shown as points in a plane, more as lines across one axis for each.
// The element ID holds, as JSON (the still picture in the figure has the class "still"):
//   {"points": [{"x", "y", "label", "package": [[issue, option]], "gives_up": [text], "marks": [text]}],
//    "x_label", "y_label"}
//   {"points": [{"values": [number], ...}], "parties": [text]}

import { all, make } from "./page";
import { drawLines } from "./lines";
import { drawPlane } from "./plane";
import { GIVES_UP, MOVE_BETWEEN, PACKAGE, place } from "./wording";

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
}

/** One package drawn: what takes the focus, in the order in which arrow keys go. */
export type Drawn = Map<Point, SVGElement>;

function read(figure: HTMLElement): Frontier | undefined {
  const text = document.getElementById(figure.dataset["points"] ?? "")?.textContent;
  if (!text) return undefined;
  const given = JSON.parse(text) as Frontier;
  return Array.isArray(given.points) && given.points.length > 0 ? given : undefined;
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
  private readonly points: Point[];
  private drawn: Drawn = new Map();
  private current = 0;

  constructor(
    figure: HTMLElement,
    private readonly frontier: Frontier,
  ) {
    this.points = inOrder(frontier.points);
    this.panel.setAttribute("role", "status");
    figure.append(this.drawing, make("p", { className: "meta" }, MOVE_BETWEEN), this.panel);
    this.drawing.addEventListener("keydown", (event) => this.press(event));
    for (const name of ["focusin", "click", "pointerover"]) {
      this.drawing.addEventListener(name, (event) => this.meet(event));
    }
    const marked = this.points.findIndex((point) => (point.marks ?? []).length > 0);
    this.current = Math.max(0, marked);
    new ResizeObserver(() => this.draw()).observe(figure);
    this.draw();
  }

  private draw(): void {
    const width = Math.max(280, Math.min(720, this.drawing.clientWidth || 640));
    if (this.drawing.dataset["width"] === String(width)) return;
    this.drawing.dataset["width"] = String(width);
    const hadFocus = this.drawing.contains(document.activeElement);
    const isPlane = this.points.every((point) => point.values === undefined);
    const [picture, drawn] = (isPlane ? drawPlane : drawLines)(this.frontier, this.points, width);
    this.drawn = drawn;
    this.points.forEach((point, index) => {
      drawn.get(point)?.setAttribute("aria-label", nameOf(point, index, this.points.length));
    });
    this.drawing.replaceChildren(picture);
    this.choose(this.current, hadFocus, false);
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
    const plane = this.points.every((point) => point.values === undefined);
    const up = plane ? this.byHeight(1) : this.current - 1;
    const down = plane ? this.byHeight(-1) : this.current + 1;
    const goals: Record<string, number> = {
      ArrowLeft: this.current - 1,
      ArrowRight: this.current + 1,
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

function startOne(figure: HTMLElement): void {
  const frontier = read(figure);
  if (!frontier || figure.querySelector(".drawing")) return;
  new Walk(figure, frontier);
  figure.querySelectorAll<HTMLElement>(".still").forEach((still) => (still.hidden = true));
}

/** Starts the frontiers below a root. */
export function startFrontiers(root: ParentNode): void {
  all<HTMLElement>(root, "figure[data-frontier]").forEach(startOne);
}
