/**
 * A cell that was changed here and elsewhere: both versions side by side, with the lines in which
 * they differ, and one press to choose.
 *
 * @typedef {import("../edits.js").Conflict} Conflict
 * @typedef {import("../lib/diff.js").DiffLine} DiffLine
 */

import { diff } from "../lib/diff.js";
import { button, make } from "../lib/dom.js";

/** Fires `choose` with detail "mine", "theirs" or "both". */
export class ConflictElement extends HTMLElement {
  /** @param {Conflict} conflict */
  show({ mine, theirs, why }) {
    const choose = (/** @type {string} */ choice) => () =>
      this.dispatchEvent(new CustomEvent("choose", { bubbles: true, detail: choice }));
    const found = why
      ? `This text was not saved. ${why} Nothing is lost: change it and save it again.`
      : theirs
      ? "This cell was changed elsewhere while you edited it here. Nothing is lost: choose what it shall hold."
      : "This cell was deleted elsewhere while you edited it here. Nothing is lost: choose what to do.";
    const choices = why
      ? [
        button({ label: "Save it again", class: "primary", press: choose("mine") }),
        button({ label: "Go back to what is saved", press: choose("theirs") }),
      ]
      : theirs
      ? [
        button({ label: "Keep mine", class: "primary", press: choose("mine") }),
        button({ label: "Keep theirs", press: choose("theirs") }),
        button({ label: "Keep both, mine below", press: choose("both") }),
      ]
      : [
        button({ label: "Bring the cell back with mine", class: "primary", press: choose("mine") }),
        button({ label: "Let it go", press: choose("theirs") }),
      ];
    const lines = theirs ? diff(theirs.source, mine) : null;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Two versions of this cell");
    this.replaceChildren(
      make("p", {}, found),
      make(
        "div",
        { class: "versions" },
        version("Mine, not saved", lines?.filter(({ type }) => type !== "removed") ?? plain(mine)),
        ...(lines ? [version("Theirs, saved", lines.filter(({ type }) => type !== "added"))] : []),
      ),
      make("div", { class: "choices" }, ...choices),
    );
  }
}

/** @param {string} text @returns {DiffLine[]} */
const plain = (text) => text.split("\n").map((line) => ({ type: "same", text: line }));

/**
 * @param {string} title
 * @param {readonly DiffLine[]} lines
 */
function version(title, lines) {
  const text = make("pre", { tabindex: "0" });
  lines.forEach(({ type, text: line }, index) => {
    if (index > 0) text.append("\n");
    // A line that is the same on both sides is quiet.
    text.append(type === "same" ? line : make("mark", {}, line || "\u200b"));
  });
  return make("div", {}, make("h3", {}, title), text);
}

customElements.define("nb-conflict", ConflictElement);
