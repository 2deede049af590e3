/**
 * The page of a link: a notebook to read, and nothing that changes it. A live link follows what
 * happens; a frozen one shows one revision.
 *
 * @typedef {import("./types.d.ts").NotebookState} NotebookState
 * @typedef {import("./types.d.ts").SequencedEvent} SequencedEvent
 * @typedef {import("./types.d.ts").Shared} Shared
 * @typedef {import("./types.d.ts").StreamState} StreamState
 */

import * as api from "./api.js";
import { NotebookElement } from "./elements/nb-notebook.js";
import { ToastsElement } from "./elements/nb-toasts.js";
import { themeButton } from "./elements/theme-button.js";
import { Events } from "./events.js";
import { Announcer } from "./lib/announcer.js";
import { showConnection } from "./lib/connection.js";
import { button, find, icon, make, setText } from "./lib/dom.js";
import { oncePerFrame } from "./lib/frames.js";
import { KeyReader } from "./lib/keys.js";
import { news } from "./lib/news.js";
import { messageOf } from "./lib/problem-text.js";
import { singleKeys } from "./lib/settings.js";
import { applyEvents, fromSnapshot, isHollow } from "./store.js";
import "./outputs/run-view.js";

export async function start() {
  find(document, ".theme-place", HTMLElement).append(themeButton());
  const token = decodeURIComponent(/^\/s\/([^/]+)$/.exec(location.pathname)?.[1] ?? "");
  try {
    new SharedPage(token, await api.shared(token)).start();
  } catch (problem) {
    close(messageOf(problem));
  }
}

/** Nothing is shown any more, and the reason why. @param {string} sentence */
function close(sentence) {
  const title = "This notebook is not open to you";
  document.title = `${title} – Interleave`;
  setText(document.querySelector("h1"), "Shared notebook");
  for (const place of document.querySelectorAll(".shared-state, .run-buttons")) {
    place.replaceChildren();
  }
  find(document, ".connection", HTMLElement).hidden = true;
  const message = make("section", { class: "closed", role: "alert" });
  message.append(icon("link-45deg"), make("h2", {}, title), make("p", {}, sentence));
  find(document, "main", HTMLElement).replaceChildren(message);
}

class SharedPage {
  #token;
  #shared;
  #element = find(document, "nb-notebook", NotebookElement);
  #toasts = find(document, "nb-toasts", ToastsElement);
  #announcer = new Announcer(find(document, ".announcer", HTMLElement));
  #connection = find(document, ".connection", HTMLElement);
  #keys = new KeyReader();
  /** @type {NotebookState} */
  #state;
  /** @type {SequencedEvent[]} */
  #waiting = [];
  #draw = oncePerFrame(() => this.#drawNow());
  #isReloading = false;
  /** @type {Events | null} */
  #events = null;

  /**
   * @param {string} token
   * @param {Shared} shared
   */
  constructor(token, shared) {
    this.#token = token;
    this.#shared = shared;
    this.#state = fromSnapshot(shared.notebook);
  }

  start() {
    this.#element.loader = api.runReader(api.linkAddress(this.#token));
    const buttons = find(document, ".run-buttons", HTMLElement);
    if (this.#shared.isSignedIn) {
      buttons.append(button({
        label: "Make a copy",
        icon: "files",
        class: "primary may-shrink",
        press: () => void this.#copy(),
      }));
    }
    buttons.append(button({
      label: "Download",
      icon: "download",
      class: "may-shrink",
      press: () => location.assign(`${api.linkAddress(this.#token)}/file`),
    }));
    buttons.append(button({
      label: "Web page",
      icon: "download",
      class: "may-shrink",
      press: () => location.assign(`${api.linkAddress(this.#token)}/file?format=html`),
    }));
    document.addEventListener("keydown", (event) => this.#press(event));
    this.#showKind();
    this.#drawNow();
    if (this.#shared.kind === "frozen") return;
    this.#events = new Events({
      events: (events) => this.#receive(events),
      state: (state, retryAt) => this.#showConnection(state, retryAt),
    }, `${api.linkAddress(this.#token)}/events`);
    this.#events.follow(this.#state.id, () => this.#state.sequence);
    setInterval(() => this.#element.tick(), 100);
  }

  #showKind() {
    const { kind, expires, notebook } = this.#shared;
    const what = kind === "live"
      ? "Live: you see every change as it happens"
      : `As it was at revision ${notebook.revision}`;
    const format = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
    const end = expires ? `, open until ${format.format(new Date(expires))}` : "";
    const line = find(document, ".shared-state", HTMLElement);
    line.replaceChildren(icon("eye"), make("span", {}, `${what}. Only to read${end}.`));
    line.title = line.textContent ?? "";
  }

  /** One's own copy, in one's own list. */
  async #copy() {
    try {
      const file = await api.sharedFile(this.#token);
      const copy = await api.importNotebook(new File([file], `${this.#state.title}.ipynb`));
      location.assign(`/notebook.html?id=${encodeURIComponent(copy.id)}`);
    } catch (problem) {
      this.#toasts.say(messageOf(problem));
    }
  }

  /** From cell to cell, as in a notebook of one's own. @param {KeyboardEvent} event */
  #press(event) {
    const { target } = event;
    const isCell = target instanceof Element && target.matches("nb-cell, body, main");
    if (event.defaultPrevented || !isCell) return;
    const command = this.#keys.read(event, "command", singleKeys(), performance.now());
    if (!command || command === "wait") return;
    const { order } = this.#state;
    const index = order.indexOf(this.#element.selected ?? "");
    const to = {
      next: Math.min(index + 1, order.length - 1),
      previous: Math.max(index - 1, 0),
      first: 0,
      last: order.length - 1,
    }[command.id];
    if (to === undefined) return;
    event.preventDefault();
    this.#element.goTo(order[to] ?? "");
  }

  // Events

  /** @param {readonly SequencedEvent[]} events */
  #receive(events) {
    const types = new Set(events.map(({ event }) => event.type));
    if (types.has("closed") || types.has("notebookDeleted")) return void this.#end();
    if (types.has("reset")) void this.#reload();
    this.#waiting.push(...events.filter(({ event }) => event.type !== "reset"));
    if (!this.#isReloading) this.#draw();
  }

  /** Asks why the link is over; while it is not, all stays as it is. */
  async #end() {
    try {
      await api.shared(this.#token);
    } catch (problem) {
      if (problem instanceof api.Problem && problem.isTemporary) return;
      this.#events?.end();
      this.#events = null;
      close(messageOf(problem));
    }
  }

  /** What the stream cannot tell: the whole notebook anew. */
  async #reload() {
    if (this.#isReloading) return;
    this.#isReloading = true;
    try {
      this.#state = fromSnapshot((await api.shared(this.#token)).notebook);
      this.#isReloading = false;
      this.#draw();
    } catch (problem) {
      this.#isReloading = false;
      if (problem instanceof api.Problem && problem.isTemporary) {
        setTimeout(() => void this.#reload(), 2_000);
      } else void this.#end();
    }
  }

  /**
   * @param {StreamState} state
   * @param {number | null} retryAt
   */
  #showConnection(state, retryAt) {
    if (!this.#events) return;
    if (state === "lost") void this.#end();
    showConnection(this.#connection, state, retryAt, () => this.#events?.retry());
  }

  #drawNow() {
    const before = this.#state;
    if (!this.#isReloading && this.#waiting.length > 0) {
      const events = this.#waiting;
      this.#waiting = [];
      this.#state = applyEvents(this.#state, events);
      // A cell that came back brings its run without what it reported.
      const isHollowNow = [...this.#state.cells.values()].some(({ run }) => isHollow(run));
      if (isHollowNow && events.some(({ event }) => event.type === "cellInserted")) {
        void this.#reload();
      }
    }
    this.#element.show({
      state: this.#state,
      unsaved: nobody,
      asking: nobody,
      conflicts: noConflicts,
      findings: noFindings,
    });
    const title = this.#state.title.trim() || "Untitled";
    setText(document.querySelector("h1"), title);
    document.title = `${title} – Interleave`;
    const heard = news(before, this.#state);
    if (heard) this.#announcer.say(heard.text, heard.weight);
  }
}

/** @type {ReadonlySet<string>} */
const nobody = new Set();
/** @type {ReadonlyMap<string, import("./edits.js").Conflict>} */
const noConflicts = new Map();
/** @type {ReadonlyMap<string, readonly import("./types.d.ts").Diagnostic[]>} */
const noFindings = new Map();
