/**
 * The editor of a cell on CodeMirror: colours, completion, hover help and findings.
 *
 * @typedef {import("../imports/vendor.d.ts").CodeMirror} CodeMirror
 * @typedef {import("../imports/vendor.d.ts").CodeView} CodeView
 * @typedef {import("../imports/vendor.d.ts").CodeState} CodeState
 * @typedef {import("../imports/vendor.d.ts").Extension} Extension
 * @typedef {import("../imports/vendor.d.ts").DecorationSet} DecorationSet
 * @typedef {import("../imports/vendor.d.ts").CompletionContext} CompletionContext
 * @typedef {import("../types.d.ts").Diagnostic} Diagnostic
 *
 * @typedef {object} CodeHooks
 * @property {(text: string) => void} changed the person has typed
 * @property {(source: string, offset: number) => Promise<import("../types.d.ts").Completions>} complete
 * @property {(source: string, offset: number) => Promise<import("../types.d.ts").Hover>} hover
 */

import { languageOf, tokenAt } from "../lib/language.js";
import { make } from "../lib/dom.js";

const comments = { interleave: "//", program: "//", swift: "//", python: "#" };

export class CodeView6 {
  #library;
  #view;
  #hooks;
  #label;
  /** @type {import("../imports/vendor.d.ts").AnnotationType<boolean>} */
  #remote;
  /** @type {import("../imports/vendor.d.ts").StateEffectType<readonly Diagnostic[]>} */
  #setFindings;
  /** @type {readonly Diagnostic[]} */
  #findings = [];
  isCode = true;

  /**
   * @param {CodeMirror} library
   * @param {ShadowRoot} root
   * @param {Element} parent
   * @param {string} text
   * @param {CodeHooks} hooks
   * @param {{label: string, isCode: boolean, state: CodeState | null}} options
   */
  constructor(library, root, parent, text, hooks, options) {
    this.#library = library;
    this.#hooks = hooks;
    this.isCode = options.isCode;
    this.#label = new library.Compartment();
    this.#remote = library.Annotation.define();
    this.#setFindings = library.StateEffect.define();
    const state = library.EditorState.create({
      doc: text,
      extensions: this.#extensions(options.label),
    });
    this.#view = new library.EditorView({ state, parent, root });
  }

  /**
   * @param {string} label
   * @returns {Extension[]}
   */
  #extensions(label) {
    const { EditorView, EditorState, Prec, keymap, indentUnit, basicSetup } = this.#library;
    const source = (/** @type {CompletionContext} */ context) => this.#complete(context);
    const data = () => [{
      ...(this.isCode ? { autocomplete: source } : {}),
      commentTokens: { line: comments[languageOf(this.text)] },
    }];
    return [
      Prec.highest(keymap.of([
        // These belong to the page.
        { key: "Mod-Enter", run: () => true },
        { key: "Shift-Enter", run: () => true },
        { key: "Alt-Enter", run: () => true },
      ])),
      basicSetup,
      Prec.low(keymap.of([
        { key: "Tab", run: this.#library.indentMore, shift: this.#library.indentLess },
      ])),
      indentUnit.of("  "),
      EditorState.tabSize.of(4),
      EditorState.languageData.of(data),
      EditorView.lineWrapping,
      this.#label.of(EditorView.contentAttributes.of({ "aria-label": label })),
      EditorView.contentAttributes.of({ spellcheck: this.isCode ? "false" : "true" }),
      EditorView.updateListener.of((update) => {
        const isRemote = update.transactions.some((one) => one.annotation(this.#remote));
        if (update.docChanged && !isRemote) this.#hooks.changed(this.text);
      }),
      this.#colours(),
      this.#findingMarks(),
      this.#help(),
      theme(EditorView),
    ];
  }

  get text() {
    return this.#view?.state.doc.toString() ?? "";
  }

  get hasFocus() {
    return this.#view.hasFocus;
  }

  get cursor() {
    return this.#view.state.selection.main.head;
  }

  focus() {
    this.#view.focus();
  }

  destroy() {
    this.#view.destroy();
  }

  /** @param {string} label */
  setLabel(label) {
    const { EditorView } = this.#library;
    const attributes = EditorView.contentAttributes.of({ "aria-label": label });
    this.#view.dispatch({ effects: this.#label.reconfigure(attributes) });
  }

  /**
   * Another tab or person changed the text: only what differs is replaced, so that the cursor stays.
   * @param {string} text
   */
  setText(text) {
    const old = this.text;
    if (old === text) return;
    let from = 0;
    const shorter = Math.min(old.length, text.length);
    while (from < shorter && old[from] === text[from]) from += 1;
    let end = 0;
    while (end < shorter - from && old.at(-1 - end) === text.at(-1 - end)) end += 1;
    this.#view.dispatch({
      changes: { from, to: old.length - end, insert: text.slice(from, text.length - end) },
      annotations: this.#remote.of(true),
    });
  }

  /**
   * The person took a proposal: it counts as typing.
   * @param {number} from
   * @param {number} to
   * @param {string} text
   */
  replace(from, to, text) {
    const { length } = this.#view.state.doc;
    this.#view.dispatch({
      changes: { from: Math.min(from, length), to: Math.min(to, length), insert: text },
    });
  }

  /** @param {readonly Diagnostic[]} findings */
  setFindings(findings) {
    if (findings.length + this.#findings.length === 0) return;
    this.#findings = findings;
    this.#view.dispatch({ effects: this.#setFindings.of(findings) });
  }

  #colours() {
    const { Decoration, ViewPlugin } = this.#library;
    /** @type {Map<string, ReturnType<typeof Decoration.mark>>} */
    const marks = new Map();
    const markOf = (/** @type {string} */ kind) => {
      const mark = marks.get(kind) ?? Decoration.mark({ class: `word-${kind}` });
      marks.set(kind, mark);
      return mark;
    };
    const build = (/** @type {CodeView} */ view) => {
      if (!this.isCode) return Decoration.none;
      const language = languageOf(view.state.sliceDoc(0, 40));
      const ranges = [];
      for (const { from, to } of view.visibleRanges) {
        let start = from;
        for (const line of view.state.sliceDoc(from, to).split("\n")) {
          for (let place = 0; place < line.length;) {
            const { kind, end } = tokenAt(language, line, place);
            if (kind) ranges.push(markOf(kind).range(start + place, start + end));
            place = end;
          }
          start += line.length + 1;
        }
      }
      return Decoration.set(ranges, true);
    };
    return ViewPlugin.define(
      (view) => ({
        decorations: build(view),
        update(update) {
          if (update.docChanged || update.viewportChanged) this.decorations = build(update.view);
        },
      }),
      { decorations: (value) => value.decorations },
    );
  }

  #findingMarks() {
    const { Decoration, EditorView, StateField } = this.#library;
    const effectType = this.#setFindings;
    /** @type {import("../imports/vendor.d.ts").StateField<DecorationSet>} */
    const field = StateField.define({
      create: () => Decoration.none,
      update(marks, transaction) {
        let result = transaction.docChanged ? marks.map(transaction.changes) : marks;
        for (const effect of transaction.effects) {
          if (effect.is(effectType)) result = Decoration.set(ranges(effect.value), true);
        }
        return result;
      },
      provide: (self) => EditorView.decorations.from(self),
    });
    const ranges = (/** @type {readonly Diagnostic[]} */ findings) => {
      const { length } = this.#view.state.doc;
      return findings.map(({ from, to, severity }) => {
        const end = Math.min(length, Math.max(to.offset, from.offset + 1));
        const start = Math.min(from.offset, Math.max(0, end - 1));
        return { start, end, severity };
      }).filter(({ start, end }) => end > start).map(({ start, end, severity }) =>
        Decoration.mark({ class: `finding finding-${severity}` }).range(start, end)
      );
    };
    return /** @type {Extension} */ (field);
  }

  #help() {
    return this.#library.hoverTooltip(async (_view, position) => {
      const finding = this.#findings.find(({ from, to }) =>
        from.offset <= position && position <= Math.max(to.offset, from.offset + 1)
      );
      if (finding) {
        const dom = make("div", { class: "help" }, finding.message);
        return { pos: finding.from.offset, above: true, create: () => ({ dom }) };
      }
      if (!this.isCode) return null;
      const help = await this.#hooks.hover(this.text, position).catch(() => null);
      if (!help?.title || help.from === null || help.from === undefined) return null;
      const dom = make(
        "div",
        { class: "help" },
        make("strong", {}, help.title),
        make("p", {}, help.text ?? ""),
      );
      const end = help.to ?? help.from;
      return { pos: help.from, end, above: true, create: () => ({ dom }) };
    }, { hoverTime: 350 });
  }

  /** @param {CompletionContext} context */
  async #complete(context) {
    const source = context.state.doc.toString();
    const before = source.slice(Math.max(0, context.pos - 1), context.pos);
    if (!context.explicit && !/[\w.]/.test(before)) return null;
    if (languageOf(source) === "python" || languageOf(source) === "swift") return null;
    const answer = await this.#hooks.complete(source, context.pos).catch(() => null);
    if (!answer || context.aborted || answer.items.length === 0) return null;
    return {
      from: answer.from,
      options: answer.items.map((item) => ({
        label: item.label,
        type: item.kind,
        apply: item.insert.endsWith("()") ? insideParentheses(item.insert) : item.insert,
        ...(item.detail ? { detail: item.detail } : {}),
      })),
      validFor: /^\w*$/,
    };
  }
}

const words = Object.fromEntries(
  ["comment", "string", "number", "keyword", "function", "label", "member", "magic"].map((kind) => [
    `.word-${kind}`,
    {
      color: `var(--word-${kind})`,
      ...(kind === "comment" ? { fontStyle: "italic" } : {}),
    },
  ]),
);

/**
 * Writes a call and goes where its arguments stand.
 * @param {string} text
 * @returns {(view: CodeView, item: object, from: number, to: number) => void}
 */
function insideParentheses(text) {
  return (view, _item, from, to) =>
    view.dispatch({
      changes: { from, to, insert: text },
      selection: { anchor: from + text.length - 1 },
      userEvent: "input.complete",
    });
}

/** @type {Extension | null} */
let sharedTheme = null;

/**
 * The editor wears the page's colours: custom properties reach into the shadow root. One theme for
 * all editors, since each new one would style all of them anew.
 * @param {CodeMirror["EditorView"]} EditorView
 */
function theme(EditorView) {
  sharedTheme ??= EditorView.theme({
    "&": { color: "var(--text)", backgroundColor: "transparent", fontSize: "var(--code-size)" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "var(--code-line)" },
    ".cm-content": { padding: "var(--code-pad-block) 0", caretColor: "var(--accent)" },
    ".cm-line": { padding: "0 var(--code-pad-inline)" },
    ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
      { background: "var(--selection) !important" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
    ".cm-gutters": {
      display: "var(--line-numbers)",
      backgroundColor: "transparent",
      color: "var(--text-faint)",
      border: "none",
      paddingInlineStart: "var(--space-2)",
    },
    ".cm-foldGutter": { display: "none !important" },
    ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
      backgroundColor: "var(--match)",
      outline: "none",
    },
    ".cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": {
      backgroundColor: "transparent",
    },
    ".cm-selectionMatch": { backgroundColor: "var(--match)" },
    ".cm-searchMatch": { backgroundColor: "var(--match)", outline: "1px solid var(--accent)" },
    ".cm-panels": {
      backgroundColor: "var(--surface-sunken)",
      color: "var(--text)",
      borderColor: "var(--line)",
    },
    ".cm-tooltip": {
      backgroundColor: "var(--surface-raised)",
      color: "var(--text)",
      border: "1px solid var(--line)",
      borderRadius: "8px",
      boxShadow: "var(--shadow)",
      overflow: "hidden",
      zIndex: "30",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": {
      fontFamily: "var(--mono)",
      fontSize: "13px",
      padding: "4px",
      maxHeight: "16em",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", borderRadius: "5px" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
      backgroundColor: "var(--accent-soft)",
      color: "var(--text)",
    },
    ".cm-completionDetail": {
      fontFamily: "var(--sans)",
      fontStyle: "normal",
      color: "var(--text-muted)",
      marginInlineStart: "1.5em",
    },
    ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent-text)" },
    ".cm-completionIcon": { display: "none" },
    ".help": {
      fontFamily: "var(--sans)",
      fontSize: "13px",
      lineHeight: "1.5",
      padding: "8px 12px",
      maxWidth: "46ch",
    },
    ".help strong": { fontFamily: "var(--mono)", fontWeight: "600" },
    ".help p": { margin: "4px 0 0", color: "var(--text-muted)", whiteSpace: "pre-line" },
    ".finding": { textDecoration: "underline wavy var(--danger) 1px", textUnderlineOffset: "4px" },
    ".finding-warning": { textDecorationColor: "var(--warning)" },
    ...words,
  });
  return sharedTheme;
}
