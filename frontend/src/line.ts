// One connection to the program for all pages of a browser that are to be seen: one of them listens, and tells
// the others. A browser keeps only six connections to one place; with one for each page the seventh page would
// wait for ever. Where pages cannot agree on one (no Web Locks), each listens for itself.
//
//   event: here      data: {"seen": "..."}     how the case is now, once the connection is there
//   event: changed   data: {"seen": "..."}     how the case is now, when it is another

const NAME = "detente-live";

export interface Told {
  kind: "changed" | "job" | "open" | "lost";
  data: string;
}

interface Said {
  kind: Told["kind"] | "asks";
  data: string;
}

function isSaid(value: unknown): value is Said {
  return typeof value === "object" && value !== null && typeof (value as Said).kind === "string";
}

/** Returns how the case is, as an event or an address tells it; "" where it does not. */
function seenIn(data: string): string {
  try {
    const value = JSON.parse(data) as { seen?: unknown };
    return typeof value.seen === "string" ? value.seen : "";
  } catch {
    return "";
  }
}

export class Line {
  private stream: EventSource | undefined;
  private others: BroadcastChannel | undefined;
  private release: (() => void) | undefined;
  private giveUp: AbortController | undefined;
  private now = "";

  constructor(
    private readonly address: string,
    private readonly hear: (told: Told) => void,
  ) {}

  /** Begins to listen: by a connection of one's own if no other page has one. */
  open(): void {
    if (this.giveUp) return;
    const giveUp = (this.giveUp = new AbortController());
    if (!("locks" in navigator) || !("BroadcastChannel" in window)) {
      this.connect();
      return;
    }
    this.others = new BroadcastChannel(NAME);
    this.others.addEventListener("message", (event: MessageEvent<unknown>) => this.said(event.data));
    const hold = (): Promise<void> =>
      new Promise((resolve) => {
        this.release = resolve;
        if (giveUp.signal.aborted) resolve();
        else this.connect();
      });
    navigator.locks.request(NAME, { signal: giveUp.signal }, hold).catch(() => undefined);
    this.tell("asks", new URL(this.address, location.href).searchParams.get("seen") ?? "");
  }

  /** Ends it; another page that waits listens from now on. */
  close(): void {
    this.stream?.close();
    this.stream = undefined;
    this.others?.close();
    this.others = undefined;
    this.giveUp?.abort();
    this.giveUp = undefined;
    this.release?.();
    this.release = undefined;
  }

  private tell(kind: Said["kind"], data: string): void {
    this.others?.postMessage({ kind, data });
  }

  private both(kind: Told["kind"], data: string): void {
    this.tell(kind, data);
    this.hear({ kind, data });
  }

  private said(message: unknown): void {
    if (!isSaid(message)) return;
    const { kind, data } = message;
    if (kind !== "asks") this.hear({ kind, data });
    else if (this.stream && this.now !== "" && data !== this.now) this.tell("changed", "{}");
  }

  private connect(): void {
    const stream = (this.stream = new EventSource(this.address));
    const passed = (event: MessageEvent<string>): void => {
      this.now = seenIn(event.data) || this.now;
    };
    stream.addEventListener("here", passed);
    stream.addEventListener("changed", (event: MessageEvent<string>) => {
      passed(event);
      this.both("changed", event.data);
    });
    stream.addEventListener("job", (event: MessageEvent<string>) => this.both("job", event.data));
    stream.addEventListener("open", () => this.both("open", ""));
    stream.addEventListener("error", () => this.both("lost", ""));
  }
}
