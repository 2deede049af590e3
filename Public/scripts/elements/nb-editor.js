/**
 * The text of a cell: a still, coloured picture until it comes near the window, then an editor.
 * Without the editor library a plain text area. The library lives in the shadow root, where it may
 * set its styles; the other two are light.
 *
 * @typedef {import("../types.d.ts").Diagnostic} Diagnostic
 *
 * @typedef {object} EditorValue
 * @property {string} text
 * @property {boolean} isCode
 * @property {string} label
 * @property {readonly Diagnostic[]} findings
 */

import { loadCodeMirror } from "../imports/codemirror.js";
import { coloured } from "../lib/language.js";
import { make } from "../lib/dom.js";
import { CodeView6 } from "./code-view.js";

/** Fires `edited` (detail: the text) and `editing` (detail: whether it has the focus). */
export class EditorElement extends HTMLElement {
  /** Answers completion and hover requests; set by the page. @type {Services} */
  services = noServices;
  #root;
  #host;
  /** @type {EditorValue} */
  #value = { text: "", isCode: true, label: "", findings: [] };
  /** @type {CodeView6 | null} */
  #code = null;
  /** @type {HTMLTextAreaElement | null} */
  #area = null;
  #isLoading = false;
  #wantsFocus = false;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: "open" });
    this.#host = make("div", { class: "host" });
    this.#root.append(this.#host, make("slot"));
    this.addEventListener("focusin", () => this.#editing(true));
    this.addEventListener("focusout", () => this.#editing(false));
  }

  /** @param {EditorValue} value */
  show(value) {
    const old = this.#value;
    this.#value = value;
    if (this.#code) {
      this.#code.isCode = value.isCode;
      this.#code.setText(value.text);
      if (old.label !== value.label) this.#code.setLabel(value.label);
      if (old.findings !== value.findings) this.#code.setFindings(value.findings);
    } else if (this.#area) {
      if (this.#area.value !== value.text) this.#area.value = value.text;
      this.#area.setAttribute("aria-label", value.label);
      this.#fit();
    } else if (old.text !== value.text || !this.firstChild) this.#showStill();
  }

  #showStill() {
    const { text, isCode } = this.#value;
    const still = make("pre", { class: "still" });
    if (isCode) still.append(coloured(text));
    else still.textContent = text;
    // An empty line has its height only with something in it.
    if (text === "" || text.endsWith("\n")) still.append("\u200b");
    this.#host.replaceChildren();
    this.replaceChildren(still);
  }

  get isMounted() {
    return this.#code !== null || this.#area !== null;
  }

  /** The person wants to write and the editor is on its way. */
  get isOpening() {
    return this.#wantsFocus;
  }

  get text() {
    return this.#code?.text ?? this.#area?.value ?? this.#value.text;
  }

  get cursor() {
    return this.#code?.cursor ?? this.#area?.selectionStart ?? this.text.length;
  }

  get isEditing() {
    return this.#code?.hasFocus ?? document.activeElement === this.#area;
  }

  /** Makes a real editor of the picture. */
  async mount() {
    if (this.isMounted || this.#isLoading) return;
    this.#isLoading = true;
    try {
      const library = await loadCodeMirror();
      if (!this.isConnected) return;
      // Not in the page while it is made: the library asks for measures, and the page has none ready.
      const parent = make("div", { class: "code" });
      this.#code = new CodeView6(library, this.#root, parent, this.#value.text, {
        changed: (text) => this.#edited(text),
        complete: (source, offset) => this.services.complete(source, offset),
        hover: (source, offset) => this.services.hover(source, offset),
      }, { label: this.#value.label, isCode: this.#value.isCode, state: null });
      this.#host.replaceChildren(parent);
      this.replaceChildren();
      this.#code.setFindings(this.#value.findings);
    } catch {
      this.#mountArea();
    } finally {
      this.#isLoading = false;
    }
    if (this.#wantsFocus) this.edit();
  }

  #mountArea() {
    const area = make("textarea", { rows: "1", spellcheck: "false", wrap: "soft" });
    area.value = this.#value.text;
    area.setAttribute("aria-label", this.#value.label);
    area.addEventListener("input", () => {
      this.#fit();
      this.#edited(area.value);
    });
    this.#area = area;
    this.replaceChildren(area);
    this.#fit();
  }

  #fit() {
    if (this.#area) this.#area.rows = this.#area.value.split("\n").length;
  }

  /** Puts the cursor into the text. */
  edit() {
    this.#wantsFocus = !this.isMounted;
    if (this.#code) this.#code.focus();
    else if (this.#area) this.#area.focus();
    else void this.mount();
  }

  /**
   * @param {number} from
   * @param {number} to
   * @param {string} text
   */
  replace(from, to, text) {
    if (this.#code) return this.#code.replace(from, to, text);
    const whole = this.text.slice(0, from) + text + this.text.slice(to);
    if (this.#area) this.#area.value = whole;
    this.#edited(whole);
  }

  /** Back to a picture; what was typed stays in the value. */
  unmount() {
    if (!this.isMounted || this.isEditing) return;
    const text = this.text;
    this.#code?.destroy();
    this.#code = null;
    this.#area = null;
    this.#value = { ...this.#value, text };
    this.#showStill();
  }

  /** @param {string} text */
  #edited(text) {
    this.#value = { ...this.#value, text };
    this.dispatchEvent(new CustomEvent("edited", { bubbles: true, composed: true, detail: text }));
  }

  /** @param {boolean} focused */
  #editing(focused) {
    this.#wantsFocus = false;
    this.dispatchEvent(
      new CustomEvent("editing", { bubbles: true, composed: true, detail: focused }),
    );
  }
}

/**
 * @typedef {object} Services
 * @property {(source: string, offset: number) => Promise<import("../types.d.ts").Completions>} complete
 * @property {(source: string, offset: number) => Promise<import("../types.d.ts").Hover>} hover
 */

/** @type {Services} */
const noServices = {
  complete: () => Promise.resolve({ from: 0, items: [] }),
  hover: () => Promise.resolve({}),
};

customElements.define("nb-editor", EditorElement);
