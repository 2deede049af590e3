// What the views of a schedule need to know of it: parts of what the explorer writes.

export interface Step {
  readonly choice: string;
  readonly thread: number;
  readonly kind: string;
  readonly text: string;
  readonly clock: readonly number[];
  readonly after: readonly number[];
  readonly readsFrom?: number;
  readonly races?: readonly number[];
  readonly waits?: WaitForGraph;
}

export interface Wait {
  readonly thread: number;
  readonly text: string;
  readonly object?: number;
}

export interface WaitForGraph {
  readonly waits: readonly Wait[];
  readonly edges: readonly {
    readonly waiter: number;
    readonly holder: number;
    readonly object?: number;
  }[];
  readonly cycle: readonly number[];
}

export interface ThreadState {
  readonly status: string;
  readonly next?: string;
  readonly waitsFor?: {
    readonly object?: number;
    readonly thread?: number;
    readonly condition?: string;
  };
}

export interface Schedule {
  readonly model: string;
  readonly title: string;
  readonly sentence: string;
  readonly failure?: { readonly sentence: string };
  readonly initial: { readonly threads: readonly ThreadState[] };
  readonly steps: readonly Step[];
}

export interface TreeEdge {
  readonly choice: string;
  readonly thread: number;
  readonly text: string;
  readonly line: number;
  readonly node: number;
}

/** Counts are numbers, or their digits as text where a number would lose some. */
export interface TreeNode {
  readonly total: number | string;
  readonly failing: number | string;
  readonly paths: number | string;
  readonly children: readonly TreeEdge[];
}

export interface Tree {
  readonly model: string;
  readonly isCut: boolean;
  readonly nodes: readonly TreeNode[];
}

export interface Exploration {
  readonly threads: readonly { readonly name: string }[];
  readonly objects: readonly { readonly name: string }[];
  readonly tree?: Tree;
}

/** A view of one schedule; step -1 is before the first. */
export interface View {
  readonly element: HTMLElement;
  show(step: number): void;
  text(): string;
  close?(): void;
}
