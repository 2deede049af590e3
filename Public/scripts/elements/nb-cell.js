/**
 * One cell. Until it comes near the window only its text, then everything else.
 *
 * @typedef {import("../types.d.ts").Cell} Cell
 * @typedef {import("../types.d.ts").Run} Run
 * @typedef {import("../types.d.ts").Diagnostic} Diagnostic
 * @typedef {import("../types.d.ts").RunLoader} RunLoader
 * @typedef {import("../edits.js").Conflict} Conflict
 * @typedef {import("./nb-editor.js").Services} Services
 *
 * @typedef {object} CellValue
 * @property {Cell} cell
 * @property {number} number its place, from 1
 * @property {number} total
 * @property {boolean} unsaved
 * @property {boolean} asking a run was asked for and the server has not answered
 * @property {Conflict | null} conflict
 * @property {readonly Diagnostic[]} findings
 *
 * @typedef {HTMLElement & {show?: (run: Run) => void, loader?: RunLoader}} RunView
 */

import { button, icon, make, setAttribute, setText } from "../lib/dom.js";
import { duration } from "../lib/format.js";
import { languageNames, languageOf } from "../lib/language.js";
import { phaseSentence, phaseWords } from "../lib/phase.js";
import { CellPast } from "./cell-past.js";
import { ConflictElement } from "./nb-conflict.js";
import { EditorElement } from "./nb-editor.js";
import { MarkdownElement } from "./nb-markdown.js";

/**
 * Fires `command` (with the id of a command), `edited`, `editing`, `choose` and `replaceText`; none
 * of them with the attribute `read-only`, for then there is nothing to press or to write in.
 */
export class CellElement extends HTMLElement {
  /** @type {Services | null} */
  services = null;
  /** @type {RunLoader | null} */
  loader = null;
  /** @type {CellValue | null} */
  #value = null;
  #body = make("div", { class: "body" });
  #editor = new EditorElement();
  #text = new MarkdownElement();
  #isMounted = false;
  #isEditingText = false;
  #offersTools = false;
  /** @type {HTMLButtonElement | null} */
  #runButton = null;
  #line = make("div", { class: "line" });
  #earlier = button({
    label: "Earlier runs",
    icon: "clock-history",
    keys: "E",
    class: "quiet earlier",
    command: "earlier-runs",
  });
  /** What is seen of earlier runs. */
  past = new CellPast(this, () => this.#value?.cell ?? null, this.#line);
  #state = make("span", { class: "state" });
  #previous = make("span", {});
  #unsaved = make("span", { class: "unsaved" });
  #findings = make("ul", { class: "findings", hidden: true });
  /** @type {ConflictElement | null} */
  #conflict = null;
  /** @type {RunView | null} */
  #run = null;
  #card = make("div", { class: "card" });

  connectedCallback() {
    if (this.#body.parentElement) return;
    this.setAttribute("role", "group");
    this.append(this.#body);
    this.addEventListener("pointerenter", () => this.offerTools(), { once: true });
    this.addEventListener("focusin", () => this.offerTools(), { once: true });
  }

  get cellId() {
    return this.#value?.cell.id ?? "";
  }

  get editor() {
    return this.#editor;
  }

  get isReadOnly() {
    return this.hasAttribute("read-only");
  }

  get isEditing() {
    return this.#editor.isConnected && this.#editor.isEditing;
  }

  /** @param {CellValue} value */
  show(value) {
    const old = this.#value;
    this.#value = value;
    const { cell } = value;
    this.dataset["cell"] = cell.id;
    setAttribute(this, "kind", cell.kind);
    setAttribute(this, "phase", phaseOf(value));
    this.toggleAttribute("section", cell.kind === "markdown" && /^#{1,2} /.test(cell.source));
    setAttribute(this, "aria-label", this.#label());
    if (!this.#isMounted) {
      this.#showStill();
      return;
    }
    if (old?.cell.kind !== cell.kind) this.#arrange();
    this.#showText();
    this.#showFindings(old);
    this.#showConflict(old);
    this.#showLine();
    this.#showRun(old);
  }

  #label() {
    if (!this.#value) return "";
    const { cell, number, total } = this.#value;
    const kind = cell.kind === "code" ? languageNames[languageOf(cell.source)] : "text";
    const phase = cell.run ? `, ${phaseWords[cell.run.phase]}` : "";
    return `Cell ${number} of ${total}, ${kind.toLowerCase()}${phase}`;
  }

  #showStill() {
    const { cell } = /** @type {CellValue} */ (this.#value);
    if (cell.kind === "code") {
      this.#editor.show(this.#editorValue());
      if (this.#editor.parentElement !== this.#card) this.#card.append(this.#editor);
      if (this.#body.firstChild !== this.#card) this.#body.replaceChildren(this.#card);
    } else if (this.#body.firstElementChild?.textContent !== cell.source) {
      this.#body.replaceChildren(make("div", { class: "plain-markdown" }, cell.source));
    }
  }

  #editorValue() {
    const { cell, findings } = /** @type {CellValue} */ (this.#value);
    const isCode = cell.kind === "code";
    return { text: cell.source, isCode, label: this.#label(), findings: isCode ? findings : [] };
  }

  /** Comes near the window: becomes a full cell. */
  mount() {
    if (this.#isMounted || !this.#value) return;
    this.#isMounted = true;
    this.setAttribute("mounted", "");
    if (this.services) this.#editor.services = this.services;
    this.#arrange();
    this.show(this.#value);
  }

  /** Goes far away: the editor becomes a picture again, everything else stays. */
  rest() {
    if (this.#isMounted && !this.isEditing && !this.#isEditingText) this.#editor.unmount();
  }

  /** Has a picture of a text where an editor should be. */
  get needsEditor() {
    return this.#isMounted && !this.isReadOnly && this.#value?.cell.kind === "code" &&
      !this.#editor.isMounted;
  }

  /** Puts the parts of this kind of cell together. */
  #arrange() {
    const { cell } = /** @type {CellValue} */ (this.#value);
    const isCode = cell.kind === "code";
    this.querySelector(":scope > .gutter")?.remove();
    this.#runButton = null;
    if (isCode) {
      if (!this.isReadOnly) this.#addRunButton();
      this.#line.replaceChildren(this.#state, this.#previous, this.#unsaved, this.#earlier);
      this.#card.replaceChildren(this.#editor, this.#findings);
      this.#body.replaceChildren(this.#card, this.#line);
      if (this.#run) this.#body.append(this.#run);
    } else {
      this.#showTextOrEditor();
    }
    this.#showTools();
  }

  #addRunButton() {
    this.#runButton = make("button", { type: "button", class: "run-button" });
    this.#runButton.addEventListener("click", () => {
      this.#command(isBusy(this.#value) ? "stop" : "run");
    });
    this.prepend(make("div", { class: "gutter" }, this.#runButton));
  }

  /** Most cells are only read: what the pointer or the keyboard needs is made when it comes. */
  offerTools() {
    this.#offersTools = !this.isReadOnly;
    this.#showTools();
  }

  #showTools() {
    if (!this.#offersTools || !this.#isMounted) return;
    this.querySelector(":scope > .body .tools")?.remove();
    const isInCard = this.#value?.cell.kind === "code" || this.#isEditingText;
    (isInCard ? this.#card : this.#body).prepend(this.#tools());
    if (!this.querySelector(":scope > .insert")) this.append(this.#inserts());
  }

  #tools() {
    const isCode = this.#value?.cell.kind === "code";
    const list = isCode
      ? [
        { label: "Move up", icon: "arrow-up", command: "move-up" },
        { label: "Move down", icon: "arrow-down", command: "move-down" },
        { label: "Copy", icon: "files", command: "copy", keys: "C" },
        { label: "Make it a text cell", icon: "markdown", command: "to-text", keys: "M" },
        { label: "Delete", icon: "trash3", command: "delete", keys: "D, D" },
      ]
      : [
        this.#isEditingText
          ? { label: "Show as text", icon: "check2", command: "run" }
          : { label: "Edit", icon: "pencil", command: "edit", keys: "Enter" },
        { label: "Move up", icon: "arrow-up", command: "move-up" },
        { label: "Move down", icon: "arrow-down", command: "move-down" },
        { label: "Make it a code cell", icon: "code-slash", command: "to-code", keys: "Y" },
        { label: "Delete", icon: "trash3", command: "delete", keys: "D, D" },
      ];
    const tools = make("div", { class: "tools", role: "toolbar", "aria-label": "Cell commands" });
    for (const item of list) tools.append(button({ ...item, quiet: true }));
    return tools;
  }

  #inserts() {
    const code = button({ label: "Code", icon: "plus-lg", command: "insert-below" });
    const text = button({ label: "Text", icon: "plus-lg", command: "insert-text-below" });
    const program = button({
      label: "Program",
      icon: "plus-lg",
      command: "insert-program-below",
    });
    code.setAttribute("aria-label", "Add code cell below");
    program.setAttribute("aria-label", "Add program cell below");
    text.setAttribute("aria-label", "Add text cell below");
    return make("div", { class: "insert" }, code, program, text);
  }

  /** @param {string} command */
  #command(command) {
    this.dispatchEvent(new CustomEvent("command", { bubbles: true, detail: command }));
  }

  // Text

  #showTextOrEditor() {
    if (this.#isEditingText) {
      this.#card.replaceChildren(this.#editor);
      this.#body.replaceChildren(this.#card);
    } else {
      this.#body.replaceChildren(this.#text);
    }
    this.#showTools();
    if (this.#conflict) this.#body.append(this.#conflict);
  }

  #showText() {
    const { cell } = /** @type {CellValue} */ (this.#value);
    if (cell.kind === "code" || this.#isEditingText) this.#editor.show(this.#editorValue());
    else void this.#text.show(cell.source, cell.attachments);
  }

  /** The person wants to write. */
  edit() {
    if (!this.#value || this.isReadOnly) return;
    this.mount();
    if (this.#value.cell.kind === "markdown" && !this.#isEditingText) {
      this.#isEditingText = true;
      this.#editor.show(this.#editorValue());
      this.#showTextOrEditor();
    }
    this.#editor.edit();
  }

  /** A text cell is read again. */
  closeText() {
    if (!this.#isEditingText) return;
    this.#isEditingText = false;
    if (this.#value?.cell.kind !== "markdown") return;
    this.#showTextOrEditor();
    void this.#text.show(this.#value.cell.source, this.#value.cell.attachments);
  }

  /** @param {boolean} on */
  markEditing(on) {
    this.toggleAttribute("editing", on);
  }

  // Findings and conflicts

  /** @param {CellValue | null} old */
  #showFindings(old) {
    const { findings, cell } = /** @type {CellValue} */ (this.#value);
    if (old?.findings === findings && this.#findings.childElementCount === findings.length) return;
    this.#findings.hidden = findings.length === 0 || cell.kind !== "code";
    this.#findings.replaceChildren(
      ...findings.slice(0, 8).map((finding) => {
        const { from, to, severity, message, suggestion } = finding;
        const item = make(
          "li",
          { "data-severity": severity },
          make("span", { class: "place" }, `Line ${from.line}, column ${from.column}`),
          make("span", { class: "message" }, ...withCode(message)),
        );
        if (suggestion) {
          item.append(button({
            label: `Use “${suggestion}”`,
            press: () => this.#editor.replace(from.offset, to.offset, suggestion),
          }));
        }
        return item;
      }),
    );
  }

  /** @param {CellValue | null} old */
  #showConflict(old) {
    const { conflict } = /** @type {CellValue} */ (this.#value);
    if (!conflict) {
      this.#conflict?.remove();
      this.#conflict = null;
    } else if (!this.#conflict || old?.conflict !== conflict) {
      this.#conflict ??= new ConflictElement();
      this.#conflict.show(conflict);
      if (!this.#conflict.isConnected) this.#body.append(this.#conflict);
    }
  }

  // Run

  #showLine() {
    const value = /** @type {CellValue} */ (this.#value);
    const { cell, unsaved } = value;
    if (cell.kind !== "code") return;
    const { run } = cell;
    const busy = isBusy(value);
    setAttribute(this.#state, "data-phase", phaseOf(value));
    setText(this.#state, stateSentence(value, Date.now()));
    const previous = busy && cell.previousWall !== null
      ? `last time ${duration(cell.previousWall)}`
      : run && !busy && run.source !== cell.source
      ? "edited since this run"
      : "";
    setText(this.#previous, previous);
    setText(this.#unsaved, unsaved ? "not saved yet" : "");
    this.#earlier.hidden = !run || run.fromFile === true || !this.loader?.runs;
    this.#line.hidden = !this.#state.textContent && !this.#unsaved.textContent;
    const label = busy ? "Stop this cell" : "Run this cell";
    if (this.#runButton && this.#runButton.getAttribute("aria-label") !== label) {
      this.#runButton.setAttribute("aria-label", label);
      this.#runButton.title = busy ? "Stop  (I, I)" : "Run  (Ctrl + Enter)";
      const plain = make("span", { class: "label" }, busy ? "Stop" : "Run");
      this.#runButton.replaceChildren(icon(busy ? "stop-fill" : "play-fill"));
      if (document.documentElement.dataset["plain"] !== undefined) this.#runButton.append(plain);
    }
  }

  /** A running cell's clock goes on. */
  tick() {
    if (this.#isMounted && this.#value?.cell.run?.phase === "running") this.#showLine();
  }

  /** @param {CellValue | null} old */
  #showRun(old) {
    const { run, kind } = /** @type {CellValue} */ (this.#value).cell;
    this.past.update();
    if (!run || kind !== "code") {
      this.#run?.remove();
      this.#run = null;
      return;
    }
    if (!this.#run) {
      this.#run = /** @type {RunView} */ (document.createElement("nb-run"));
      this.#body.append(this.#run);
    } else if (old?.cell.run === run) return;
    // Of a run that came in a file the server has nothing more; programs can still be stepped.
    const loader = run.fromFile ? partOf(this.loader) : this.loader;
    if (loader) this.#run.loader = loader;
    // What shows runs may still be on its way.
    if (this.#run.show) this.#run.show(run);
    else void customElements.whenDefined("nb-run").then(() => this.#showRun(null));
  }
}

/**
 * A message with its `code` as such.
 * @param {string} message
 */
function withCode(message) {
  return message.split("`").map((part, index) => index % 2 === 1 ? make("code", {}, part) : part);
}

/**
 * A loader that asks for no events, text or traces of a run.
 * @param {RunLoader | null} loader
 * @returns {RunLoader | null}
 */
function partOf(loader) {
  if (!loader) return null;
  const { events: _events, ...rest } = loader;
  const none = () => Promise.reject(new Error("Only the file has this run."));
  return { ...rest, trace: none, output: none };
}

/** @param {CellValue | null} value */
function isBusy(value) {
  const phase = value?.cell.run?.phase;
  return value?.asking === true || phase === "queued" || phase === "running";
}

/** @param {CellValue} value */
function phaseOf({ asking, cell }) {
  if (cell.kind !== "code") return null;
  return asking ? "queued" : cell.run?.phase ?? null;
}

/**
 * @param {CellValue} value
 * @param {number} now
 */
function stateSentence({ cell: { run }, asking }, now) {
  if (asking) return "Asking the server…";
  if (!run) return "";
  if (run.fromFile) return "These results came with the file; nothing has run here";
  return phaseSentence(run, now);
}

customElements.define("nb-cell", CellElement);
