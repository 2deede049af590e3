/**
 * What the language says about each cell: asked for when a cell is first seen and when typing rests.
 *
 * @typedef {import("../types.d.ts").Diagnostic} Diagnostic
 */

import { check } from "../api.js";
import { languageOf } from "./language.js";

const rest = 300;
/** @type {readonly Diagnostic[]} */
const nothing = [];

export class Findings {
  #changed;
  /** @type {Map<string, readonly Diagnostic[]>} */
  #findings = new Map();
  /** Cell → the source that was asked about. @type {Map<string, string>} */
  #asked = new Map();
  /** @type {Map<string, number>} */
  #timers = new Map();

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @returns {ReadonlyMap<string, readonly Diagnostic[]>} */
  get all() {
    return this.#findings;
  }

  /**
   * @param {string} cell
   * @param {string} source
   */
  seen(cell, source) {
    if (!this.#asked.has(cell)) void this.#ask(cell, source);
  }

  /**
   * @param {string} cell
   * @param {string} source
   */
  edited(cell, source) {
    clearTimeout(this.#timers.get(cell));
    this.#timers.set(cell, Number(setTimeout(() => void this.#ask(cell, source), rest)));
  }

  /**
   * @param {string} cell
   * @param {string} source
   */
  async #ask(cell, source) {
    if (this.#asked.get(cell) === source) return;
    this.#asked.set(cell, source);
    const isCalls = languageOf(source) === "interleave" && source.trim() !== "";
    let findings = nothing;
    try {
      if (isCalls) findings = (await check(source)).diagnostics;
    } catch {
      // Without an answer there is nothing to mark; the run itself will say what is wrong.
    }
    if (this.#asked.get(cell) !== source) return;
    if (findings.length === 0) this.#findings.delete(cell);
    else this.#findings.set(cell, findings);
    this.#changed();
  }
}
