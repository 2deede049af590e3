/**
 * The text output of a run: its head, a note of what is left out, its tail.
 *
 * Each piece is a block of whole lines that the browser lays out only when it can be seen, so that
 * fifty thousand lines a second cost little.
 */

import { make, setText } from "../lib/dom.js";
import { messageOf } from "../lib/problem-text.js";
import { press } from "./nodes.js";
import { save } from "./download.js";
import { harmless, wholeLines } from "./plain-text.js";
import { figure } from "./wording.js";

/** @typedef {import("../types.d.ts").Run} Run */
/** @typedef {import("../types.d.ts").RunLoader} RunLoader */
/** @typedef {import("../types.d.ts").TextChunk} TextChunk */

/** Bytes that one press on "load more" brings. */
const portion = 64 * 1024;

/** All that is downloaded at once. */
const maximumDownload = 64 * 1024 * 1024;

/** Shows the text of one run after another. */
export class TextView {
  #note = make("p", { class: "text-note" });
  #head = make("div");
  #more = make("div");
  #gapText = make("span");
  #next = press("Load the next part", () => this.#loadMore());
  #all = press("Download all", () => this.#download());
  #gap = make("p", { class: "text-gap" }, this.#gapText, this.#next);
  #tail = make("div");
  #box = make(
    "div",
    {
      class: "text-box",
      tabindex: "0",
      role: "log",
      "aria-live": "off",
      "aria-label": "Text output",
    },
    this.#head,
    this.#more,
    this.#gap,
    this.#tail,
  );
  element = make(
    "div",
    { class: "texts", role: "group", "aria-label": "Text output" },
    this.#box,
    make("p", { class: "text-actions" }, this.#note, this.#all),
  );
  /** @type {Run | null} */
  #run = null;
  /** @type {RunLoader | null} */
  #loader = null;
  /** @type {Map<number, {element: HTMLElement, text: string}>} */
  #blocks = new Map();
  #loadedTo = 0;
  #loadedLines = 0;
  #busy = false;

  /**
   * @param {Run} run
   * @param {RunLoader | null} loader
   */
  show(run, loader) {
    this.#loader = loader;
    const last = this.#run;
    this.#run = run;
    this.element.hidden = run.texts.length === 0 && run.textLines === 0;
    if (last?.id !== run.id) this.#restart();
    if (this.element.hidden) return;
    if (last === null || last.id !== run.id || last.texts !== run.texts) this.#update(run);
    this.#showGap(run);
  }

  #restart() {
    this.#blocks.clear();
    this.#head.replaceChildren();
    this.#more.replaceChildren();
    this.#tail.replaceChildren();
    this.#loadedTo = 0;
    this.#loadedLines = 0;
  }

  /** @param {Run} run */
  #update(run) {
    const box = this.#box;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    const border = run.textGap?.index ?? run.texts.length;
    const head = run.texts.slice(0, border);
    const tail = run.texts.slice(border);
    const kept = new Set(run.texts.map(({ id }) => id));
    for (const [id, { element }] of this.#blocks) {
      if (kept.has(id)) continue;
      element.remove();
      this.#blocks.delete(id);
    }
    this.#fill(this.#head, head);
    this.#fill(this.#tail, tail);
    if (atEnd) box.scrollTop = box.scrollHeight;
  }

  /**
   * @param {HTMLElement} host
   * @param {readonly TextChunk[]} chunks
   */
  #fill(host, chunks) {
    const texts = wholeLines(chunks.map(({ text }) => text));
    for (const [i, { id, stream }] of chunks.entries()) {
      const text = texts[i] ?? "";
      let block = this.#blocks.get(id);
      if (!block) {
        block = { element: make("pre", { "data-stream": stream }), text: "" };
        this.#blocks.set(id, block);
        host.append(block.element);
      } else if (block.element.parentElement !== host) host.append(block.element);
      if (block.text !== text) {
        block.text = text;
        fillBlock(block.element, text);
      }
    }
  }

  /** @param {Run} run */
  #showGap(run) {
    const missing = (run.textGap?.lines ?? 0) - this.#loadedLines;
    this.#gap.hidden = missing <= 0;
    const ended = run.phase !== "running";
    const isMissing = this.#loader !== null && !this.#loader.output;
    this.#next.disabled = !ended || this.#loader === null || this.#busy;
    this.#next.hidden = isMissing;
    this.#all.hidden = isMissing;
    const place = isMissing
      ? "not in this file."
      : `not shown here. They are kept${
        ended ? "." : " and can be loaded when the run has ended."
      } `;
    setText(
      this.#gapText,
      `${figure(missing)} ${missing === 1 ? "line is" : "lines are"} ${place}`,
    );
    setText(this.#note, `${figure(run.textLines)} ${run.textLines === 1 ? "line" : "lines"}`);
  }

  async #loadMore() {
    const run = this.#run;
    const loader = this.#loader;
    if (!run || !loader?.output || this.#busy) return;
    this.#busy = true;
    const border = run.textGap?.index ?? 0;
    const from = this.#loadedTo || bytes(run.texts.slice(0, border));
    const tail = bytes(run.texts.slice(border));
    try {
      const { text, total } = await loader.output(run.id, from, portion);
      const rest = Math.max(0, total - tail - from);
      const fits = size(text) <= rest ? text : cut(text, rest);
      const whole = size(fits) === rest ? fits : fits.slice(0, fits.lastIndexOf("\n") + 1) || fits;
      const block = make("pre", { "data-stream": "stdout" });
      fillBlock(block, whole);
      this.#more.append(block);
      this.#loadedTo = from + size(whole);
      this.#loadedLines += lineFeeds(whole);
      if (this.#loadedTo >= total - tail) this.#loadedLines = run.textGap?.lines ?? 0;
    } catch (error) {
      setText(this.#note, `The text could not be fetched. ${messageOf(error)}`);
      return;
    } finally {
      this.#busy = false;
    }
    this.#showGap(run);
  }

  async #download() {
    const run = this.#run;
    const loader = this.#loader;
    if (!run || !loader?.output) return;
    /** @type {string[]} */
    const parts = [];
    try {
      for (let from = 0; from < maximumDownload;) {
        const { text, total } = await loader.output(run.id, from, 4 * 1024 * 1024);
        parts.push(text);
        from += size(text);
        if (text === "" || from >= total) break;
      }
      save(`${run.id}.txt`, "text/plain", parts);
    } catch (error) {
      setText(this.#note, `The text could not be fetched. ${messageOf(error)}`);
    }
  }
}

/**
 * @param {HTMLElement} block
 * @param {string} text
 */
function fillBlock(block, text) {
  const shown = harmless(text);
  // The line end of a block is the block's own end.
  block.textContent = shown.endsWith("\n") ? shown.slice(0, -1) : shown;
  block.hidden = shown === "";
  block.style.setProperty("--lines", String(lineFeeds(shown) || 1));
}

const encoder = new TextEncoder();

/** @param {string} text */
function size(text) {
  return encoder.encode(text).length;
}

/** @param {readonly TextChunk[]} chunks */
function bytes(chunks) {
  return chunks.reduce((sum, { text }) => sum + size(text), 0);
}

/**
 * The first bytes of a text, at most.
 *
 * @param {string} text
 * @param {number} limit
 */
function cut(text, limit) {
  return new TextDecoder().decode(encoder.encode(text).subarray(0, limit), { stream: true });
}

/** @param {string} text */
function lineFeeds(text) {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
