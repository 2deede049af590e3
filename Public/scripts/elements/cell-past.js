/**
 * What a cell shows of its earlier runs: their list, and one of them in the place of the newest.
 *
 * @typedef {import("../types.d.ts").Cell} Cell
 * @typedef {import("../types.d.ts").RunLoader} RunLoader
 */

import { newRun } from "../fold.js";
import { EarlierElement } from "./nb-earlier.js";
import { PastElement } from "./nb-past.js";

export class CellPast {
  #host;
  #cell;
  /** The line below the editor. */
  #line;
  /** @type {EarlierElement | null} */
  #list = null;
  /** @type {PastElement | null} */
  #shown = null;
  /** The newest run when an earlier one was opened. */
  #newest = "";

  /**
   * @param {HTMLElement & {loader: RunLoader | null}} host
   * @param {() => Cell | null} cell
   * @param {HTMLElement} line
   */
  constructor(host, cell, line) {
    this.#host = host;
    this.#cell = cell;
    this.#line = line;
    host.addEventListener("look", (event) => {
      void this.look(/** @type {CustomEvent<string>} */ (event).detail);
    });
    host.addEventListener("newest", () => this.back());
    host.addEventListener("close-list", () => this.#closeList());
  }

  /** Opens or closes the list. */
  async toggle() {
    const cell = this.#cell();
    if (this.#list?.isConnected) return this.#closeList();
    if (!cell?.run || !this.#host.loader?.runs) return;
    this.#list = new EarlierElement();
    this.#list.loader = this.#host.loader;
    this.#line.after(this.#list);
    await this.#list.show(cell.id);
  }

  #closeList() {
    this.#list?.remove();
    this.#list = null;
    this.#line.querySelector("button")?.focus();
  }

  /**
   * Shows a run of the cell in the place of the newest one.
   * @param {string} id
   */
  async look(id) {
    const cell = this.#cell();
    const { loader } = this.#host;
    if (!cell || !loader?.run) return;
    if (cell.run?.id === id) return this.back();
    const run = newRun(await loader.run(id));
    this.#newest = cell.run?.id ?? "";
    this.#shown ??= new PastElement();
    (this.#list?.isConnected ? this.#list : this.#line).after(this.#shown);
    this.#shown.show(run, cell.source, loader);
    this.#tell(id);
  }

  /** Shows the newest run again. */
  back() {
    if (!this.#shown) return;
    const hadFocus = this.#shown.contains(document.activeElement);
    this.#shown.remove();
    this.#shown = null;
    this.#tell("");
    if (hadFocus) this.#host.focus();
  }

  /** Something runs anew: it is that which somebody wants to see. */
  update() {
    if (this.#shown && this.#cell()?.run?.id !== this.#newest) this.back();
  }

  /** @param {string} id */
  #tell(id) {
    this.#host.toggleAttribute("past", id !== "");
    this.#list?.mark(id);
    this.#host.dispatchEvent(new CustomEvent("looked", { bubbles: true, detail: id }));
  }
}
