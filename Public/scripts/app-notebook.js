/**
 * The notebook page: brings state, edits, events and elements together.
 *
 * @typedef {import("./types.d.ts").NotebookState} NotebookState
 * @typedef {import("./types.d.ts").SequencedEvent} SequencedEvent
 * @typedef {import("./types.d.ts").Operation} Operation
 * @typedef {import("./types.d.ts").Cell} Cell
 */

import * as api from "./api.js";
import { CommandRunner } from "./app-commands.js";
import { EarlierRuns } from "./app-runs.js";
import { Edits } from "./edits.js";
import { MenusElement } from "./elements/nb-menus.js";
import { NotebookElement } from "./elements/nb-notebook.js";
import { ToastsElement } from "./elements/nb-toasts.js";
import { Events } from "./events.js";
import { Announcer } from "./lib/announcer.js";
import { showBanner } from "./lib/banner.js";
import { showConnection } from "./lib/connection.js";
import { Findings } from "./lib/findings.js";
import { button, find, icon, make, setText } from "./lib/dom.js";
import { oncePerFrame } from "./lib/frames.js";
import { newId } from "./lib/identity.js";
import { news } from "./lib/news.js";
import { saveState } from "./lib/save-state.js";
import { lineNumbers } from "./lib/settings.js";
import { takeUnsent, Unsent } from "./lib/unsent.js";
import { messageOf } from "./lib/problem-text.js";
import { servedSchedules } from "./schedule/sources.js";
import { applyEvents, fromSnapshot, isHollow, withResults, withRun } from "./store.js";

export async function start() {
  const id = new URLSearchParams(location.search).get("id") ?? "";
  void loadRunView();
  try {
    const [snapshot, saved] = await Promise.all([api.notebook(id), takeUnsent(id)]);
    new NotebookPage(fromSnapshot(snapshot), saved).start();
  } catch (problem) {
    const text = messageOf(problem);
    showBanner("problem", text, { label: "All notebooks", press: () => location.assign("/") });
  }
}

/**
 * The address that opens a schedule in its cell.
 *
 * @param {string} cell
 * @param {string} schedule
 */
function linkTo(cell, schedule) {
  const address = new URL(location.href);
  address.hash = new URLSearchParams({ cell, schedule }).toString();
  return address.href;
}

/** What shows a run is a part of its own; without it the cells still work. */
async function loadRunView() {
  try {
    const address = "./outputs/run-view.js";
    await import(address);
  } catch (error) {
    console.error(error);
  }
}

/** One open notebook. */
export class NotebookPage {
  #element = find(document, "nb-notebook", NotebookElement);
  #toasts = find(document, "nb-toasts", ToastsElement);
  #announcer = new Announcer(find(document, ".announcer", HTMLElement));
  #titleInput = find(document, "input.title", HTMLInputElement);
  #saveLine = find(document, ".save-state", HTMLElement);
  #connection = find(document, ".connection", HTMLElement);
  #stopButton = button({ label: "Stop", icon: "stop-fill", class: "may-shrink" });
  #runAllButton = button({ label: "Run all", icon: "play-fill", class: "primary may-shrink" });
  /** @type {NotebookState} */
  #confirmed;
  /** @type {NotebookState} */
  #shown;
  #edits;
  #unsent;
  #kept = true;
  #findings;
  /** @type {SequencedEvent[]} */
  #waiting = [];
  #isReloading = false;
  draw = oncePerFrame(() => this.#drawNow());
  /** @type {Set<string>} */
  #asking = new Set();
  /** Runs that were fetched because they came without their events. @type {Set<string>} */
  #fetched = new Set();
  /** @type {Events | null} */
  #events = null;

  /**
   * @param {NotebookState} state
   * @param {import("./edits.js").Saved} saved
   */
  constructor(state, saved) {
    this.#confirmed = state;
    this.#shown = state;
    this.#unsent = new Unsent(state.id, newId());
    this.#kept = this.#unsent.keep(saved);
    this.#edits = new Edits({
      send: (request, leaving) => api.operations(state.id, request, leaving),
      later: (action, milliseconds) => {
        const timer = setTimeout(action, milliseconds);
        return () => clearTimeout(timer);
      },
      now: () => Date.now(),
      keep: (unsent) => {
        this.#kept = this.#unsent.keep(unsent);
      },
      makeKey: () => newId(20),
      changed: () => this.draw(),
      redraw: () => this.#drawNow(),
      merged: (cell) => {
        const place = this.#shown.order.indexOf(cell) + 1;
        this.#toasts.say(`Cell ${place} was changed elsewhere, too. Both changes are in it now.`);
      },
      refused: (sentence) => this.#toasts.say(sentence),
    }, saved);
    this.#findings = new Findings(() => this.draw());
  }

  start() {
    this.#element.services = { complete: api.complete, hover: api.hover };
    this.#element.loader = {
      ...api.runReader(),
      run: api.run,
      runs: (cell, before) => api.cellRuns(this.#confirmed.id, cell, before),
      schedules: servedSchedules(api.schedule),
      link: linkTo,
    };
    document.documentElement.toggleAttribute("data-line-numbers", lineNumbers());
    find(document, ".run-buttons", HTMLElement).append(this.#stopButton, this.#runAllButton);
    const commands = new CommandRunner(this, this.#element, this.#toasts);
    commands.listen(find(document, "nb-menus", MenusElement));
    const earlier = new EarlierRuns(this.#confirmed.id, this.#element, commands, this.#toasts);
    earlier.listen();
    this.#runAllButton.addEventListener("click", () => commands.run("run-all"));
    this.#stopButton.addEventListener("click", () => commands.run("stop-all"));
    this.#listen();
    this.#drawNow();
    this.#events = new Events({
      events: (events) => this.#receive(events),
      state: (state, retryAt) =>
        showConnection(this.#connection, state, retryAt, () => this.#events?.retry()),
    });
    this.#goToHash();
    void earlier.follow();
    this.#events.follow(this.#confirmed.id, () => this.#confirmed.sequence);
    void this.#edits.flush();
    setInterval(() => this.#element.tick(), 100);
  }

  /** An address may name a cell. */
  #goToHash() {
    const cell = new URLSearchParams(location.hash.slice(1)).get("cell");
    if (cell) this.#element.goTo(cell);
  }

  #listen() {
    addEventListener("hashchange", () => this.#goToHash());
    this.#element.addEventListener("edited", (event) => {
      const cell = event.target instanceof Element ? event.target.closest("nb-cell") : null;
      const id = cell instanceof HTMLElement ? cell.dataset["cell"] : undefined;
      if (id === undefined) return;
      const source = /** @type {CustomEvent<string>} */ (event).detail;
      this.#edits.add([{ type: "setSource", cell: id, source }]);
      this.#findings.edited(id, source);
    });
    this.#element.addEventListener("near", (event) => {
      const cell = this.#shown.cells.get(/** @type {CustomEvent<string>} */ (event).detail);
      if (cell?.kind !== "code") return;
      this.#findings.seen(cell.id, cell.source);
      if (cell.hasResults) void this.#showResults(cell.id);
    });
    this.#titleInput.addEventListener("input", () => {
      this.#edits.add([{ type: "setTitle", title: this.#titleInput.value }]);
    });
    this.#titleInput.addEventListener("blur", () => this.draw());
    this.#titleInput.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") this.#titleInput.blur();
    });
    addEventListener("pagehide", () => this.#edits.leave());
    addEventListener("online", () => void this.#edits.flush());
    addEventListener("beforeunload", (event) => {
      // Only when work would be lost: otherwise the browser keeps it and sends it next time.
      if (!this.#kept && this.#edits.unsaved.size > 0) event.preventDefault();
    });
  }

  // What the commands need

  get state() {
    return this.#shown;
  }

  get conflicts() {
    return this.#edits.conflicts;
  }

  /** Why the last save did not succeed; null when all is well. */
  get problem() {
    return this.#edits.problem;
  }

  get loader() {
    return this.#element.loader;
  }

  /**
   * Makes one save of some operations.
   * @param {readonly Operation[]} operations
   * @param {string | null} [takesBack] the step that they take back
   * @returns {string} their own step
   */
  change(operations, takesBack = null) {
    const step = this.#edits.add(operations, takesBack);
    this.#drawNow();
    void this.#edits.flush();
    return step;
  }

  /** @param {string} text */
  say(text) {
    this.#toasts.say(text);
  }

  /** @param {string} text */
  announce(text) {
    this.#announcer.say(text, 1);
  }

  /**
   * Waits until the page shows a revision, but not for ever.
   * @param {number} revision
   */
  async reached(revision) {
    for (let wait = 0; wait < 100 && this.#confirmed.revision < revision; wait += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      this.#drawNow();
    }
  }

  /**
   * @param {string} cell
   * @param {"mine" | "theirs"} choice
   */
  resolve(cell, choice) {
    this.#edits.resolve(cell, choice);
    this.#drawNow();
  }

  async save() {
    await this.#edits.flush();
  }

  /** @param {readonly string[]} cells */
  async run(cells) {
    const wanted = cells.filter((id) => {
      const cell = this.#shown.cells.get(id);
      return cell?.kind === "code" && cell.source.trim() !== "";
    });
    if (wanted.length === 0) return;
    for (const id of wanted) this.#asking.add(id);
    this.draw();
    try {
      await this.#edits.flush();
      const unsaved = this.#edits.unsaved;
      const stale = wanted.filter((id) => unsaved.has(id));
      if (stale.length > 0) {
        const why = this.#edits.problem?.message ?? "It was changed elsewhere, too.";
        throw new Error(`The cell cannot run before it is saved. ${why}`);
      }
      await api.startRuns(this.#confirmed.id, wanted, newId(20));
    } catch (problem) {
      this.#toasts.say(messageOf(problem));
    }
    for (const id of wanted) this.#asking.delete(id);
    this.draw();
  }

  /** @param {readonly string[]} cells */
  async stop(cells) {
    const runs = cells.flatMap((id) => {
      const run = this.#shown.cells.get(id)?.run;
      return run && (run.phase === "queued" || run.phase === "running") ? [run.id] : [];
    });
    try {
      await Promise.all(runs.map((run) => api.stopRun(run)));
    } catch (problem) {
      this.#toasts.say(messageOf(problem));
    }
  }

  // Events

  /** @param {readonly SequencedEvent[]} events */
  #receive(events) {
    if (events.some(({ event }) => event.type === "reset")) void this.#reload();
    for (const event of events) if (event.event.type !== "reset") this.#waiting.push(event);
    if (!this.#isReloading) this.draw();
  }

  /** The stream cannot go on from where this page stood: the whole state anew. */
  async #reload() {
    if (this.#isReloading) return;
    this.#isReloading = true;
    try {
      this.#confirmed = fromSnapshot(await api.notebook(this.#confirmed.id));
      this.#isReloading = false;
      this.draw();
    } catch {
      this.#isReloading = false;
      setTimeout(() => void this.#reload(), 2_000);
    }
  }

  /** What came along in a file is fetched when somebody comes near it. @param {string} cell */
  async #showResults(cell) {
    const key = `file-${cell}`;
    if (this.#fetched.has(key)) return;
    this.#fetched.add(key);
    try {
      this.#confirmed = withResults(this.#confirmed, await api.results(this.#confirmed.id, cell));
      this.draw();
    } catch {
      this.#fetched.delete(key);
    }
  }

  /** A cell that came back brings its run without what it reported: that is fetched. */
  async #fillHollowRuns() {
    for (const { run } of this.#confirmed.cells.values()) {
      if (!run || !isHollow(run) || this.#fetched.has(run.id)) continue;
      this.#fetched.add(run.id);
      try {
        const whole = await api.run(run.id);
        this.#confirmed = withRun(this.#confirmed, whole);
        this.draw();
      } catch {
        this.#fetched.delete(run.id);
      }
    }
  }

  #drawNow() {
    const before = this.#shown;
    const events = this.#waiting;
    if (!this.#isReloading && events.length > 0) {
      this.#waiting = [];
      this.#confirmed = applyEvents(this.#confirmed, events);
      if (events.some(({ event }) => event.type === "cellInserted")) void this.#fillHollowRuns();
    }
    this.#shown = this.#edits.over(this.#confirmed);
    const state = this.#shown;
    const unsaved = this.#edits.unsaved;
    this.#element.show({
      state,
      unsaved,
      asking: this.#asking,
      conflicts: new Map(this.#edits.conflicts.map((one) => [one.cell, one])),
      findings: this.#findings.all,
    });
    this.#showTitle(state);
    this.#showSaved(state, unsaved);
    const isBusy = [...state.cells.values()].some(({ run }) =>
      run?.phase === "queued" || run?.phase === "running"
    );
    this.#stopButton.disabled = !isBusy;
    const heard = news(before, state);
    if (heard) this.#announcer.say(heard.text, heard.weight);
    if (state.gone && !before.gone) {
      showBanner("problem", "This notebook was deleted. It can be restored from the bin.", {
        label: "Restore",
        press: () => void api.restoreNotebook(state.id).then(() => location.reload()),
      });
    }
  }

  /** @param {NotebookState} state */
  #showTitle(state) {
    if (document.activeElement !== this.#titleInput && this.#titleInput.value !== state.title) {
      this.#titleInput.value = state.title;
    }
    this.#titleInput.placeholder = "Untitled";
    const title = `${state.title.trim() || "Untitled"} – Interleave`;
    if (document.title !== title) document.title = title;
  }

  /**
   * @param {NotebookState} state
   * @param {ReadonlySet<string>} unsaved
   */
  #showSaved(state, unsaved) {
    const line = saveState(state, unsaved, {
      conflicts: this.#edits.conflicts.length,
      problem: this.#edits.problem?.message ?? null,
      kept: this.#kept,
    });
    if (this.#saveLine.dataset["state"] !== line.state) {
      this.#saveLine.dataset["state"] = line.state;
      const sign = line.state === "saved" ? "cloud-check" : "cloud-slash";
      const signs = line.state === "saving" ? [] : [icon(sign)];
      this.#saveLine.replaceChildren(...signs, make("span", {}));
      if (line.state === "unsaved" || line.state === "conflict") this.#announcer.say(line.text, 2);
    }
    setText(this.#saveLine.querySelector("span"), line.text);
    this.#saveLine.title = line.why;
  }
}
