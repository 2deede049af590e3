/**
 * What each command of the notebook page does.
 *
 * @typedef {import("./types.d.ts").Operation} Operation
 * @typedef {import("./types.d.ts").CellKind} CellKind
 * @typedef {import("./app-notebook.js").NotebookPage} NotebookPage
 * @typedef {import("./elements/nb-notebook.js").NotebookElement} NotebookElement
 * @typedef {import("./elements/nb-toasts.js").ToastsElement} ToastsElement
 * @typedef {import("./elements/nb-menus.js").MenusElement} MenusElement
 */

import * as api from "./api.js";
import { CellElement } from "./elements/nb-cell.js";
import { HistoryKeeper } from "./app-history.js";
import { ask, askTags, showKeys } from "./elements/dialogs.js";
import { showShares } from "./elements/share-dialog.js";
import { firstProgram } from "./lib/language.js";
import { address } from "./lib/address.js";
import { newId } from "./lib/identity.js";
import { tagsOf } from "./lib/tags.js";
import { KeyReader } from "./lib/keys.js";
import {
  lineNumbers,
  setLineNumbers,
  setSingleKeys,
  setTheme,
  singleKeys,
  theme,
} from "./lib/settings.js";
import { seedsOf, withSeeds } from "./lib/seeds.js";
import { messageOf } from "./lib/problem-text.js";

export class CommandRunner {
  #page;
  #element;
  #toasts;
  #history;
  #keys = new KeyReader();
  /** @type {{kind: CellKind, source: string} | null} */
  #clipboard = null;

  /**
   * @param {NotebookPage} page
   * @param {NotebookElement} element
   * @param {ToastsElement} toasts
   */
  constructor(page, element, toasts) {
    this.#page = page;
    this.#element = element;
    this.#toasts = toasts;
    this.#history = new HistoryKeeper(page, element, toasts);
  }

  /** @param {MenusElement} menus */
  listen(menus) {
    menus.state = (command) => this.#stateOf(command);
    menus.addEventListener("command", (event) => this.run(detailOf(event)));
    this.#element.addEventListener("command", (event) => {
      this.#selectCellOf(event);
      this.run(detailOf(event));
    });
    this.#element.addEventListener("open-program", (event) => {
      const cell = cellOf(event);
      if (cell) this.#insert("code", cell.cellId, false, detailOf(event));
    });
    this.#element.addEventListener("choose", (event) => {
      this.#selectCellOf(event);
      this.#choose(detailOf(event));
    });
    this.#element.addEventListener("editing", (event) => {
      const cell = cellOf(event);
      if (!cell) return;
      cell.markEditing(/** @type {CustomEvent<boolean>} */ (event).detail);
    });
    this.#element.addEventListener("dblclick", (event) => {
      const isText = event.target instanceof Element && event.target.closest("nb-markdown");
      if (isText) cellOf(event)?.edit();
    });
    this.#element.addEventListener("mousedown", (event) => {
      // A press on the still picture of an editor opens it; one beside the text selects the cell.
      const { target } = event;
      if (!(target instanceof Element)) return;
      const cell = cellOf(event);
      if (!cell || target.closest("button, a, input, summary, nb-run, nb-conflict, .findings")) {
        return;
      }
      if (target.closest(".still")) setTimeout(() => cell.edit());
      else if (!target.closest("nb-editor")) setTimeout(() => this.#focusCell(cell));
    });
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {CellElement} cell */
  #focusCell(cell) {
    const selection = getSelection();
    // Somebody is marking text to copy it.
    if (selection && !selection.isCollapsed) return;
    if (cell.isEditing || cell.editor.isOpening) return;
    cell.focus({ preventScroll: true });
  }

  /** @param {Event} event */
  #selectCellOf(event) {
    const cell = cellOf(event);
    if (cell) this.#element.select(cell.cellId);
  }

  // Keys

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.defaultPrevented && event.key !== "Enter") return;
    const cell = cellOf(event);
    const isHelp = event.key === "?" && !isTyping(event);
    if (document.querySelector("dialog[open]")) return;
    if (!cell && !isHelp && !(event.ctrlKey || event.metaKey)) {
      const isPage = event.target === document.body || event.target === document.documentElement;
      if (!isPage) return;
    }
    const inEditor = cell?.isEditing === true;
    const isField = isTyping(event) && !inEditor;
    const isControl = isField || (cell && event.target !== cell && !inEditor && !isText(event));
    if (
      isControl && !(event.ctrlKey || event.metaKey || event.shiftKey || event.key === "Escape")
    ) {
      return;
    }
    const command = this.#keys.read(
      event,
      inEditor || isField ? "edit" : "command",
      singleKeys(),
      performance.now(),
    );
    if (!command) return;
    event.preventDefault();
    if (command !== "wait") this.run(command.id);
  }

  /** @param {string} command */
  #stateOf(command) {
    const { state } = this.#page;
    const selected = state.cells.get(this.#element.selected ?? "");
    const isBusy = (/** @type {import("./types.d.ts").Cell} */ { run }) =>
      run?.phase === "queued" || run?.phase === "running";
    const index = state.order.indexOf(this.#element.selected ?? "");
    /** @type {Record<string, boolean>} */
    const enabled = {
      "paste": this.#clipboard !== null,
      "restart-lesson": state.lesson !== null,
      "run-seed": selected?.kind === "code" && seedsOf(selected.run).size > 0,
      "earlier-runs": Boolean(selected?.run && !selected.run.fromFile),
      "stop": selected !== undefined && isBusy(selected),
      "stop-all": [...state.cells.values()].some(isBusy),
      "move-up": index > 0,
      "move-down": index >= 0 && index < state.order.length - 1,
      "merge-above": index > 0,
      "merge-below": index >= 0 && index < state.order.length - 1,
      "to-code": selected?.kind === "markdown",
      "to-text": selected?.kind === "code",
    };
    /** @type {Record<string, boolean>} */
    const checked = {
      "line-numbers": lineNumbers(),
      "single-keys": singleKeys(),
      "theme-auto": theme() === "auto",
      "theme-light": theme() === "light",
      "theme-dark": theme() === "dark",
    };
    return { enabled: enabled[command] ?? true, checked: checked[command] ?? null };
  }

  // Commands

  /** @param {string} command */
  run(command) {
    if (!this.#stateOf(command).enabled) return;
    const id = this.#element.selected ?? "";
    const { state } = this.#page;
    const index = state.order.indexOf(id);
    const cell = state.cells.get(id);
    const element = this.#element.cell(id);
    const heading = /^heading-(\d)$/.exec(command)?.[1];
    if (heading && cell?.kind === "markdown") return this.#heading(id, cell, Number(heading));
    switch (command) {
      case "download-ipynb":
      case "download-markdown":
      case "download-text":
      case "download-html":
        return this.#download(command.slice("download-".length));
      case "share":
        return void this.#share();
      case "save":
        return void this.#page.save();
      case "restart-lesson":
        return void this.#restartLesson();
      case "delete-notebook":
        return void this.#deleteNotebook();
      case "history":
        return void this.#history.open().catch((problem) => this.#toasts.say(messageOf(problem)));
      case "tags":
        return void this.#setTags();
      case "duplicate":
        return void this.#duplicate();
      case "undo":
      case "redo":
        return this.#history.go(command);
      case "edit":
        return element?.edit();
      case "leave-editor":
        element?.closeText();
        return this.#element.goTo(id);
      case "insert-above":
        return void this.#insert("code", state.order[index - 1] ?? null);
      case "insert-below":
        return void this.#insert("code", id || null);
      case "insert-program-below":
        return void this.#insert("code", id || null, true, firstProgram);
      case "insert-text-below":
        return void this.#insert("markdown", id || null, true);
      case "append":
        return void this.#insert("code", state.order.at(-1) ?? null, true);
      case "append-text":
        return void this.#insert("markdown", state.order.at(-1) ?? null, true);
      case "copy":
      case "cut":
        if (!cell) return;
        this.#clipboard = { kind: cell.kind, source: cell.source };
        if (command === "cut") this.#delete(id);
        else this.#toasts.say("Cell copied. Paste it below another one with V.");
        return;
      case "paste":
        if (this.#clipboard) {
          this.#insert(this.#clipboard.kind, id || null, false, this.#clipboard.source);
        }
        return;
      case "delete":
        return this.#delete(id);
      case "move-up":
      case "move-down": {
        const after = command === "move-up" ? state.order[index - 2] : state.order[index + 1];
        this.#page.change([{ type: "moveCell", cell: id, after: after ?? null }]);
        return this.#returnTo(id);
      }
      case "split":
        return this.#split(id);
      case "merge-below":
        return this.#merge(id, state.order[index + 1]);
      case "merge-above":
        return this.#merge(state.order[index - 1], id);
      case "to-code":
      case "to-text": {
        const kind = command === "to-code" ? "code" : "markdown";
        this.#page.change([{ type: "setKind", cell: id, kind }]);
        return this.#element.goTo(id);
      }
      case "run":
      case "run-next":
      case "run-insert":
        return this.#runCell(command, id, index);
      case "run-seed":
        return this.#runWithSeed(id);
      case "run-all":
        return void this.#page.run(state.order);
      case "run-above":
        return void this.#page.run(state.order.slice(0, index));
      case "run-below":
        return void this.#page.run(state.order.slice(Math.max(0, index)));
      case "earlier-runs":
        return void element?.past.toggle();
      case "stop":
        return void this.#page.stop([id]);
      case "stop-all":
        return void this.#page.stop(state.order);
      case "next":
        return this.#element.goTo(state.order[index + 1] ?? id);
      case "previous":
        return this.#element.goTo(state.order[index - 1] ?? id);
      case "first":
        return this.#element.goTo(state.order[0] ?? id);
      case "last":
        return this.#element.goTo(state.order.at(-1) ?? id);
      case "line-numbers":
        setLineNumbers(!lineNumbers());
        document.documentElement.toggleAttribute("data-line-numbers", lineNumbers());
        return;
      case "single-keys":
        setSingleKeys(!singleKeys());
        this.#toasts.say(
          singleKeys() ? "Single-letter keys are on." : "Single-letter keys are off.",
        );
        return;
      case "theme-auto":
        return setTheme("auto");
      case "theme-light":
        return setTheme("light");
      case "theme-dark":
        return setTheme("dark");
      case "help":
        return showKeys();
    }
  }

  /**
   * @param {CellKind} kind
   * @param {string | null} after
   * @param {boolean} [edit]
   * @param {string} [source]
   */
  #insert(kind, after, edit = false, source = "") {
    const cell = newId();
    this.#page.change([{ type: "insertCell", cell, kind, source, after }]);
    this.#element.goTo(cell, edit);
    return cell;
  }

  /**
   * Adds a code cell below another one and runs it.
   * @param {string} after
   * @param {string} source
   */
  async addAndRun(after, source) {
    await this.#page.run([this.#insert("code", after, false, source)]);
  }

  /** @param {string} id */
  #delete(id) {
    const { state } = this.#page;
    if (!state.cells.has(id)) return;
    const index = state.order.indexOf(id);
    const hadFocus = this.#element.cell(id)?.contains(document.activeElement) ?? false;
    const step = this.#page.change([{ type: "deleteCell", cell: id }]);
    const next = state.order[index + 1] ?? state.order[index - 1];
    if (next !== undefined) {
      this.#element.select(next);
      // The focus was in the cell that is gone.
      if (hadFocus) this.#element.goTo(next);
    }
    this.#toasts.say(`Cell ${index + 1} deleted.`, {
      label: "Undo",
      keys: "Z",
      press: () => {
        this.#page.change([{ type: "restoreCell", cell: id }], step);
        this.#element.goTo(id);
      },
    });
  }

  /** @param {string} id */
  #split(id) {
    const cell = this.#page.state.cells.get(id);
    const element = this.#element.cell(id);
    if (!cell || !element?.isEditing) return;
    const source = element.editor.text;
    const place = element.editor.cursor;
    const upper = source.slice(0, place).replace(/\n$/, "");
    const lower = source.slice(place).replace(/^\n/, "");
    const added = newId();
    this.#page.change([
      { type: "setSource", cell: id, source: upper },
      { type: "insertCell", cell: added, kind: cell.kind, source: lower, after: id },
    ]);
    this.#element.goTo(added, true);
  }

  /**
   * @param {string | undefined} upper
   * @param {string | undefined} lower
   */
  #merge(upper, lower) {
    const { cells } = this.#page.state;
    const first = cells.get(upper ?? "");
    const second = cells.get(lower ?? "");
    if (!first || !second) return;
    const between = first.kind === "markdown" ? "\n\n" : "\n";
    const source = `${first.source}${between}${second.source}`;
    this.#page.change([
      { type: "setSource", cell: first.id, source },
      { type: "deleteCell", cell: second.id },
    ]);
    this.#element.goTo(first.id);
  }

  /**
   * @param {string} id
   * @param {import("./types.d.ts").Cell} cell
   * @param {number} level
   */
  #heading(id, cell, level) {
    const source = `${"#".repeat(level)} ${cell.source.replace(/^#{1,6}\s+/, "")}`;
    this.#page.change([{ type: "setSource", cell: id, source }]);
    this.#element.goTo(id);
  }

  /**
   * @param {"run" | "run-next" | "run-insert"} command
   * @param {string} id
   * @param {number} index
   */
  #runCell(command, id, index) {
    const { state } = this.#page;
    const element = this.#element.cell(id);
    const wasText = state.cells.get(id)?.kind === "markdown";
    if (wasText) element?.closeText();
    else void this.#page.run([id]);
    if (command === "run-insert") return void this.#insert("code", id, true);
    if (command === "run") return wasText ? this.#element.goTo(id) : undefined;
    const next = state.order[index + 1];
    if (next === undefined) return void this.#insert("code", id, true);
    this.#element.goTo(next);
  }

  /** The seed of the run that is shown goes into the source, also when it came with a file. @param {string} id */
  #runWithSeed(id) {
    const cell = this.#page.state.cells.get(id);
    if (!cell) return;
    const source = withSeeds(cell.source, seedsOf(cell.run));
    if (source !== cell.source) this.#page.change([{ type: "setSource", cell: id, source }]);
    void this.#page.run([id]);
  }

  /** @param {string} id */
  #returnTo(id) {
    const element = this.#element.cell(id);
    if (element && !element.contains(document.activeElement)) this.#element.goTo(id);
    element?.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} choice */
  #choose(choice) {
    const id = this.#element.selected ?? "";
    const conflict = this.#page.conflicts.find((one) => one.cell === id);
    if (!conflict) return;
    if (choice === "both") {
      const { state } = this.#page;
      const after = state.cells.has(id) ? id : state.order.at(-1) ?? null;
      const kind = state.cells.get(id)?.kind ?? "code";
      this.#page.resolve(id, "theirs");
      this.#insert(kind, after, false, conflict.mine);
    } else this.#page.resolve(id, choice === "mine" ? "mine" : "theirs");
  }

  /** @param {string} format what the server calls the form of the file */
  #download(format) {
    const address = api.fileAddress(this.#page.state.id, format);
    void this.#page.save().then(() => location.assign(address));
  }

  async #share() {
    await this.#page.save();
    const { id } = this.#page.state;
    const dialog = showShares({
      list: () => api.shares(id),
      create: (wish) => api.createShare(id, wish),
      withdraw: (share) => api.deleteShare(id, share),
      page: api.fileAddress(id, "html"),
      file: api.fileAddress(id),
    });
    dialog.addEventListener("close", () => this.#returnTo(this.#element.selected ?? ""));
  }

  async #setTags() {
    const tags = await askTags(this.#page.state.tags.join(", "));
    if (tags !== null) this.#page.change([{ type: "setTags", tags: tagsOf(tags) }]);
  }

  async #duplicate() {
    try {
      await this.#page.save();
      const { id } = await api.createNotebook({ copyOf: this.#page.state.id });
      location.assign(address(id));
    } catch (problem) {
      this.#toasts.say(messageOf(problem));
    }
  }

  async #restartLesson() {
    const yes = await ask(
      "Start the lesson again?",
      "All cells get their original text back. What you wrote stays in the notebook's history.",
      "Start again",
    );
    if (!yes) return;
    this.#page.change([{ type: "restart" }]);
  }

  async #deleteNotebook() {
    const { id, title } = this.#page.state;
    const name = title.trim() || "Untitled";
    const yes = await ask(
      "Delete the notebook?",
      `“${name}” goes to the bin with all its results. It can be restored from there.`,
      "Delete",
    );
    if (!yes) return;
    try {
      await api.deleteNotebook(id);
      // The list says where it is, and takes it back.
      location.assign(`/?deleted=${encodeURIComponent(id)}`);
    } catch (problem) {
      this.#toasts.say(messageOf(problem));
    }
  }
}

/** @param {Event} event */
const detailOf = (event) => /** @type {CustomEvent<string>} */ (event).detail;

/** @param {Event} event */
function cellOf(event) {
  const cell = event.target instanceof Element ? event.target.closest("nb-cell") : null;
  return cell instanceof CellElement ? cell : null;
}

/** Whether the press goes into a field. @param {Event} event */
function isTyping(event) {
  const [target] = event.composedPath();
  return target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select"));
}

/** Whether something that only shows has the focus. @param {Event} event */
function isText(event) {
  return !(event.target instanceof Element &&
    event.target.closest("button, a, summary, canvas, nb-run"));
}
