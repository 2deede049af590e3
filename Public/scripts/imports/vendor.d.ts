// The parts of the libraries under /vendor that the page uses, as far as it uses them.

export type Extension = object;

export interface CodeText {
  readonly length: number;
  toString(): string;
}

export interface CodeState {
  readonly doc: CodeText;
  readonly selection: {
    readonly main: { readonly from: number; readonly to: number; readonly head: number };
  };
  sliceDoc(from: number, to: number): string;
  field<Value>(field: StateField<Value>, require?: boolean): Value;
}

export interface StateField<Value> {
  readonly extension?: Extension;
  readonly value?: Value;
}

export interface StateEffect<Value> {
  readonly value: Value;
  is<Other>(type: StateEffectType<Other>): this is StateEffect<Other>;
}

export interface StateEffectType<Value> {
  of(value: Value): StateEffect<Value>;
}

export interface ChangeSpec {
  readonly from: number;
  readonly to?: number;
  readonly insert?: string;
}

export interface CodeTransaction {
  readonly docChanged: boolean;
  readonly effects: readonly StateEffect<unknown>[];
  readonly changes: object;
  annotation<Value>(type: AnnotationType<Value>): Value | undefined;
}

export interface AnnotationType<Value> {
  of(value: Value): object;
}

export interface DecorationSet {
  map(changes: object): DecorationSet;
}

export interface CodeView {
  readonly state: CodeState;
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  readonly hasFocus: boolean;
  readonly visibleRanges: readonly { readonly from: number; readonly to: number }[];
  dispatch(change: {
    readonly changes?: ChangeSpec | readonly ChangeSpec[];
    readonly selection?: { readonly anchor: number; readonly head?: number };
    readonly effects?: StateEffect<unknown> | readonly StateEffect<unknown>[];
    readonly annotations?: object | readonly object[];
    readonly scrollIntoView?: boolean;
    readonly userEvent?: string;
  }): void;
  focus(): void;
  destroy(): void;
  requestMeasure(): void;
}

export interface ViewUpdate {
  readonly view: CodeView;
  readonly state: CodeState;
  readonly docChanged: boolean;
  readonly viewportChanged: boolean;
  readonly focusChanged: boolean;
  readonly selectionSet: boolean;
  readonly transactions: readonly CodeTransaction[];
}

export interface CompletionContext {
  readonly state: CodeState;
  readonly pos: number;
  readonly explicit: boolean;
  readonly aborted: boolean;
}

export interface CompletionResult {
  readonly from: number;
  readonly options: readonly {
    readonly label: string;
    readonly type?: string;
    readonly detail?: string;
    readonly apply?: string | ((view: CodeView, item: object, from: number, to: number) => void);
    readonly boost?: number;
  }[];
  readonly validFor?: RegExp;
}

export interface KeyBinding {
  readonly key: string;
  readonly run?: (view: CodeView) => boolean;
  readonly shift?: (view: CodeView) => boolean;
}

export interface Tooltip {
  readonly pos: number;
  readonly end?: number;
  readonly above?: boolean;
  create(view: CodeView): { readonly dom: HTMLElement };
}

export interface CodeMirror {
  readonly EditorView: {
    new (options: {
      readonly state: CodeState;
      readonly parent: Element | DocumentFragment;
      readonly root: ShadowRoot;
    }): CodeView;
    theme(
      rules: { readonly [selector: string]: { readonly [property: string]: string | object } },
    ): Extension;
    readonly lineWrapping: Extension;
    readonly contentAttributes: { of(attributes: { readonly [name: string]: string }): Extension };
    readonly editable: { of(on: boolean): Extension };
    readonly decorations: { from(field: StateField<DecorationSet>): Extension };
    readonly updateListener: { of(listener: (update: ViewUpdate) => void): Extension };
    domEventHandlers(handlers: {
      readonly [event: string]: (event: Event, view: CodeView) => boolean;
    }): Extension;
  };
  readonly EditorState: {
    create(options: { readonly doc: string; readonly extensions: readonly Extension[] }): CodeState;
    readonly languageData: {
      of(
        data: () => readonly {
          readonly autocomplete?: (
            context: CompletionContext,
          ) => Promise<CompletionResult | null> | CompletionResult | null;
          readonly commentTokens?: { readonly line: string };
        }[],
      ): Extension;
    };
    readonly tabSize: { of(size: number): Extension };
  };
  readonly StateField: {
    define<Value>(definition: {
      create(state: CodeState): Value;
      update(value: Value, transaction: CodeTransaction): Value;
      provide?(field: StateField<Value>): Extension;
    }): StateField<Value>;
  };
  readonly StateEffect: { define<Value>(): StateEffectType<Value> };
  readonly Annotation: { define<Value>(): AnnotationType<Value> };
  readonly Decoration: {
    mark(options: { readonly class: string }): { range(from: number, to: number): object };
    set(ranges: readonly object[], sort?: boolean): DecorationSet;
    readonly none: DecorationSet;
  };
  readonly ViewPlugin: {
    define<Value extends { update(update: ViewUpdate): void }>(
      create: (view: CodeView) => Value,
      options?: { readonly decorations?: (value: Value) => DecorationSet },
    ): Extension;
  };
  readonly Compartment: {
    new (): {
      of(extension: Extension): Extension;
      reconfigure(extension: Extension): StateEffect<unknown>;
    };
  };
  readonly Prec: { highest(extension: Extension): Extension; low(extension: Extension): Extension };
  readonly basicSetup: Extension;
  readonly indentUnit: { of(unit: string): Extension };
  readonly keymap: { of(bindings: readonly KeyBinding[]): Extension };
  indentMore(view: CodeView): boolean;
  indentLess(view: CodeView): boolean;
  undo(view: CodeView): boolean;
  redo(view: CodeView): boolean;
  hoverTooltip(
    source: (view: CodeView, position: number) => Promise<Tooltip | null> | Tooltip | null,
    options?: { readonly hoverTime?: number },
  ): Extension;
  runScopeHandlers(view: CodeView, event: KeyboardEvent, scope: string): boolean;
}

export interface MarkdownToken {
  type: string;
  tag: string;
  content: string;
  children: MarkdownToken[] | null;
  nesting: number;
  markup: string;
  block: boolean;
  map: [number, number] | null;
  attrs: [string, string][] | null;
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
  attrJoin(name: string, value: string): void;
}

export interface InlineState {
  src: string;
  pos: number;
  posMax: number;
  push(type: string, tag: string, nesting: number): MarkdownToken;
}

export interface BlockState {
  src: string;
  bMarks: number[];
  eMarks: number[];
  tShift: number[];
  sCount: number[];
  blkIndent: number;
  line: number;
  push(type: string, tag: string, nesting: number): MarkdownToken;
  getLines(begin: number, end: number, indent: number, keepLast: boolean): string;
}

export interface Markdown {
  render(source: string): string;
  enable(rule: string): Markdown;
  validateLink: (address: string) => boolean;
  readonly utils: { escapeHtml(text: string): string };
  readonly renderer: {
    readonly rules: { [type: string]: (tokens: MarkdownToken[], index: number) => string };
  };
  readonly core: {
    readonly ruler: {
      push(name: string, rule: (state: { tokens: MarkdownToken[] }) => void): void;
    };
  };
  readonly inline: {
    readonly ruler: {
      after(
        before: string,
        name: string,
        rule: (state: InlineState, silent: boolean) => boolean,
      ): void;
    };
  };
  readonly block: {
    readonly ruler: {
      before(
        before: string,
        name: string,
        rule: (state: BlockState, start: number, end: number, silent: boolean) => boolean,
        options?: { readonly alt: readonly string[] },
      ): void;
    };
  };
}

export interface MarkdownModule {
  readonly default: new (options: {
    readonly html: boolean;
    readonly linkify: boolean;
    readonly typographer: boolean;
  }) => Markdown;
}

export interface PurifyModule {
  readonly default: {
    sanitize(
      html: string,
      options: {
        readonly RETURN_DOM_FRAGMENT: true;
        readonly FORBID_ATTR: readonly string[];
        readonly FORBID_TAGS: readonly string[];
        readonly ALLOW_DATA_ATTR: boolean;
        readonly ADD_ATTR?: readonly string[];
        readonly SANITIZE_NAMED_PROPS: boolean;
      },
    ): DocumentFragment;
  };
}

export interface KatexModule {
  readonly default: {
    render(
      tex: string,
      element: HTMLElement,
      options: {
        readonly displayMode: boolean;
        readonly trust: boolean;
        readonly maxExpand: number;
        readonly maxSize: number;
        readonly throwOnError: boolean;
        readonly strict: string;
      },
    ): void;
  };
}
