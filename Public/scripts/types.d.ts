// The wire types of the page (the server's module Wire has the same), and the state that store.js
// folds from them. Fields that the server may leave out are optional and may be null.

// ---------------------------------------------------------------------------------------------
// Wire: what a worker reports about a run

export type Json = null | boolean | number | string | readonly Json[] | {
  readonly [key: string]: Json;
};

export type CaseStatus =
  | "done"
  | "failed"
  | "stopped"
  | "deadline"
  | "crashed"
  | "outOfMemory"
  | "interrupted";

export type VerdictWord =
  | "observed"
  | "notObserved"
  | "inconclusive"
  | "exact"
  | "proved"
  | "provedUpTo"
  | "sampled"
  | "refuted";

export type Evidence = "exact" | "robust" | "conditional" | "informative";

/** Line and column from 1; the offset counts UTF-16 code units from 0. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface Diagnostic {
  readonly from: TextPosition;
  readonly to: TextPosition;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly suggestion?: string | null;
}

export interface PlannedCase {
  readonly case: number;
  readonly label: string;
  readonly parameters: { readonly [name: string]: Json };
}

export interface PlannedCall {
  readonly call: number;
  readonly experiment: string;
  readonly line: number;
  readonly need: "exact" | "quiet";
  readonly cases: readonly PlannedCase[];
}

export interface Machine {
  readonly cpu: string;
  readonly cpus: number;
  readonly kernel: string;
  readonly build: string;
}

export interface Calibration {
  readonly parallelism: number;
  readonly age: number;
}

/** What the server allows: seconds of a case and of the whole run, bytes of memory and of output. */
export interface CaseLimits {
  readonly caseTime: number;
  readonly runTime: number;
  readonly memory: number;
  readonly output: number;
}

export interface ClaimFact {
  readonly name: string;
  readonly sentence: string;
  readonly evidence: Evidence;
}

export interface CaseStarted {
  readonly experiment: string;
  readonly label?: string;
  readonly parameters: { readonly [name: string]: Json };
  readonly common: { readonly [name: string]: Json };
  readonly machine: Machine;
  readonly calibration?: Calibration | null;
  readonly limits?: CaseLimits | null;
  readonly listing?: string | null;
  readonly python?: string | null;
  readonly program?: string | null;
  readonly claims?: readonly ClaimFact[];
}

export interface Axis {
  readonly label: string;
  readonly unit?: string | null;
  readonly scale?: "linear" | "log" | null;
}

export interface ChartSpec {
  readonly chart: string;
  readonly title: string;
  readonly kind: "line" | "scatter" | "bars" | "step";
  readonly x: Axis;
  readonly y: Axis;
}

export type Point = readonly [number | string, number];

/** A mime type and its data; text/plain is always there. */
export interface Bundle {
  readonly [mime: string]: Json;
}

export interface Lane {
  readonly name: string;
  readonly group?: string | null;
}

export interface Statistics {
  readonly median: number;
  readonly low?: number | null;
  readonly high?: number | null;
  readonly n: number;
  readonly unit?: string | null;
  readonly level?: number | null;
}

/** Where an event of a run belongs: both from 0; events of the whole run have neither. */
interface Place {
  readonly run?: string;
  readonly seq: number;
  readonly call?: number;
  readonly case?: number;
}

export type RunEvent =
  | Place & { readonly type: "plan"; readonly calls: readonly PlannedCall[] }
  | Place & { readonly type: "diagnostics"; readonly diagnostics: readonly Diagnostic[] }
  | Place & { readonly type: "started" } & CaseStarted
  | Place & { readonly type: "progress"; readonly fraction: number; readonly sentence: string }
  | Place & { readonly type: "chart" } & ChartSpec
  | Place & {
    readonly type: "samples";
    readonly chart: string;
    readonly series: string;
    readonly points: readonly Point[];
  }
  | Place & {
    readonly type: "text";
    readonly stream: "stdout" | "stderr";
    readonly text: string;
    readonly lines: number;
  }
  | Place & {
    readonly type: "output";
    readonly name: string;
    readonly title: string;
    readonly bundle: Bundle;
  }
  | Place & {
    readonly type: "trace";
    readonly block: number;
    readonly lanes: readonly Lane[];
    readonly names: readonly string[];
    readonly count: number;
    readonly from?: number | null;
    readonly to?: number | null;
  }
  | Place & {
    readonly type: "verdict";
    readonly claim: string;
    readonly verdict: VerdictWord;
    readonly sentence: string;
    readonly evidence: Evidence;
    readonly met?: boolean | null;
    readonly decide?: string | null;
    readonly statistics?: Statistics | null;
  }
  | Place & {
    readonly type: "caseFinished";
    readonly status: CaseStatus;
    readonly reason?: string | null;
    readonly wall: number;
    readonly cpu: number;
    readonly peakMemory: number;
    readonly switches?: { readonly voluntary: number; readonly involuntary: number } | null;
  }
  | Place & {
    readonly type: "finished";
    readonly status: CaseStatus;
    readonly reason?: string | null;
    readonly wall: number;
  };

// ---------------------------------------------------------------------------------------------
// Wire: notebooks

export type CellKind = "markdown" | "code";
export type Phase = "queued" | "running" | "done" | "failed" | "stopped" | "interrupted";

/** What a run waits for: its place in the queue (1 is next) and why it does not start yet. */
export interface Waiting {
  readonly position: number;
  readonly reason: string;
}

/** A run as the server sends it in a snapshot: with its events, perhaps without the middle. */
export interface WireRun {
  readonly id: string;
  /** Only where a run is read alone. */
  readonly notebook?: string | null;
  readonly cell: string;
  readonly phase: Phase;
  readonly source: string;
  readonly started?: string | null;
  readonly waiting?: Waiting | null;
  readonly reason?: string | null;
  readonly events?: readonly RunEvent[];
  readonly withheld?: { readonly events: number; readonly lines: number } | null;
  /** It came along in a file: nobody here has run it. */
  readonly fromFile?: boolean;
}

/** Pictures of a Markdown cell: file name → mime type → base64. */
export interface Attachments {
  readonly [name: string]: { readonly [mime: string]: string };
}

export interface WireCell {
  readonly id: string;
  readonly kind: CellKind;
  readonly source: string;
  readonly revision: number;
  readonly attachments?: Attachments | null;
  readonly run?: WireRun | null;
  /** The cell has no run here, but its file brought results, which can be asked for. */
  readonly results?: boolean;
}

/** What a person should know of an imported file, in sentences. */
export interface ImportReport {
  readonly mended: readonly string[];
  /** What breaks the rules of the format and was left as it is. */
  readonly kept: readonly string[];
}

export interface Snapshot {
  /** Only in the answer to an import. */
  readonly report?: ImportReport;
  readonly id: string;
  readonly title: string;
  readonly tags?: readonly string[];
  readonly lesson?: string | null;
  readonly revision: number;
  readonly sequence: string;
  readonly cells: readonly WireCell[];
  /** The cells of the bin, by id. */
  readonly deleted?: readonly { readonly cell: string; readonly after?: string | null }[];
}

export interface NotebookSummary {
  readonly id: string;
  readonly title: string;
  readonly tags?: readonly string[];
  readonly lesson?: string | null;
  readonly updated: string;
  /** When it was put into the bin. */
  readonly deleted?: string | null;
  readonly cells: number;
  readonly running: number | boolean;
}

export interface LessonSummary {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly notebook?: string | null;
}

export interface Listing {
  readonly notebooks: readonly NotebookSummary[];
  readonly lessons: readonly LessonSummary[];
}

export type Operation =
  | { readonly type: "setSource"; readonly cell: string; readonly source: string }
  | {
    readonly type: "insertCell";
    readonly cell: string;
    readonly kind: CellKind;
    readonly source: string;
    readonly after: string | null;
  }
  | { readonly type: "deleteCell"; readonly cell: string }
  | { readonly type: "restoreCell"; readonly cell: string }
  | { readonly type: "moveCell"; readonly cell: string; readonly after: string | null }
  | { readonly type: "setKind"; readonly cell: string; readonly kind: CellKind }
  | { readonly type: "setTitle"; readonly title: string }
  | { readonly type: "setTags"; readonly tags: readonly string[] }
  | { readonly type: "restart" };

export interface OperationsRequest {
  readonly base: number;
  readonly key: string;
  readonly operations: readonly Operation[];
  /** What one undo takes back, and the step that this one takes back. */
  readonly step?: string;
  readonly takesBack?: string;
}

/** A line of the history. */
export interface RevisionLine {
  readonly number: number;
  readonly at: string;
  readonly name?: string | null;
  /** Made in this browser. */
  readonly own: boolean;
  readonly what: string;
  readonly step?: string | null;
  readonly cells: readonly string[];
}

export interface History {
  readonly revisions: readonly RevisionLine[];
  readonly more: boolean;
}

export interface PastCell {
  readonly id: string;
  readonly kind: CellKind;
  readonly source: string;
  /** The run that it showed before the next save. */
  readonly run: { readonly id: string; readonly phase: Phase; readonly queued: string } | null;
}

/** A notebook as a save left it. */
export interface PastNotebook {
  readonly number: number;
  readonly at: string;
  readonly name?: string | null;
  readonly own: boolean;
  readonly what: string;
  readonly newest: number;
  readonly title: string;
  readonly tags: readonly string[];
  readonly cells: readonly PastCell[];
}

export interface PastForm {
  readonly kind: CellKind;
  readonly source: string;
  readonly deleted: boolean;
  /** Of a moved cell, the one that it stood behind. */
  readonly follows?: string | null;
}

export interface Heading {
  readonly title: string;
  readonly tags: readonly string[];
}

/** What a step changed, the latest first. */
export interface UndoStep {
  readonly step: string;
  readonly what: string;
  readonly cells: readonly {
    readonly cell: string;
    /** Null when there was no such cell. */
    readonly before: PastForm | null;
    readonly after: PastForm;
    readonly moved: boolean;
  }[];
  readonly headings: readonly { readonly before: Heading; readonly after: Heading }[];
}

export interface MarkedText {
  readonly text: string;
  readonly match: boolean;
}

/** A notebook that a search found. */
export interface FoundNotebook {
  readonly id: string;
  readonly title: readonly MarkedText[];
  readonly tags: readonly (readonly MarkedText[])[];
  readonly updated: string;
  /** Cells that hold one of the words. */
  readonly cells: number;
  readonly passages: readonly {
    readonly cell: string;
    readonly place: number;
    readonly text: readonly MarkedText[];
  }[];
}

export interface ProblemReport {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** With 409: the cells that changed meanwhile, as they are now. */
  readonly cells?: readonly WireCell[];
}

export interface QueueEntry {
  readonly run: string;
  readonly notebook?: string;
  readonly cell?: string;
  readonly position?: number;
  readonly reason?: string;
}

export interface Status {
  readonly version: string;
  readonly level: "strict" | "reduced" | "none";
  readonly banner?: string | null;
  readonly phase: "starting" | "ready";
  readonly queue?: readonly QueueEntry[];
}

export interface Choice {
  readonly name: string;
  readonly summary: string;
  readonly argument?: string | null;
}

export interface ParameterReport {
  readonly name: string;
  readonly summary: string;
  readonly kind: string;
  readonly minimum?: Json;
  readonly maximum?: Json;
  readonly choices?: readonly Choice[] | null;
  readonly defaultValue: string;
  readonly unit?: string | null;
  readonly isCommon: boolean;
}

export interface Experiment {
  readonly name: string;
  readonly title: string;
  readonly chapter: { readonly number: number; readonly title: string };
  readonly summary: string;
  readonly question: string;
  readonly pitfall: string;
  readonly example: string;
  readonly parameters: readonly ParameterReport[];
  readonly claims: readonly ClaimFact[];
  readonly listing: string;
  readonly python: string;
  readonly program?: string | null;
}

export interface Catalogue {
  readonly build: string;
  readonly experiments: readonly Experiment[];
}

export interface Check {
  readonly diagnostics: readonly Diagnostic[];
  readonly plan?: { readonly calls: readonly PlannedCall[] } | null;
}

export interface CompletionItem {
  readonly label: string;
  readonly kind: string;
  readonly detail?: string | null;
  readonly insert: string;
}

export interface Completions {
  readonly from: number;
  readonly items: readonly CompletionItem[];
}

export interface Hover {
  readonly from?: number | null;
  readonly to?: number | null;
  readonly title?: string | null;
  readonly text?: string | null;
}

/** One event of the stream, as it is sent. The id (`epoch.sequence`) travels beside it. */
export type ServerEvent =
  & { readonly notebook: string; readonly key?: string | null }
  & (
    | {
      readonly type: "cellInserted";
      readonly revision: number;
      readonly cell: WireCell;
      readonly after?: string | null;
    }
    | {
      readonly type: "cellChanged";
      readonly revision: number;
      readonly cell: {
        readonly id: string;
        readonly kind: CellKind;
        readonly source: string;
        readonly revision: number;
      };
    }
    | {
      readonly type: "cellMoved";
      readonly revision: number;
      readonly id: string;
      readonly after?: string | null;
    }
    | {
      readonly type: "cellDeleted";
      readonly revision: number;
      readonly id: string;
      readonly after?: string | null;
    }
    | {
      readonly type: "notebookChanged";
      readonly revision: number;
      readonly title: string;
      readonly tags?: readonly string[];
    }
    | { readonly type: "notebookDeleted" }
    | { readonly type: "notebookRestored" }
    | { readonly type: "runQueued"; readonly cell: string; readonly run: WireRun }
    | {
      readonly type: "runWaiting";
      readonly cell: string;
      readonly run: string;
      readonly position: number;
      readonly reason: string;
    }
    | {
      readonly type: "runStarted";
      readonly cell: string;
      readonly run: string;
      readonly started: string;
    }
    | {
      readonly type: "runEvent";
      readonly cell: string;
      readonly run: string;
      readonly event: RunEvent;
    }
    | {
      readonly type: "runEnded";
      readonly cell: string;
      readonly run: string;
      readonly phase: Phase;
      readonly reason?: string | null;
    }
    | { readonly type: "reset" }
    /** The link that this stream belongs to has ended. */
    | { readonly type: "closed" }
  );

export type ShareKind = "frozen" | "live";
export type ShareLifetime = "day" | "week" | "month" | "never";

/** A link by which others read a notebook. */
export interface Share {
  readonly id: string;
  readonly kind: ShareKind;
  readonly revision?: number | null;
  readonly created: string;
  readonly expires?: string | null;
  readonly ended?: "revoked" | "expired" | null;
  /** Its address below the server's; only in the answer that makes it. */
  readonly path?: string | null;
}

export interface Shares {
  readonly shares: readonly Share[];
  /** Where others reach the server, when it knows. */
  readonly origin?: string | null;
  /** Nobody but this computer reaches it. */
  readonly isLocal: boolean;
}

/** What a link shows. */
export interface Shared {
  readonly kind: ShareKind;
  readonly expires?: string | null;
  /** Whether this browser is signed in, too. */
  readonly isSignedIn: boolean;
  readonly notebook: Snapshot;
}

// ---------------------------------------------------------------------------------------------
// State: what store.js folds. Every value is replaced when it changes, never altered, so that
// `old === new` means "nothing to draw".

/** One case of a run: its record, how far it is, how it ended. */
export interface RunCase {
  readonly call: number;
  readonly case: number;
  /** For example "threads: 2"; empty when the call sweeps nothing. */
  readonly label: string;
  readonly experiment: string;
  /** Null until the case has started. */
  readonly started: CaseStarted | null;
  readonly progress: { readonly fraction: number; readonly sentence: string } | null;
  /** Null until the case has ended. */
  readonly finished: {
    readonly status: CaseStatus;
    readonly reason: string | null;
    readonly wall: number;
    readonly cpu: number;
    readonly peakMemory: number;
    readonly switches: { readonly voluntary: number; readonly involuntary: number } | null;
  } | null;
}

/** A live chart of one case. */
export interface LiveChart {
  /** The key in `Run.charts`. */
  readonly key: string;
  readonly call: number;
  readonly case: number;
  readonly spec: ChartSpec;
  /** By name, in order of appearance. At most `limits.points` each: older points are thinned. */
  readonly series: ReadonlyMap<string, readonly Point[]>;
  /** How many points each series really had. */
  readonly totals: ReadonlyMap<string, number>;
}

/**
 * A piece of text output. The last piece may grow: then a new value with the same `id` and a longer
 * `text` takes its place. A `line` greater than the end of the piece before means that lines are
 * left out there (`Run.textGap`).
 */
export interface TextChunk {
  readonly id: number;
  readonly call: number;
  readonly case: number;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
  /** Number of its first line, from 0, over the whole run. */
  readonly line: number;
  /** Line feeds in it. */
  readonly lines: number;
}

export interface RunOutput {
  readonly id: number;
  readonly call: number;
  readonly case: number;
  readonly name: string;
  readonly title: string;
  readonly bundle: Bundle;
}

export interface RunVerdict {
  readonly id: number;
  readonly call: number;
  readonly case: number;
  readonly claim: string;
  readonly verdict: VerdictWord;
  readonly sentence: string;
  readonly evidence: Evidence;
  readonly met: boolean | null;
  readonly decide: string | null;
  readonly statistics: Statistics | null;
}

/** One trace per case: its blocks added up. The bytes come from `GET /api/runs/{run}/trace`. */
export interface RunTrace {
  readonly call: number;
  readonly case: number;
  /** Number of blocks so far; a higher number means that more bytes can be fetched. */
  readonly block: number;
  readonly count: number;
  /** Seconds from the start of the case. */
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly Lane[];
  readonly names: readonly string[];
}

/** A run, folded from its events. `nb-run.show(run)` gets this. */
export interface Run {
  readonly id: string;
  /** Whether it came along in a file. */
  readonly fromFile: boolean;
  readonly cell: string;
  readonly phase: Phase;
  readonly source: string;
  /** ISO 8601, or null while it waits. */
  readonly started: string | null;
  readonly waiting: Waiting | null;
  /** How it ended: sentence for a person, or null. */
  readonly reason: string | null;
  readonly status: CaseStatus | null;
  /** Seconds it took, null until it has ended. */
  readonly wall: number | null;
  readonly plan: readonly PlannedCall[];
  readonly diagnostics: readonly Diagnostic[];
  /** Over all cases, 0 to 1; null before the first case. */
  readonly progress: { readonly fraction: number; readonly sentence: string } | null;
  /** In the order of the plan. */
  readonly cases: readonly RunCase[];
  /** In order of appearance; keys are "call.case.chart". */
  readonly charts: ReadonlyMap<string, LiveChart>;
  /** The head and the tail of the text, in order. */
  readonly texts: readonly TextChunk[];
  /** Lines left out before `texts[index]`; the whole text is at `GET /api/runs/{run}/output`. */
  readonly textGap: { readonly index: number; readonly lines: number } | null;
  /** Lines of text in all. */
  readonly textLines: number;
  readonly outputs: readonly RunOutput[];
  readonly verdicts: readonly RunVerdict[];
  /** One for each case that has a trace. */
  readonly traces: readonly RunTrace[];
  /** The number of the last event that went in; earlier ones are ignored when they come again. */
  readonly seq: number;
}

/** What `nb-run` asks the page to fetch; app.js sets it as the element's `loader`. */
export interface RunLoader {
  /** All trace records of one case so far: 32 bytes each. */
  trace(run: string, call: number, number: number): Promise<ArrayBuffer>;
  /** A range of the whole text output, and its length in bytes; missing where there is no more. */
  output?(run: string, from: number, limit: number): Promise<{ text: string; total: number }>;
  /** Events from a number on, at most `limit` of them: the raw samples for downloads. */
  events?(run: string, from: number, limit: number): Promise<{ events: readonly RunEvent[] }>;
  /** The runs of a cell, the latest first; only where one may see earlier ones. */
  runs?(cell: string, before: string | null): Promise<PastRuns>;
  /** A run with what it reported. */
  run?(run: string): Promise<WireRun>;
  /** What the frame of an HTML output shows. */
  frame(run: string, output: RunOutput): FrameContent;
  /** Schedules of programs, step by step. */
  schedules?: import("./schedule/exploration.d.ts").ScheduleSource;
  /** The address that opens a schedule in its cell; missing where nobody else could open it. */
  link?(cell: string, schedule: string): string;
}

/** An address with a policy of its own, or the HTML itself. */
export type FrameContent = { readonly src: string } | { readonly srcdoc: string };

/** A run of a cell as their list tells it. */
export interface PastRun {
  readonly id: string;
  readonly phase: Phase;
  readonly reason?: string | null;
  readonly queued: string;
  readonly started?: string | null;
  readonly ended?: string | null;
  /** Whether the cell holds another text now. */
  readonly isChanged: boolean;
  /** The first of them. */
  readonly verdicts: readonly (RunEvent & { readonly type: "verdict" })[];
  readonly verdictCount: number;
  readonly finished?: RunEvent & { readonly type: "finished" } | null;
}

export interface PastRuns {
  readonly runs: readonly PastRun[];
  /** The run behind which the next page begins. */
  readonly next?: string | null;
}

export interface Cell {
  readonly id: string;
  readonly kind: CellKind;
  readonly source: string;
  readonly revision: number;
  readonly attachments: Attachments | null;
  readonly run: Run | null;
  /** Its file brought results that the page has not asked for yet. */
  readonly hasResults: boolean;
  /** Seconds that the last finished run took: shown while the next one waits and runs. */
  readonly previousWall: number | null;
}

/** A cell that was deleted and where it stood. */
export interface DeletedCell {
  readonly id: string;
  readonly after: string | null;
  /** Null when it was deleted before this page came. */
  readonly cell: Cell | null;
}

/** One open notebook. */
export interface NotebookState {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly lesson: string | null;
  readonly revision: number;
  /** `epoch.number` of the last event that went in. */
  readonly sequence: string;
  readonly order: readonly string[];
  readonly cells: ReadonlyMap<string, Cell>;
  /** The last deleted last. */
  readonly deleted: readonly DeletedCell[];
  /** The notebook is in the bin. */
  readonly gone: boolean;
}

// ---------------------------------------------------------------------------------------------
// Messages between the tabs and the shared stream

export type StreamState = "connecting" | "open" | "lost";

export type ToStream =
  | { readonly type: "follow"; readonly notebook: string; readonly after: string }
  | { readonly type: "leave"; readonly notebook: string }
  | { readonly type: "retry" }
  | { readonly type: "pong" }
  | { readonly type: "bye" };

export type FromStream =
  | { readonly type: "events"; readonly events: readonly SequencedEvent[] }
  | { readonly type: "state"; readonly state: StreamState; readonly retryAt: number | null }
  | { readonly type: "ping" };

export interface SequencedEvent {
  /** `epoch.number`, empty when the server sent none. */
  readonly id: string;
  readonly event: ServerEvent;
}
