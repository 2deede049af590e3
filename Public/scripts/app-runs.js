/**
 * What the page does about earlier runs: follows links to them, lays two side by side, measures two
 * again.
 *
 * @typedef {import("./app-commands.js").CommandRunner} CommandRunner
 * @typedef {import("./elements/nb-notebook.js").NotebookElement} NotebookElement
 * @typedef {import("./elements/nb-toasts.js").ToastsElement} ToastsElement
 */

import * as api from "./api.js";
import { CellElement } from "./elements/nb-cell.js";
import { showSideBySide } from "./elements/side-by-side.js";
import { newRun } from "./fold.js";
import { messageOf } from "./lib/problem-text.js";

export class EarlierRuns {
  #notebook;
  #element;
  #commands;
  #toasts;

  /**
   * @param {string} notebook
   * @param {NotebookElement} element
   * @param {CommandRunner} commands
   * @param {ToastsElement} toasts
   */
  constructor(notebook, element, commands, toasts) {
    this.#notebook = notebook;
    this.#element = element;
    this.#commands = commands;
    this.#toasts = toasts;
  }

  listen() {
    this.#element.addEventListener("looked", (event) => {
      const run = /** @type {CustomEvent<string>} */ (event).detail;
      // The address of what is seen, without a step in the browser's history.
      const address = new URL(location.href);
      address.hash = run ? `run=${run}` : "";
      history.replaceState(history.state, "", address);
    });
    this.#element.addEventListener("side-by-side", (event) => {
      const ids = /** @type {CustomEvent<string[]>} */ (event).detail;
      const cell = event.target instanceof Element ? event.target.closest("nb-cell") : null;
      if (cell instanceof CellElement) void this.#layOut(ids, cell);
    });
    addEventListener("hashchange", () => void this.follow());
  }

  /** An address may name a run. */
  async follow() {
    const id = new URLSearchParams(location.hash.slice(1)).get("run");
    if (!id) return;
    try {
      const { cell, notebook } = await api.run(id);
      if (notebook === this.#notebook) this.#element.goTo(cell);
      const element = notebook === this.#notebook ? this.#element.cell(cell) : null;
      if (!element) throw new Error("The run of this link belongs to no cell of this notebook.");
      element.mount();
      await element.past.look(id);
      element.scrollIntoView({ block: "start" });
    } catch (problem) {
      this.#toasts.say(messageOf(problem));
    }
  }

  /**
   * @param {readonly string[]} ids
   * @param {CellElement} cell
   */
  async #layOut(ids, cell) {
    try {
      const [a, b] = (await Promise.all(ids.map((id) => api.run(id)))).map(newRun);
      if (!a || !b) return;
      const dialog = showSideBySide(a, b, {
        loader: this.#element.loader,
        measure: (source) => void this.#commands.addAndRun(cell.cellId, source),
      });
      dialog.addEventListener("close", () => {
        if (document.activeElement === document.body) cell.focus({ preventScroll: true });
      });
    } catch (problem) {
      this.#toasts.say(messageOf(problem));
    }
  }
}
