/**
 * Two versions of a notebook, cell by cell: lines that came and went, and the results apart.
 *
 * @typedef {import("../lib/revisions.js").Version} Version
 * @typedef {import("../lib/revisions.js").CellDifference} CellDifference
 * @typedef {import("../lib/diff.js").DiffLine} DiffLine
 * @typedef {import("../types.d.ts").PastCell} PastCell
 *
 * @typedef {object} DifferenceValue
 * @property {string} title what is shown, for example "Revision 12"
 * @property {string} subtitle when and by whom
 * @property {Version} before
 * @property {Version} after
 * @property {Version} now
 * @property {number} restorable the revision that can be brought back whole; 0 for none
 * @property {readonly {value: string, label: string}[]} choices with what it can be compared
 * @property {string} choice
 */

import { button, make } from "../lib/dom.js";
import { diff, folded } from "../lib/diff.js";
import { count } from "../lib/format.js";
import { phaseWords } from "../lib/phase.js";
import { compare } from "../lib/revisions.js";

/** Cells of a difference that are shown at once. */
const firstCells = 60;

/** Fires `compare` (a choice) and `restore` ({revision, cell}: without a cell the whole). */
export class DifferenceElement extends HTMLElement {
  /** Makes an element that shows a run. @type {(run: string) => Promise<HTMLElement>} */
  loadRun = () => Promise.reject(new Error("Nobody can load runs here."));

  connectedCallback() {
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "What changed");
    this.tabIndex = 0;
  }

  /** @param {string} text */
  wait(text) {
    this.replaceChildren(make("p", { class: "empty" }, text));
  }

  /** @param {DifferenceValue} value */
  show(value) {
    const cells = compare(value.before, value.after);
    const list = make("div", { class: "cells" });
    const add = (/** @type {number} */ from) => {
      const some = cells.slice(from, from + firstCells);
      list.append(...some.map((cell) => this.#cell(cell, value)));
      const left = cells.length - from - some.length;
      if (left <= 0) return;
      const more = button({
        label: `${count(left, "more cell")}`,
        press: () => {
          more.remove();
          add(from + some.length);
        },
      });
      list.append(more);
    };
    add(0);
    const heading = this.#headingChange(value);
    const isSame = cells.length === 0 && !heading;
    this.replaceChildren(
      this.#head(value),
      ...(heading ? [heading] : []),
      ...(isSame ? [make("p", { class: "empty" }, "Both are the same.")] : [list]),
    );
    this.scrollTop = 0;
  }

  /** @param {DifferenceValue} value */
  #head({ title, subtitle, restorable, choices, choice }) {
    const select = make("select");
    for (const { value, label } of choices) {
      const option = make("option", { value }, label);
      option.selected = value === choice;
      select.append(option);
    }
    select.addEventListener("change", () => this.#say("compare", select.value));
    const acts = make(
      "div",
      { class: "acts" },
      make("label", {}, make("span", {}, "Compared with"), select),
    );
    if (restorable > 0) {
      acts.append(button({
        label: `Restore revision ${restorable}`,
        icon: "arrow-counterclockwise",
        class: "primary",
        press: () => this.#say("restore", { revision: restorable }),
      }));
    }
    return make(
      "header",
      {},
      make("h3", {}, title),
      make("p", { class: "muted" }, subtitle),
      acts,
    );
  }

  /** @param {DifferenceValue} value */
  #headingChange({ before, after }) {
    /** @type {HTMLElement[]} */
    const rows = [];
    const row = (/** @type {string} */ name, /** @type {string} */ a, /** @type {string} */ b) => {
      if (a === b) return;
      const gone = make("del", {}, a || "none");
      rows.push(
        make(
          "p",
          {},
          make("span", { class: "name" }, name),
          gone,
          " ",
          make("ins", {}, b || "none"),
        ),
      );
    };
    if (before.number > 0) {
      row("Title", before.title, after.title);
      row("Tags", before.tags.join(", "), after.tags.join(", "));
    }
    return rows.length > 0 ? make("div", { class: "heading" }, ...rows) : null;
  }

  /**
   * @param {CellDifference} difference
   * @param {DifferenceValue} value
   */
  #cell(difference, value) {
    const { place, what, before, after } = difference;
    const section = make("section", { "data-what": what[0] ?? "results" });
    section.append(
      make(
        "div",
        { class: "title" },
        make("h4", {}, `Cell ${place}`),
        ...what.map((word) => make("span", { class: "mark", "data-what": word }, word)),
        ...this.#restoreButtons(difference, value),
      ),
    );
    const lines = diffOf(before, after);
    if (lines.length > 0) section.append(linesElement(lines));
    if (!(before && after) && (before ?? after)?.source === "") {
      section.append(make("p", { class: "muted" }, "An empty cell."));
    }
    if (difference.hasOtherResults) section.append(this.#results(before, after));
    return section;
  }

  /**
   * A button for each version that is not what the cell holds now.
   * @param {CellDifference} difference
   * @param {DifferenceValue} value
   */
  #restoreButtons({ id, before, after }, value) {
    const current = value.now.cells.find((cell) => cell.id === id);
    const sides = /** @type {const} */ ([[before, value.before], [after, value.after]]);
    return sides.flatMap(([cell, { number }]) => {
      if (!cell || number === 0 || number === value.now.number) return [];
      if (current && isSame(current, cell)) return [];
      // Twice the same is one choice.
      if (cell === before && after && isSame(before, after)) return [];
      return [button({
        label: `Restore this cell as in revision ${number}`,
        press: () => this.#say("restore", { revision: number, cell: id }),
      })];
    });
  }

  /**
   * @param {PastCell | null} before
   * @param {PastCell | null} after
   */
  #results(before, after) {
    const place = make("div", { class: "run-place" });
    const show = (/** @type {PastCell["run"] | undefined} */ run, /** @type {string} */ label) => {
      if (!run) return [make("span", { class: "muted" }, `${label}: none`)];
      const press = () => {
        this.loadRun(run.id).then(
          (element) => place.replaceChildren(element),
          (problem) => place.replaceChildren(make("p", {}, problem.message)),
        );
      };
      return [button({ label: `${label}: ${phaseWords[run.phase]}`, press })];
    };
    return make(
      "div",
      { class: "results" },
      make(
        "div",
        { class: "runs" },
        make("span", {}, "Results"),
        ...show(before?.run, "before"),
        ...show(after?.run, "after"),
      ),
      place,
    );
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/**
 * @param {PastCell | null} before
 * @param {PastCell | null} after
 * @returns {DiffLine[]}
 */
function diffOf(before, after) {
  if (before && after) {
    return before.source === after.source ? [] : diff(before.source, after.source);
  }
  const type = before ? "removed" : "added";
  const source = (before ?? after)?.source ?? "";
  if (source === "") return [];
  return source.split("\n").map((text) => ({ type, text }));
}

/** @param {PastCell} a @param {PastCell} b */
const isSame = (a, b) => a.source === b.source && a.kind === b.kind;

const signs = { same: " ", removed: "−", added: "+" };
const words = { same: "", removed: "removed: ", added: "added: " };

/** @param {readonly DiffLine[]} lines */
export function linesElement(lines) {
  const box = make("pre", { class: "difference", tabindex: "0" });
  for (const part of folded(lines)) {
    if (typeof part === "number") {
      box.append(make("span", { class: "fold" }, `${count(part, "line")} as before`));
      continue;
    }
    const { type, text } = part;
    box.append(make(
      "span",
      { class: "line", "data-type": type },
      make("span", { class: "sign", "aria-hidden": "true" }, signs[type]),
      make("span", { class: "for-readers" }, words[type]),
      text || "\u200b",
    ));
  }
  return box;
}

customElements.define("nb-difference", DifferenceElement);
