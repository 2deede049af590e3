/**
 * The server's events for one tab: from the browser's shared stream, or from an own one where shared
 * workers are missing.
 *
 * @typedef {import("./types.d.ts").FromStream} FromStream
 * @typedef {import("./types.d.ts").ToStream} ToStream
 * @typedef {import("./types.d.ts").StreamState} StreamState
 * @typedef {import("./types.d.ts").SequencedEvent} SequencedEvent
 */

import { browserSurroundings, StreamHub } from "./stream.js";

export class Events {
  /** @type {(message: ToStream) => void} */
  #tell;
  /** @type {{notebook: string, position: () => string} | null} */
  #followed = null;

  /**
   * @param {object} listener
   * @param {(events: readonly SequencedEvent[]) => void} listener.events
   * @param {(state: StreamState, retryAt: number | null) => void} listener.state
   * @param {string} [path] where a stream is that belongs to this tab alone
   */
  constructor(listener, path) {
    /** @param {FromStream} message */
    const hear = (message) => {
      if (message.type === "events") listener.events(message.events);
      else if (message.type === "state") listener.state(message.state, message.retryAt);
      else this.#tell({ type: "pong" });
    };
    this.#tell = connect(hear, path);
    globalThis.addEventListener("pagehide", () => this.#tell({ type: "bye" }));
    globalThis.addEventListener("pageshow", (event) => {
      if (event.persisted) this.#again();
    });
    globalThis.addEventListener("online", () => this.#tell({ type: "retry" }));
    document.addEventListener("resume", () => this.#again());
    document.addEventListener("visibilitychange", () => {
      // A tab that slept for long may have been dropped; following twice is harmless.
      if (document.visibilityState === "visible") this.#again();
    });
  }

  /**
   * @param {string} notebook
   * @param {() => string} position id of the last event that the page holds
   */
  follow(notebook, position) {
    this.#followed = { notebook, position };
    this.#again();
  }

  #again() {
    if (!this.#followed) return;
    const { notebook, position } = this.#followed;
    this.#tell({ type: "follow", notebook, after: position() });
  }

  retry() {
    this.#tell({ type: "retry" });
  }

  /** Follows no more. */
  end() {
    this.#followed = null;
    this.#tell({ type: "bye" });
  }
}

/**
 * @param {(message: FromStream) => void} hear
 * @param {string | undefined} path
 * @returns {(message: ToStream) => void}
 */
function connect(hear, path) {
  if (path !== undefined) return new StreamHub(browserSurroundings(), path).connect(hear);
  if (typeof SharedWorker === "function") {
    try {
      const worker = new SharedWorker("/scripts/events-worker.js", {
        type: "module",
        name: "interleave",
      });
      worker.port.onmessage = ({ data }) => hear(data);
      return (message) => worker.port.postMessage(message);
    } catch {
      // Falls through: a stream for this tab alone.
    }
  }
  return new StreamHub(browserSurroundings()).connect(hear);
}
