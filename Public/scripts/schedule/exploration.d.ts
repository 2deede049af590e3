// What the explorer found out about a program, as it comes in an output and from `/api/schedules`.

export type Model = "sc" | "tso" | "pso";

/** A count, or its digits as text where a number would lose some. */
export type Count = number | string;

export interface Place {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** The names behind the numbers of a schedule. */
export interface Names {
  readonly threads: readonly { readonly name: string; readonly line: number }[];
  readonly variables: readonly { readonly name: string; readonly kind: string }[];
  readonly objects: readonly {
    readonly name: string;
    readonly kind: string;
    readonly size: number;
  }[];
  readonly columns: readonly string[];
}

export interface Exploration extends Names {
  readonly source: string;
  readonly models: readonly ModelAnswer[];
  readonly outcomes: readonly Outcome[];
  readonly schedules: readonly Schedule[];
  readonly tree?: Tree;
  /** What the machine's own processors did, when somebody asked for it. */
  readonly seen?: {
    readonly iterations: number;
    readonly failures: number;
    readonly sentence: string;
  };
}

/** All interleavings of one model with equal states folded together; node 0 is the start. */
export interface Tree {
  readonly model: Model;
  readonly isCut: boolean;
  readonly nodes: readonly TreeNode[];
}

export interface TreeNode {
  /** Interleavings from here to an end, and those of them that fail. */
  readonly total: Count;
  readonly failing: Count;
  /** Ways from the start to here. */
  readonly paths: Count;
  readonly children: readonly TreeEdge[];
}

export interface TreeEdge {
  readonly choice: string;
  readonly thread: number;
  readonly text: string;
  readonly line: number;
  readonly node: number;
}

export interface WaitForGraph {
  readonly waits: readonly {
    readonly thread: number;
    readonly text: string;
    readonly object?: number;
  }[];
  readonly edges: readonly {
    readonly waiter: number;
    readonly holder: number;
    readonly object?: number;
  }[];
  readonly cycle: readonly number[];
}

export interface ModelAnswer {
  readonly model: Model;
  readonly strategy: string;
  readonly answer: "proved" | "provedUpTo" | "sampled" | "refuted";
  readonly sentence: string;
  readonly isComplete: boolean;
  readonly remark?: string;
  readonly counts: {
    readonly interleavings?: Count;
    readonly failing?: Count;
    readonly estimate?: { readonly mean: number; readonly deviation: number };
    readonly explored: number;
    readonly distinct?: number;
    readonly outcomes: number;
    readonly states?: number;
  };
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly kind: string;
  /** The kind in words: `Lost wake-up`. */
  readonly name: string;
  readonly sentence: string;
  readonly line: number;
  readonly steps: number;
  readonly preemptions: number;
  readonly isMinimal: boolean;
  readonly id: string;
}

export interface Outcome {
  readonly values: readonly number[];
  readonly fails: boolean;
  readonly grade?: "acceptable" | "interesting" | "forbidden";
  readonly note?: string;
  /** How often this machine ended so. */
  readonly seen?: number;
  readonly models: { readonly [model: string]: { readonly id: string; readonly count?: Count } };
}

export interface Schedule {
  readonly id: string;
  readonly model: Model;
  readonly title: string;
  readonly digits: string;
  readonly ends: "finished" | "failed" | "cycle" | "unfinished";
  readonly sentence: string;
  readonly switches: number;
  readonly preemptions: number;
  readonly failure?: { readonly kind: string; readonly sentence: string; readonly line: number };
  /** The number of steps after which nothing could save it. */
  readonly inevitable?: number;
  readonly cycleStart?: number;
  readonly initial: State;
  /** Who waits for whom before the first step; missing where nobody waits. */
  readonly waits?: WaitForGraph;
  readonly steps: readonly Step[];
  /** What can be chosen after the last step. */
  readonly next: readonly Option[];
}

export interface Option {
  readonly choice: string;
  readonly thread: number;
  readonly kind: string;
  readonly text: string;
  readonly place: Place;
}

export interface Step extends Option {
  readonly code: string;
  readonly variable?: number;
  readonly object?: number;
  readonly value?: number;
  readonly preempts?: boolean;
  readonly switches?: boolean;
  readonly enabled: readonly Option[];
  readonly clock: readonly number[];
  readonly after: readonly number[];
  readonly readsFrom?: number;
  readonly races?: readonly number[];
  /** Who waits for whom behind it; missing where nobody waits. */
  readonly waits?: WaitForGraph;
  /** What the step changed; keys are indices. */
  readonly state: {
    readonly variables: { readonly [index: string]: number };
    readonly objects: { readonly [index: string]: ObjectState };
    readonly threads: { readonly [index: string]: ThreadState };
  };
}

export interface State {
  readonly variables: readonly number[];
  readonly objects: readonly ObjectState[];
  readonly threads: readonly ThreadState[];
}

export interface ObjectState {
  readonly owner?: number;
  readonly readers?: readonly number[];
  readonly units?: number;
  readonly waiters?: readonly number[];
  readonly queue?: readonly number[];
}

export interface ThreadState {
  readonly status: "notStarted" | "ready" | "blocked" | "finished" | "failed";
  readonly place: Place;
  readonly next?: string;
  readonly waitsFor?: {
    readonly object?: number;
    readonly thread?: number;
    readonly condition?: string;
  };
  readonly locals?: readonly (readonly [string, number])[];
  /** Stores that wait, oldest first: variable and value. */
  readonly buffer?: readonly (readonly [number, number])[];
}

export interface ScheduleQuestion {
  readonly source: string;
  readonly schedule: string;
  readonly model?: Model;
  readonly wantsHint?: boolean;
  readonly wantsExports?: boolean;
}

export interface Play extends Names {
  readonly schedule: Schedule;
  readonly problem?: { readonly sentence: string; readonly stops: boolean };
  /** Choices that lead on to a failure; empty when there is no way. */
  readonly hint?: string;
  readonly text?: string;
  /** In the trace format of Chrome. */
  readonly trace?: string;
}

/** Replays a schedule; throws a sentence. */
export type Replayer = (question: ScheduleQuestion) => Promise<Play>;

/** Where schedules come from. */
export interface ScheduleSource {
  /** Whether any schedule can be had, with hints and in other forms; else only those that it `has`. */
  readonly isOpen: boolean;
  has(source: string, id: string): boolean;
  readonly replay: Replayer;
}

/** A view of one schedule; step -1 is before the first. */
export interface View {
  readonly element: HTMLElement;
  show(step: number): void;
  close?(): void;
}
