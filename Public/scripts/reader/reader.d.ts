// What a notebook that is a page of its own carries, as the server writes it.

import type { Snapshot, WireRun } from "../types.d.ts";
import type { Play } from "../schedule/exploration.d.ts";

export interface ReaderDocument {
  readonly version: 1;
  /** When it was written: ISO 8601. */
  readonly saved: string;
  /** As the server sends it to the notebook's page. */
  readonly notebook: Snapshot;
  /** Results that came with an imported file, of cells that did not run since. */
  readonly results: { readonly [cell: string]: WireRun };
  /** Schedules that explorations name, each program with those of its own by id. */
  readonly programs: readonly StoredProgram[];
  readonly traces: readonly StoredTrace[];
}

export interface StoredProgram {
  readonly source: string;
  readonly plays: { readonly [id: string]: Play };
}

/** The trace records of one case: 32 bytes each, packed (`reader/packed.js`), in base64. */
export interface StoredTrace {
  readonly run: string;
  readonly call: number;
  readonly case: number;
  readonly records: string;
}
