/**
 * The runs that a cell had, the latest first: to look at one, or to lay two side by side.
 *
 * @typedef {import("../types.d.ts").PastRun} PastRun
 * @typedef {import("../types.d.ts").RunLoader} RunLoader
 */

import { button, make, setText } from "../lib/dom.js";
import { lengthOf, resultOf, timeOf } from "../lib/past-runs.js";
import { messageOf } from "../lib/problem-text.js";

/**
 * Fires `look` (detail: the id of a run), `side-by-side` (detail: two ids, the earlier first) and
 * `close-list`.
 */
export class EarlierElement extends HTMLElement {
  /** @type {RunLoader | null} */
  loader = null;
  #cell = "";
  /** @type {PastRun[]} */
  #runs = [];
  /** @type {string | null} */
  #next = null;
  #looked = "";
  #list = make("ol");
  #said = make("p", { class: "said", role: "status" });
  #more = button({ label: "Show more", press: () => void this.#load() });
  #both = button({
    label: "Lay two side by side",
    icon: "layout-split",
    press: () => this.#fire("side-by-side", this.#chosen()),
  });

  connectedCallback() {
    if (this.firstChild) return;
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "Runs of this cell");
    this.append(
      make(
        "div",
        { class: "head" },
        make("h3", {}, "Runs of this cell"),
        this.#both,
        button({
          label: "Close the list",
          icon: "x-lg",
          quiet: true,
          press: () => this.#fire("close-list"),
        }),
      ),
      this.#list,
      this.#said,
      this.#more,
    );
    this.#list.addEventListener("change", () => this.#showChosen());
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#fire("close-list");
    });
  }

  /**
   * Loads the list anew.
   * @param {string} cell
   */
  async show(cell) {
    this.#cell = cell;
    this.#runs = [];
    this.#next = null;
    await this.#load();
    this.#list.querySelector("button")?.focus();
  }

  /** The run that is looked at; empty when the newest is. @param {string} id */
  mark(id) {
    this.#looked = id;
    for (const item of this.#list.children) {
      if (!(item instanceof HTMLElement)) continue;
      item.toggleAttribute("looked", item.dataset["run"] === id);
    }
  }

  async #load() {
    if (!this.loader?.runs) return;
    this.#more.disabled = true;
    try {
      const { runs, next } = await this.loader.runs(this.#cell, this.#next);
      const isFirst = this.#runs.length === 0;
      this.#runs.push(...runs);
      this.#next = next ?? null;
      const rows = runs.map((run, index) => this.#row(run, isFirst && index === 0));
      if (isFirst) this.#list.replaceChildren(...rows);
      else this.#list.append(...rows);
      setText(this.#said, "");
    } catch (problem) {
      setText(this.#said, messageOf(problem));
    }
    this.#more.disabled = false;
    this.#more.hidden = this.#next === null;
    this.#both.hidden = this.#runs.length < 2;
    this.#showChosen();
    this.mark(this.#looked);
  }

  /**
   * @param {PastRun} run
   * @param {boolean} isNewest
   */
  #row(run, isNewest) {
    const time = timeOf(run.queued, new Date());
    const box = make("input", { type: "checkbox", "aria-label": `Choose the run of ${time}` });
    const look = make(
      "button",
      { type: "button", class: "look" },
      make("span", { class: "time" }, time),
      make("span", { class: "result" }, resultOf(run)),
      make("span", { class: "length" }, lengthOf(run)),
    );
    look.addEventListener("click", () => this.#fire("look", run.id));
    const marks = [
      ...(isNewest ? [make("span", { class: "mark" }, "newest")] : []),
      ...(run.isChanged ? [make("span", { class: "mark changed" }, "other source")] : []),
    ];
    return make(
      "li",
      { "data-run": run.id, "data-phase": run.phase },
      box,
      look,
      make("span", { class: "marks" }, ...marks),
    );
  }

  #chosen() {
    const ids = [...this.#list.querySelectorAll("input:checked")].map((box) => {
      const item = box.closest("li");
      return item?.dataset["run"] ?? "";
    });
    // The list begins with the latest.
    return ids.toReversed();
  }

  #showChosen() {
    const count = this.#chosen().length;
    this.#both.disabled = count !== 2;
    this.#both.title = count === 2 ? "" : "Tick two runs first";
  }

  /**
   * @param {string} type
   * @param {unknown} [detail]
   */
  #fire(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

customElements.define("nb-earlier", EarlierElement);
