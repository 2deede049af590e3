/**
 * A text cell as it is read.
 *
 * @typedef {import("../types.d.ts").Attachments} Attachments
 */

import { make } from "../lib/dom.js";
import { renderMarkdown } from "../lib/markdown.js";

export class MarkdownElement extends HTMLElement {
  /** @type {string | null} */
  #source = null;

  /**
   * @param {string} source
   * @param {Attachments | null} attachments
   */
  async show(source, attachments) {
    if (this.#source === source) return;
    this.#source = source;
    if (source.trim() === "") {
      this.replaceChildren(
        make("p", { class: "empty-text" }, "Empty text cell: press Enter to write"),
      );
      return;
    }
    const nodes = await renderMarkdown(source, attachments);
    // Another text may have come while this one was made.
    if (this.#source === source) this.replaceChildren(nodes);
  }
}

customElements.define("nb-markdown", MarkdownElement);
