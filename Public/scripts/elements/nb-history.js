/**
 * The saves of a notebook as a list, and beside it what the chosen one changed.
 *
 * @typedef {import("../lib/revisions.js").Entry} Entry
 *
 * @typedef {object} HistoryValue
 * @property {readonly Entry[]} entries the latest first
 * @property {boolean} more whether there are older ones
 * @property {number} picked the last number of the chosen entry
 */

import { button, make } from "../lib/dom.js";
import { ago, count } from "../lib/format.js";
import { personName } from "../lib/person.js";
import { whoOf } from "../lib/revisions.js";
import { DifferenceElement } from "./nb-difference.js";

/** Fires `pick` (the last number of an entry), `older`, and `rename` (the person's name). */
export class HistoryElement extends HTMLElement {
  difference = new DifferenceElement();
  #list = make("ol", { class: "revisions", "aria-label": "Saves, the latest first" });
  #foot = make("div", { class: "foot" });
  #name = make("input", {
    type: "text",
    maxlength: "60",
    autocomplete: "off",
    spellcheck: "false",
  });

  connectedCallback() {
    if (this.firstChild) return;
    this.#name.placeholder = "Not set";
    this.#name.value = personName();
    this.#name.addEventListener("input", () => this.#say("rename", this.#name.value));
    this.#list.addEventListener("keydown", (event) => this.#walk(event));
    this.append(
      make(
        "div",
        { class: "side" },
        make("label", { class: "who" }, make("span", {}, "Your name here"), this.#name),
        make("div", { class: "scroll" }, this.#list, this.#foot),
      ),
      this.difference,
    );
  }

  /** @param {HistoryValue} value */
  show({ entries, more, picked }) {
    const hadFocus = this.#list.contains(document.activeElement);
    const now = new Date();
    this.#list.replaceChildren(...entries.map((entry) => this.#entry(entry, picked, now)));
    if (hadFocus) this.focusPicked();
    this.#foot.replaceChildren();
    if (more) {
      this.#foot.append(button({ label: "Older saves", press: () => this.#say("older", null) }));
    } else if (entries.length < 2) {
      const text = "Nothing was changed yet. Each save will be listed here, and none is lost.";
      this.#foot.append(make("p", { class: "muted" }, text));
    }
  }

  focusPicked() {
    const current = this.#list.querySelector('[aria-current="true"]');
    if (current instanceof HTMLElement) current.focus();
  }

  /**
   * @param {Entry} entry
   * @param {number} picked
   * @param {Date} now
   */
  #entry({ lines, first, last }, picked, now) {
    const line = lines[0];
    if (!line) return make("li");
    const at = new Date(line.at);
    const time = make("time", { datetime: line.at, title: at.toLocaleString("en") }, ago(at, now));
    const who = whoOf(line);
    const numbers = first === last ? `${last}` : `${first}–${last}`;
    const entry = make(
      "button",
      { type: "button", "aria-current": String(last === picked) },
      make("span", { class: "what" }, line.what),
      make(
        "span",
        { class: "facts" },
        time,
        ...(who ? [make("span", { class: "name" }, who)] : []),
        make("span", { class: "number", title: count(lines.length, "save") }, numbers),
      ),
    );
    entry.tabIndex = last === picked ? 0 : -1;
    entry.addEventListener("click", () => this.#say("pick", last));
    return make("li", {}, entry);
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const items = [...this.#list.querySelectorAll("button")];
    const index = items.findIndex((item) => item === document.activeElement);
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    const item = items[Math.max(0, Math.min(items.length - 1, to))];
    item?.focus();
    item?.click();
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("nb-history", HistoryElement);
