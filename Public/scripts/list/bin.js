/**
 * The bin of the front page: what was deleted, when, and back with one press.
 *
 * @typedef {import("../types.d.ts").NotebookSummary} NotebookSummary
 * @typedef {import("../elements/nb-toasts.js").ToastsElement} ToastsElement
 */

import * as api from "../api.js";
import { button, find, make, setText } from "../lib/dom.js";
import { ago, count } from "../lib/format.js";
import { messageOf } from "../lib/problem-text.js";

export class Bin {
  #toasts;
  #changed;
  #place = find(document, ".bin-place", HTMLElement);
  #count = find(document, ".bin-count", HTMLElement);
  /** @type {readonly NotebookSummary[]} */
  #notebooks = [];
  /** Takes away what was said last. */
  #unsay = () => {};

  /**
   * @param {ToastsElement} toasts
   * @param {() => Promise<void>} changed loads the list anew
   */
  constructor(toasts, changed) {
    this.#toasts = toasts;
    this.#changed = changed;
  }

  async load() {
    this.#notebooks = (await api.bin()).notebooks;
    setText(this.#count, this.#notebooks.length > 0 ? `${this.#notebooks.length}` : "empty");
    if (this.#notebooks.length === 0) {
      const text = "Nothing is in the bin. A deleted notebook comes here with all its results.";
      this.#place.replaceChildren(make("p", { class: "nothing" }, text));
      return;
    }
    const now = new Date();
    const list = make("ul", { class: "notebooks" });
    list.append(...this.#notebooks.map((notebook) => this.#row(notebook, now)));
    this.#place.replaceChildren(list);
  }

  /**
   * @param {NotebookSummary} notebook
   * @param {Date} now
   */
  #row({ id, title, deleted, cells }, now) {
    const name = title.trim() || "Untitled";
    const at = new Date(deleted ?? "");
    const time = make("time", { datetime: deleted ?? "" }, `deleted ${ago(at, now)}`);
    time.title = at.toLocaleString("en");
    const back = button({
      label: "Restore",
      icon: "arrow-counterclockwise",
      press: () => void this.restore(id, name),
    });
    back.setAttribute("aria-label", `Restore ${name}`);
    return make(
      "li",
      {},
      make("span", { class: "name" }, make("span", { class: "title" }, name)),
      make("span", { class: "facts" }, make("span", {}, count(cells, "cell")), time),
      make("span", { class: "acts" }, back),
    );
  }

  /** The title of a notebook in the bin; null when it is not there. @param {string} id */
  titleOf(id) {
    const found = this.#notebooks.find((notebook) => notebook.id === id);
    return found ? found.title.trim() || "Untitled" : null;
  }

  /**
   * Says where a notebook went.
   * @param {string} id
   * @param {string} title
   */
  say(id, title) {
    setText(document.querySelector(".announcer"), `${title} is in the bin.`);
    this.#unsay();
    this.#unsay = this.#toasts.say(`“${title}” is in the bin.`, {
      label: "Undo",
      press: () => void this.restore(id, title),
    });
  }

  /**
   * @param {string} id
   * @param {string} title
   */
  async restore(id, title) {
    try {
      await api.restoreNotebook(id);
      await this.#changed();
      this.#unsay();
      this.#unsay = this.#toasts.say(`“${title}” is back in the list.`);
    } catch (problem) {
      this.#toasts.say(messageOf(problem));
    }
  }
}
