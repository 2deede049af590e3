/**
 * The search of the front page: over titles, tags and cells of all notebooks, while one types.
 *
 * @typedef {import("../types.d.ts").FoundNotebook} FoundNotebook
 * @typedef {import("../types.d.ts").MarkedText} MarkedText
 */

import * as api from "../api.js";
import { address } from "../lib/address.js";
import { find, make, setText } from "../lib/dom.js";
import { ago, count } from "../lib/format.js";
import { messageOf } from "../lib/problem-text.js";

/** Typing rests this long before it is looked for, in milliseconds. */
const rest = 150;

export class Search {
  #input = find(document, ".search-input", HTMLInputElement);
  #place = find(document, ".found-place", HTMLElement);
  #state = find(document, ".search-state", HTMLElement);
  #showing;
  #asked = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {(isSearching: boolean) => void} showing whether results stand in the list's place */
  constructor(showing) {
    this.#showing = showing;
  }

  wire() {
    this.#input.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#look(), rest);
    });
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { target, key } = event;
    if (!(target instanceof Element) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "/" && !target.closest("input, textarea, select, dialog")) {
      event.preventDefault();
      this.#input.select();
      this.#input.focus();
      return;
    }
    const isHere = target === this.#input || this.#place.contains(target);
    if (!isHere) return;
    if (key === "Escape" && this.#input.value !== "") {
      event.preventDefault();
      this.#input.value = "";
      this.#input.focus();
      void this.#look();
    }
    if (key === "ArrowDown" || key === "ArrowUp") this.#walk(event);
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const links = [...this.#place.querySelectorAll("a")];
    const index = links.findIndex((link) => link === document.activeElement);
    const to = event.key === "ArrowDown" ? index + 1 : index - 1;
    if (links.length === 0 || to >= links.length) return;
    event.preventDefault();
    (links[to] ?? this.#input).focus();
  }

  async #look() {
    this.#asked.abort();
    this.#asked = new AbortController();
    const words = this.#input.value.trim();
    if (words === "") {
      this.#place.hidden = true;
      this.#state.hidden = true;
      this.#showing(false);
      return;
    }
    try {
      const { notebooks } = await api.search(words, this.#asked.signal);
      this.#show(notebooks);
    } catch (problem) {
      if (problem instanceof DOMException && problem.name === "AbortError") return;
      this.#place.replaceChildren();
      this.#say(messageOf(problem));
    }
  }

  /** @param {readonly FoundNotebook[]} notebooks */
  #show(notebooks) {
    const now = new Date();
    const list = make("ul", { class: "found" });
    list.append(...notebooks.map((notebook) => found(notebook, now)));
    this.#place.replaceChildren(...(notebooks.length > 0 ? [list] : []));
    this.#say(
      notebooks.length > 0
        ? count(notebooks.length, "notebook")
        : "No notebook holds all these words. Try fewer or shorter ones.",
    );
  }

  /** @param {string} text */
  #say(text) {
    this.#place.hidden = false;
    this.#state.hidden = false;
    setText(this.#state, text);
    this.#showing(true);
  }
}

/**
 * @param {FoundNotebook} notebook
 * @param {Date} now
 */
function found({ id, title, tags, updated, cells, passages }, now) {
  const heading = title.some(({ text }) => text.trim()) ? marked(title) : ["Untitled"];
  const more = cells - passages.length;
  return make(
    "li",
    {},
    make(
      "div",
      { class: "name" },
      make("a", { class: "title", href: address(id) }, ...heading),
      ...tags.map((tag) => make("span", { class: "tag" }, ...marked(tag))),
      make("time", { datetime: updated }, ago(new Date(updated), now)),
    ),
    ...passages.map(({ cell, place, text }) =>
      make(
        "a",
        { class: "passage", href: address(id, cell) },
        make("span", { class: "place" }, `Cell ${place}`),
        make("code", {}, ...marked(text)),
      )
    ),
    ...(more > 0 ? [make("p", { class: "more" }, `and in ${count(more, "more cell")}`)] : []),
  );
}

/** @param {readonly MarkedText[]} parts */
const marked = (parts) => parts.map(({ text, match }) => match ? make("mark", {}, text) : text);
