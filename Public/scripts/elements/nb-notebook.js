/**
 * The cells of a notebook in their order; keeps the selection, and makes full cells only near the
 * window.
 *
 * @typedef {import("../types.d.ts").NotebookState} NotebookState
 * @typedef {import("../types.d.ts").Diagnostic} Diagnostic
 * @typedef {import("../types.d.ts").RunLoader} RunLoader
 * @typedef {import("../edits.js").Conflict} Conflict
 * @typedef {import("./nb-cell.js").CellValue} CellValue
 * @typedef {import("./nb-editor.js").Services} Services
 *
 * @typedef {object} NotebookValue
 * @property {NotebookState} state
 * @property {ReadonlySet<string>} unsaved
 * @property {ReadonlySet<string>} asking
 * @property {ReadonlyMap<string, Conflict>} conflicts
 * @property {ReadonlyMap<string, readonly Diagnostic[]>} findings
 */

import { button, make } from "../lib/dom.js";
import { CellElement } from "./nb-cell.js";

/** So many cells are put into the page at once; the others follow, a slice of a frame each. */
const firstCells = 24;
const slice = 60;
/** Milliseconds of a frame for making cells full. */
const frameBudget = 6;
/** Editors are made when scrolling has rested for so many milliseconds. */
const scrollRest = 120;
/** @type {readonly Diagnostic[]} */
const nothing = [];

/**
 * Fires `near` with a cell's id when it is about to be seen for the first time. With the attribute
 * `read-only` it offers nothing that would change the notebook.
 */
export class NotebookElement extends HTMLElement {
  /** @type {Services | null} */
  services = null;
  /** @type {RunLoader | null} */
  loader = null;
  /** @type {NotebookValue | null} */
  #value = null;
  /** @type {Map<string, CellElement>} */
  #elements = new Map();
  /** @type {Map<string, CellValue>} */
  #shown = new Map();
  /** @type {readonly string[]} */
  #order = [];
  /** @type {string | null} */
  #selected = null;
  #limit = firstCells;
  /** @type {Set<CellElement>} */
  #toMount = new Set();
  /** @type {Set<CellElement>} */
  #toEdit = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #editTimer;
  #mounting = false;
  #observer = new IntersectionObserver((entries) => this.#observe(entries), {
    rootMargin: "800px 0px",
  });
  #end = make(
    "div",
    { class: "end" },
    button({ label: "Code", icon: "plus-lg", command: "append" }),
    button({ label: "Text", icon: "plus-lg", command: "append-text" }),
  );
  #empty = make("p", { class: "empty" }, "This notebook is empty.");

  connectedCallback() {
    if (!this.hasAttribute("read-only") && !this.#end.isConnected) {
      this.append(this.#end);
      this.#empty.append(" Add the first cell below.");
    }
    this.#end.children[0]?.setAttribute("aria-label", "Add code cell at the end");
    this.#end.children[1]?.setAttribute("aria-label", "Add text cell at the end");
    this.addEventListener("focusin", this.#follow);
    this.addEventListener("pointerdown", this.#follow);
    document.addEventListener("scroll", this.#editorsLater, { passive: true });
  }

  /** @param {Event} event */
  #follow = (event) => {
    const cell = event.target instanceof Element ? event.target.closest("nb-cell") : null;
    if (cell instanceof CellElement) this.select(cell.cellId);
  };

  get selected() {
    return this.#selected;
  }

  /** @param {string} id */
  cell(id) {
    return this.#elements.get(id) ?? null;
  }

  /** Running cells' clocks. */
  tick() {
    for (const [id, value] of this.#shown) {
      if (value.cell.run?.phase === "running") this.#elements.get(id)?.tick();
    }
  }

  /** @param {NotebookValue} value */
  show(value) {
    this.#value = value;
    const { state } = value;
    if (state.order !== this.#order || this.#elements.size < state.order.length) this.#arrange();
    const total = state.order.length;
    for (let index = 0; index < Math.min(total, this.#limit); index += 1) {
      const id = state.order[index];
      if (id !== undefined) this.#showCell(id, index + 1, total);
    }
    const isEmpty = total === 0;
    if (isEmpty !== this.#empty.isConnected) {
      if (isEmpty) this.prepend(this.#empty);
      else this.#empty.remove();
    }
    if (this.#selected === null || !state.cells.has(this.#selected)) {
      const first = state.order[0];
      if (first !== undefined) this.select(first);
    }
  }

  /**
   * @param {string} id
   * @param {number} number
   * @param {number} total
   */
  #showCell(id, number, total) {
    const value = this.#value;
    const cell = value?.state.cells.get(id);
    const element = this.#elements.get(id);
    if (!value || !cell || !element) return;
    const old = this.#shown.get(id);
    const unsaved = value.unsaved.has(id);
    const asking = value.asking.has(id);
    const conflict = value.conflicts.get(id) ?? null;
    const findings = value.findings.get(id) ?? nothing;
    if (
      old && old.cell === cell && old.number === number && old.total === total &&
      old.unsaved === unsaved && old.asking === asking && old.conflict === conflict &&
      old.findings === findings
    ) return;
    const next = { cell, number, total, unsaved, asking, conflict, findings };
    this.#shown.set(id, next);
    element.show(next);
  }

  /** Puts the elements into the order of the cells; moves as few as possible. */
  #arrange() {
    const order = this.#value?.state.order ?? [];
    this.#order = order;
    const wanted = new Set(order);
    for (const [id, element] of this.#elements) {
      if (wanted.has(id)) continue;
      this.#observer.unobserve(element);
      element.remove();
      this.#elements.delete(id);
      this.#shown.delete(id);
    }
    let previous = null;
    for (const id of order.slice(0, this.#limit)) {
      let element = this.#elements.get(id);
      if (!element) {
        element = new CellElement();
        element.services = this.services;
        element.loader = this.loader;
        element.toggleAttribute("read-only", this.hasAttribute("read-only"));
        element.tabIndex = -1;
        this.#elements.set(id, element);
        this.#observer.observe(element);
      }
      /** @type {Node | null} */
      const place = previous ? previous.nextSibling : this.firstChild;
      if (place !== element) this.insertBefore(element, place);
      previous = element;
    }
    if (order.length > this.#limit) requestAnimationFrame(() => this.#growLimit());
  }

  #growLimit() {
    const { length } = this.#value?.state.order ?? [];
    if (this.#limit >= length) return;
    this.#limit += slice;
    if (this.#value) this.show(this.#value);
  }

  // Only near the window

  /** @param {readonly IntersectionObserverEntry[]} entries */
  #observe(entries) {
    for (const { target, isIntersecting } of entries) {
      if (!(target instanceof CellElement)) continue;
      if (isIntersecting) this.#toMount.add(target);
      else {
        this.#toMount.delete(target);
        this.#toEdit.delete(target);
        target.rest();
      }
    }
    this.#mountSoon();
  }

  #mountSoon() {
    if (this.#mounting || this.#toMount.size === 0) return;
    this.#mounting = true;
    requestAnimationFrame(() => this.#mountSome());
  }

  /** First everything but the editors: their pictures look the same. */
  #mountSome() {
    this.#mounting = false;
    const end = performance.now() + frameBudget;
    for (const element of this.#toMount) {
      this.#toMount.delete(element);
      if (!element.isConnected) continue;
      element.mount();
      if (element.needsEditor) this.#toEdit.add(element);
      this.dispatchEvent(new CustomEvent("near", { detail: element.cellId }));
      if (performance.now() > end) break;
    }
    this.#mountSoon();
    this.#editorsLater();
  }

  /** Then the editors, one at a time, when nobody scrolls. */
  #editorsLater = () => {
    clearTimeout(this.#editTimer);
    if (this.#toEdit.size > 0) this.#editTimer = setTimeout(this.#makeEditor, scrollRest);
  };

  #makeEditor = () => {
    for (const element of this.#toEdit) {
      this.#toEdit.delete(element);
      if (!element.isConnected || !element.needsEditor) continue;
      void element.editor.mount();
      break;
    }
    if (this.#toEdit.size > 0) {
      this.#editTimer = setTimeout(() => requestAnimationFrame(this.#makeEditor));
    }
  };

  // Selection

  /** @param {string} id */
  select(id) {
    if (this.#selected === id) return;
    const old = this.#selected ? this.#elements.get(this.#selected) : null;
    if (old) {
      old.removeAttribute("selected");
      old.tabIndex = -1;
    }
    this.#selected = id;
    const element = this.#elements.get(id);
    if (!element) return;
    element.setAttribute("selected", "");
    element.offerTools();
    // One cell is in the order of Tab; the others are reached with the arrow keys.
    element.tabIndex = 0;
  }

  /**
   * Goes to a cell because the person asked for it: selects it and gives it the focus.
   * @param {string} id
   * @param {boolean} [edit]
   */
  goTo(id, edit = false) {
    const index = this.#value?.state.order.indexOf(id) ?? -1;
    if (index < 0) return;
    if (index >= this.#limit) {
      this.#limit = index + slice;
      if (this.#value) this.show(this.#value);
    }
    const element = this.#elements.get(id);
    if (!element) return;
    this.select(id);
    if (edit) element.edit();
    else {
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: "nearest" });
    }
  }
}

customElements.define("nb-notebook", NotebookElement);
