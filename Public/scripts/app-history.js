/**
 * The history of the notebook page: undo, the panel with all saves, and bringing back what was.
 *
 * @typedef {import("./types.d.ts").RevisionLine} RevisionLine
 * @typedef {import("./app-notebook.js").NotebookPage} NotebookPage
 * @typedef {import("./elements/nb-notebook.js").NotebookElement} NotebookElement
 * @typedef {import("./elements/nb-toasts.js").ToastsElement} ToastsElement
 * @typedef {import("./lib/revisions.js").Version} Version
 */

import * as api from "./api.js";
import { dialogWith } from "./elements/dialogs.js";
import { HistoryElement } from "./elements/nb-history.js";
import { newRun } from "./fold.js";
import { newId } from "./lib/identity.js";
import { setPersonName } from "./lib/person.js";
import { messageOf } from "./lib/problem-text.js";
import { entriesOf, nothingYet, versionNow, whoOf } from "./lib/revisions.js";
import { takeBack } from "./lib/undo.js";

export class HistoryKeeper {
  #page;
  #element;
  #toasts;
  /** Steps that stand, because somebody has built on them. @type {string[]} */
  #skipped = [];
  /** One press after the other. @type {Promise<void>} */
  #queue = Promise.resolve();

  /**
   * @param {NotebookPage} page
   * @param {NotebookElement} element
   * @param {ToastsElement} toasts
   */
  constructor(page, element, toasts) {
    this.#page = page;
    this.#element = element;
    this.#toasts = toasts;
  }

  /** @param {"undo" | "redo"} direction */
  go(direction) {
    this.#queue = this.#queue.then(() => this.#go(direction)).catch((problem) => {
      this.#toasts.say(messageOf(problem));
    });
  }

  /** @param {"undo" | "redo"} direction */
  async #go(direction) {
    await this.#page.save();
    if (this.#page.problem) {
      throw new Error(`What was written last is not saved yet. ${this.#page.problem.message}`);
    }
    const { id } = this.#page.state;
    for (;;) {
      const step = (await api.steps(id, this.#skipped))[direction];
      if (!step) {
        this.#toasts.say(direction === "undo" ? "Nothing to undo." : "Nothing to redo.");
        return;
      }
      const operations = takeBack(this.#page.state, step);
      if (!operations) {
        this.#skipped.push(step.step);
        this.#toasts.say(
          `“${step.what}” stays: somebody has changed the same place since. The history has both.`,
        );
        return;
      }
      if (operations.length > 0) {
        this.#page.change(operations, step.step);
        await this.#page.save();
        this.#showTouched(operations);
        this.#page.announce(`${direction === "undo" ? "Undone" : "Done again"}: ${step.what}`);
        return;
      }
      // Somebody else has already done the same.
      this.#skipped.push(step.step);
    }
  }

  /** @param {readonly import("./types.d.ts").Operation[]} operations */
  #showTouched(operations) {
    const { state } = this.#page;
    const touched = operations.findLast((one) => "cell" in one && state.cells.has(one.cell));
    if (touched && "cell" in touched) this.#element.goTo(touched.cell);
  }

  /**
   * @param {number} revision
   * @param {string} [cell]
   */
  async restore(revision, cell) {
    const { state } = this.#page;
    const body = { revision, key: newId(20), step: newId(20), ...(cell ? { cell } : {}) };
    const answer = await api.restoreRevision(state.id, body);
    await this.#page.reached(answer.revision);
    if (cell) this.#element.goTo(cell);
    const what = cell ? "The cell is" : "The notebook is";
    this.#toasts.say(`${what} as in revision ${revision} again.`, {
      label: "Undo",
      keys: "Z",
      press: () => this.go("undo"),
    });
  }

  async open() {
    await this.#page.save();
    const panel = new HistoryPanel(this, this.#page);
    await panel.open();
  }
}

/** The panel while it is open. */
class HistoryPanel {
  #keeper;
  #page;
  #view = new HistoryElement();
  /** @type {RevisionLine[]} */
  #lines = [];
  #more = false;
  #picked = 0;
  #choice = "before";
  /** @type {Map<number, Promise<Version>>} */
  #versions = new Map();
  #dialog;

  /**
   * @param {HistoryKeeper} keeper
   * @param {NotebookPage} page
   */
  constructor(keeper, page) {
    this.#keeper = keeper;
    this.#page = page;
    const { dialog, content } = dialogWith("History", "history");
    this.#dialog = dialog;
    content.append(this.#view);
  }

  async open() {
    const view = this.#view;
    view.addEventListener("pick", (event) => this.#pick(Number(detailOf(event))));
    view.addEventListener("older", () => {
      this.#load().then(() => this.#draw(), (problem) => view.difference.wait(messageOf(problem)));
    });
    view.addEventListener("rename", (event) => setPersonName(String(detailOf(event))));
    view.difference.loadRun = (run) => this.#loadRun(run);
    view.difference.addEventListener("compare", (event) => {
      this.#choice = String(detailOf(event));
      void this.#compare();
    });
    view.difference.addEventListener("restore", (event) => {
      const { revision, cell } = /** @type {{revision: number, cell?: string}} */ (detailOf(event));
      void this.#restore(revision, cell);
    });
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    view.difference.wait("Loading…");
    try {
      await this.#load();
      this.#pick(this.#lines[0]?.number ?? 0);
      view.focusPicked();
    } catch (problem) {
      view.difference.wait(messageOf(problem));
    }
  }

  async #load() {
    const last = this.#lines.at(-1);
    const page = await api.revisions(this.#page.state.id, last ? last.number : null);
    this.#lines.push(...page.revisions);
    this.#more = page.more;
  }

  #draw() {
    const entries = entriesOf(this.#lines);
    this.#view.show({ entries, more: this.#more, picked: this.#picked });
  }

  /** @param {number} number */
  #pick(number) {
    this.#picked = number;
    this.#choice = "before";
    this.#draw();
    void this.#compare();
  }

  /** @param {number} number @returns {Promise<Version>} */
  #version(number) {
    if (number < 1) return Promise.resolve(nothingYet);
    const known = this.#versions.get(number);
    if (known) return known;
    const asked = api.revision(this.#page.state.id, number);
    this.#versions.set(number, asked);
    asked.catch(() => this.#versions.delete(number));
    return asked;
  }

  async #compare() {
    const { difference } = this.#view;
    const picked = this.#picked;
    const entry = entriesOf(this.#lines).find(({ last }) => last === picked);
    const line = entry?.lines[0];
    if (!entry || !line) return;
    try {
      const now = versionNow(this.#page.state);
      const own = await this.#version(picked);
      const other = this.#choice === "now"
        ? now
        : await this.#version(this.#choice === "before" ? entry.first - 1 : Number(this.#choice));
      if (picked !== this.#picked) return;
      const [before, after] = other.number > own.number || this.#choice === "now"
        ? [own, other]
        : [other, own];
      const time = new Date(line.at).toLocaleString("en", {
        dateStyle: "medium",
        timeStyle: "medium",
      });
      difference.show({
        title: line.what,
        subtitle: [`Revision ${picked}`, time, whoOf(line)].filter((part) => part).join(" · "),
        before,
        after,
        now,
        restorable: picked === now.number ? 0 : picked,
        choices: this.#choices(picked, entry.first),
        choice: this.#choice,
      });
    } catch (problem) {
      difference.wait(messageOf(problem));
    }
  }

  /**
   * @param {number} picked
   * @param {number} first
   */
  #choices(picked, first) {
    const others = entriesOf(this.#lines)
      .filter(({ last }) => last !== picked && last !== first - 1)
      .map(({ last, lines: [line] }) => ({
        value: String(last),
        label: `revision ${last}: ${line?.what.slice(0, 50) ?? ""}`,
      }));
    return [
      { value: "before", label: first > 1 ? `the save before (${first - 1})` : "nothing" },
      { value: "now", label: "what it is now" },
      ...others,
    ];
  }

  /** @param {string} id */
  async #loadRun(id) {
    const run = await api.run(id);
    /** @type {import("./elements/nb-cell.js").RunView} */
    const element = document.createElement("nb-run");
    if (this.#page.loader) element.loader = this.#page.loader;
    element.show?.(newRun(run));
    return element;
  }

  /**
   * @param {number} revision
   * @param {string | undefined} cell
   */
  async #restore(revision, cell) {
    try {
      this.#dialog.close();
      await this.#keeper.restore(revision, cell);
    } catch (problem) {
      this.#page.say(messageOf(problem));
    }
  }
}

/** @param {Event} event */
const detailOf = (event) => /** @type {CustomEvent<unknown>} */ (event).detail;
