/**
 * One event stream for all tabs of a browser. Knows nothing of SharedWorker or EventSource: both
 * come in, so that the tests can drive it.
 *
 * @typedef {import("./types.d.ts").FromStream} FromStream
 * @typedef {import("./types.d.ts").ToStream} ToStream
 * @typedef {import("./types.d.ts").StreamState} StreamState
 * @typedef {import("./types.d.ts").ServerEvent} ServerEvent
 * @typedef {import("./types.d.ts").SequencedEvent} SequencedEvent
 *
 * @typedef {object} Source what the hub needs of an EventSource
 * @property {number} readyState
 * @property {() => void} close
 * @property {((message: {data: string, lastEventId: string}) => void) | null} onmessage
 * @property {(() => void) | null} onerror
 * @property {(() => void) | null} onopen
 *
 * @typedef {object} Surroundings
 * @property {(address: string) => Source} open
 * @property {(action: () => void, milliseconds: number) => () => void} later gives what cancels it
 * @property {() => number} now
 *
 * @typedef {object} Tab
 * @property {(message: FromStream) => void} send
 * @property {Map<string, string>} positions notebook → id of the last event it has
 * @property {number} silence pings without an answer
 */

import { isNewer } from "./store.js";

const closed = 2;
const shortestWait = 500;
const longestWait = 15_000;
/** Events that arrive together go to the tabs in one message. */
const gatherTime = 8;
/** A tab that crashed says no goodbye. */
export const pingTime = 30_000;

export class StreamHub {
  #surroundings;
  #path;
  /** @type {Set<Tab>} */
  #tabs = new Set();
  /** @type {Source | null} */
  #source = null;
  #topics = "";
  #lastId = "";
  /** @type {StreamState} */
  #state = "connecting";
  /** @type {number | null} */
  #retryAt = null;
  #wait = shortestWait;
  /** @type {(() => void) | null} */
  #retryTimer = null;
  /** @type {(() => void) | null} */
  #openTimer = null;
  /** @type {SequencedEvent[]} */
  #gathered = [];
  /** @type {(() => void) | null} */
  #gatherTimer = null;

  /**
   * @param {Surroundings} surroundings
   * @param {string} [path] where the stream is
   */
  constructor(surroundings, path = "/api/events") {
    this.#surroundings = surroundings;
    this.#path = path;
  }

  get tabCount() {
    return this.#tabs.size;
  }

  /**
   * @param {(message: FromStream) => void} send
   * @returns {(message: ToStream) => void} takes what the tab says
   */
  connect(send) {
    /** @type {Tab} */
    const tab = { send, positions: new Map(), silence: 0 };
    return (message) => this.#hear(tab, message);
  }

  /** Asks every tab whether it is still there; drops those that do not answer. */
  ping() {
    for (const tab of this.#tabs) {
      tab.silence += 1;
      if (tab.silence > 2) this.#drop(tab);
      else tab.send({ type: "ping" });
    }
  }

  /**
   * @param {Tab} tab
   * @param {ToStream} message
   */
  #hear(tab, message) {
    tab.silence = 0;
    switch (message.type) {
      case "follow":
        this.#deliver();
        this.#tabs.add(tab);
        // Following again tells nothing new of a tab that was served all the time.
        if (!tab.positions.has(message.notebook)) {
          tab.positions.set(message.notebook, message.after);
        }
        tab.send({ type: "state", state: this.#state, retryAt: this.#retryAt });
        this.#openSoon();
        break;
      case "leave":
        tab.positions.delete(message.notebook);
        if (tab.positions.size === 0) this.#drop(tab);
        else this.#openSoon();
        break;
      case "retry":
        if (this.#state !== "open") {
          this.#wait = shortestWait;
          this.#open();
        }
        break;
      case "pong":
        break;
      case "bye":
        this.#drop(tab);
        break;
    }
  }

  /** @param {Tab} tab */
  #drop(tab) {
    this.#tabs.delete(tab);
    tab.positions.clear();
    this.#openSoon();
  }

  /** Tabs that come at the same time (a restored window) cost one connection. */
  #openSoon() {
    if (this.#openTimer !== null) return;
    this.#openTimer = this.#surroundings.later(() => {
      this.#openTimer = null;
      if (this.#isBehind()) this.#open();
    }, 0);
  }

  /** Whether the open stream lacks a notebook, or began after what a tab has seen. */
  #isBehind() {
    if (this.#topicsWanted() !== this.#topics) return true;
    return this.#lastId !== "" &&
      [...this.#tabs].some((tab) =>
        [...tab.positions.values()].some((id) => isNewer(this.#lastId, id) && id !== this.#lastId)
      );
  }

  #topicsWanted() {
    const topics = new Set([...this.#tabs].flatMap((tab) => [...tab.positions.keys()]));
    return [...topics].sort().map((id) => `notebook=${encodeURIComponent(id)}`).join("&");
  }

  #open() {
    this.#source?.close();
    this.#source = null;
    this.#retryTimer?.();
    this.#retryTimer = null;
    this.#topics = this.#topicsWanted();
    if (this.#topics === "") return;
    this.#deliver();
    const after = this.#oldestPosition();
    this.#lastId = after;
    this.#setState("connecting", null);
    const query = after === "" ? "" : `&after=${encodeURIComponent(after)}`;
    const source = this.#surroundings.open(`${this.#path}?${this.#topics}${query}`);
    this.#source = source;
    source.onopen = () => {
      this.#wait = shortestWait;
      this.#setState("open", null);
    };
    source.onmessage = (message) => this.#receive(message);
    source.onerror = () => {
      // The browser reconnects by itself after a cut, but never after an answer other than 200.
      if (source.readyState === closed) this.#retryLater();
      else this.#setState("connecting", null);
    };
  }

  #oldestPosition() {
    const positions = [...this.#tabs].flatMap((tab) => [...tab.positions.values()]);
    return positions.reduce(
      (oldest, id) => (isNewer(oldest, id) ? id : oldest),
      positions[0] ?? "",
    );
  }

  #retryLater() {
    const wait = this.#wait;
    this.#wait = Math.min(longestWait, wait * 2);
    this.#setState("lost", this.#surroundings.now() + wait);
    this.#retryTimer = this.#surroundings.later(() => this.#open(), wait);
  }

  /** @param {{data: string, lastEventId: string}} message */
  #receive({ data, lastEventId }) {
    /** @type {ServerEvent} */
    const event = JSON.parse(data);
    this.#gathered.push({ id: lastEventId, event });
    this.#lastId = lastEventId;
    this.#gatherTimer ??= this.#surroundings.later(() => this.#deliver(), gatherTime);
  }

  /** Gives every tab the gathered events of its notebooks that it does not have yet. */
  #deliver() {
    this.#gatherTimer?.();
    this.#gatherTimer = null;
    const gathered = this.#gathered;
    const last = gathered.at(-1);
    if (!last) return;
    this.#gathered = [];
    for (const tab of this.#tabs) {
      const events = gathered.filter(({ id, event }) => {
        if (event.type === "reset" || event.type === "closed") return true;
        const position = tab.positions.get(event.notebook);
        return position !== undefined && isNewer(id, position);
      });
      for (const [notebook, position] of tab.positions) {
        if (last.id !== "" && isNewer(last.id, position)) tab.positions.set(notebook, last.id);
      }
      if (events.length > 0) tab.send({ type: "events", events });
    }
  }

  /**
   * @param {StreamState} state
   * @param {number | null} retryAt
   */
  #setState(state, retryAt) {
    this.#state = state;
    this.#retryAt = retryAt;
    for (const tab of this.#tabs) tab.send({ type: "state", state, retryAt });
  }
}

/** @returns {Surroundings} */
export function browserSurroundings() {
  return {
    open: (address) => {
      const source = new EventSource(address);
      /** @type {Source} */
      const wrapped = {
        get readyState() {
          return source.readyState;
        },
        close: () => source.close(),
        onmessage: null,
        onerror: null,
        onopen: null,
      };
      source.onmessage = (message) => wrapped.onmessage?.(message);
      source.onerror = () => wrapped.onerror?.();
      source.onopen = () => wrapped.onopen?.();
      return wrapped;
    },
    later: (action, milliseconds) => {
      const timer = setTimeout(action, milliseconds);
      return () => clearTimeout(timer);
    },
    now: () => Date.now(),
  };
}
