/**
 * A cell that was changed here and elsewhere: both versions, and one press to choose.
 *
 * @typedef {import("../edits.js").Conflict} Conflict
 */

import { button, make } from "../lib/dom.js";

/** Fires `choose` with detail "mine", "theirs" or "both". */
export class ConflictElement extends HTMLElement {
  /** @param {Conflict} conflict */
  show({ mine, theirs }) {
    const choose = (/** @type {string} */ choice) => () =>
      this.dispatchEvent(new CustomEvent("choose", { bubbles: true, detail: choice }));
    const version = (/** @type {string} */ title, /** @type {string} */ text) =>
      make("div", {}, make("h3", {}, title), make("pre", { tabindex: "0" }, text));
    const found = theirs
      ? "This cell was changed elsewhere while you edited it here. Nothing is lost: choose what it shall hold."
      : "This cell was deleted elsewhere while you edited it here. Nothing is lost: choose what to do.";
    const choices = theirs
      ? [
        button({ label: "Keep mine", class: "primary", press: choose("mine") }),
        button({ label: "Take theirs", press: choose("theirs") }),
        button({ label: "Keep both, mine below", press: choose("both") }),
      ]
      : [
        button({ label: "Put mine into a new cell", class: "primary", press: choose("both") }),
        button({ label: "Let it go", press: choose("theirs") }),
      ];
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Two versions of this cell");
    this.replaceChildren(
      make("p", {}, found),
      make(
        "div",
        { class: "versions" },
        version("Mine, not saved", mine),
        ...(theirs ? [version("Theirs, saved", theirs.source)] : []),
      ),
      make("div", { class: "choices" }, ...choices),
    );
  }
}

customElements.define("nb-conflict", ConflictElement);
