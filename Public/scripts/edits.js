/**
 * Edits on their way to the server: kept until they are acknowledged, sent one after the other,
 * each with the revision that its author saw. What was changed elsewhere too is merged where the
 * lines allow it; else both versions stay until somebody chooses. Clock, storage and network come in
 * from outside.
 *
 * @typedef {import("./types.d.ts").Operation} Operation
 * @typedef {import("./types.d.ts").OperationsRequest} OperationsRequest
 * @typedef {import("./types.d.ts").NotebookState} NotebookState
 * @typedef {import("./types.d.ts").WireCell} WireCell
 * @typedef {import("./types.d.ts").CellKind} CellKind
 *
 * @typedef {object} Edit one save: all of its operations or none
 * @property {readonly Operation[]} operations
 * @property {{readonly [cell: string]: number}} bases for each cell the revision that its author saw
 * @property {{readonly [cell: string]: string}} from the texts on which its new texts build
 * @property {string} step what one undo takes back
 * @property {string | null} takesBack
 * @property {string | null} key set when it is first sent, and kept when it is sent again
 * @property {number | null} acknowledged the revision that holds it
 *
 * @typedef {object} Conflict a text that the server does not take as it is
 * @property {string} cell
 * @property {CellKind} kind
 * @property {string} mine
 * @property {{source: string, revision: number} | null} theirs null when it was deleted there
 * @property {string | null} why what the server said, when nobody else changed the cell
 *
 * @typedef {object} Saved what outlives the page
 * @property {readonly Edit[]} edits
 * @property {readonly Conflict[]} conflicts
 *
 * @typedef {object} Outside
 * @property {(request: OperationsRequest, leaving: boolean) => Promise<{revision: number}>} send
 * @property {(action: () => void, milliseconds: number) => () => void} later
 * @property {() => number} now in milliseconds
 * @property {(saved: Saved) => void} keep
 * @property {() => string} makeKey
 * @property {() => void} changed
 * @property {() => void} redraw shows the state at once: nobody may type over a text that is gone
 * @property {(cell: string) => void} merged what was changed elsewhere is in the cell, too
 * @property {(sentence: string) => void} refused an edit that the server will never take
 */

import { Problem } from "./api.js";
import { merge } from "./lib/diff.js";
import { applyOperation } from "./store.js";

/** Typing rests this long before it is sent. */
const rest = 400;
const shortestWait = 500;
const longestWait = 10_000;
/** Typing that goes on within this time is taken back in one go, in milliseconds. */
const stepTime = 20_000;

export class Edits {
  #outside;
  /** @type {Edit[]} */
  #edits = [];
  /** @type {Map<string, Conflict>} */
  #conflicts = new Map();
  /** @type {NotebookState | null} */
  #confirmed = null;
  /** @type {{place: string, step: string, at: number} | null} */
  #typing = null;
  /** @type {(() => void) | null} */
  #timer = null;
  /** @type {Promise<void> | null} */
  #sending = null;
  #wait = shortestWait;
  /** @type {Problem | null} */
  #problem = null;

  /**
   * @param {Outside} outside
   * @param {Saved} [saved] what an earlier page could not send
   */
  constructor(outside, saved = { edits: [], conflicts: [] }) {
    this.#outside = outside;
    this.#edits = saved.edits.map((edit) => ({ ...edit }));
    for (const conflict of saved.conflicts) this.#conflicts.set(conflict.cell, conflict);
  }

  /** @returns {readonly Conflict[]} */
  get conflicts() {
    return [...this.#conflicts.values()];
  }

  /** Why the last attempt did not succeed; null when all is well. */
  get problem() {
    return this.#problem;
  }

  /** The cells, and "" for title and tags, that the server does not have yet. */
  get unsaved() {
    const cells = this.#edits
      .filter((edit) => edit.acknowledged === null)
      .flatMap(({ operations }) => operations.map(placeOf));
    return new Set([...cells, ...this.#conflicts.keys()]);
  }

  /**
   * The state that the page shows: the server's, with the edits that it does not contain yet.
   * @param {NotebookState} confirmed
   * @returns {NotebookState}
   */
  over(confirmed) {
    this.#confirmed = confirmed;
    this.#edits = this.#edits.filter((edit) =>
      edit.acknowledged === null || edit.acknowledged > confirmed.revision
    );
    let state = this.#edits.flatMap((edit) => edit.operations).reduce(applyOperation, confirmed);
    for (const { cell, kind, mine } of this.#conflicts.values()) {
      if (!state.cells.has(cell)) {
        // It was deleted elsewhere, but what was written here must be seen.
        const after = state.deleted.findLast(({ id }) => id === cell)?.after ?? null;
        state = applyOperation(state, { type: "insertCell", cell, kind, source: mine, after });
      }
      state = applyOperation(state, { type: "setSource", cell, source: mine });
    }
    return state;
  }

  /**
   * Makes one save of some operations.
   * @param {readonly Operation[]} operations
   * @param {string | null} [takesBack] the step that it takes back
   * @returns {string} its own step
   */
  add(operations, takesBack = null) {
    const left = operations.filter((operation) => !this.#belongsToConflict(operation));
    const step = this.#stepOf(operations, takesBack);
    const [only] = left;
    const isTyping = left.length === 1 && (only?.type === "setSource" || only?.type === "setTitle");
    if (only && (!isTyping || !this.#replaceDraft(only, step))) {
      this.#edits.push({
        operations: left,
        bases: this.#basesOf(left),
        from: this.#textsBefore(left),
        step,
        takesBack,
        key: null,
        acknowledged: null,
      });
    }
    if (only) this.#sendAfter(isTyping ? rest : 0);
    this.#keep();
    return step;
  }

  /**
   * Typing into a cell with two versions goes on in one's own; deleting it lets that one go.
   * @param {Operation} operation
   */
  #belongsToConflict(operation) {
    const conflict = "cell" in operation ? this.#conflicts.get(operation.cell) : undefined;
    if (!conflict) return false;
    if (operation.type === "setSource") {
      this.#conflicts.set(conflict.cell, { ...conflict, mine: operation.source });
      return true;
    }
    if (operation.type !== "deleteCell") return false;
    this.#conflicts.delete(conflict.cell);
    return conflict.theirs === null;
  }

  /**
   * @param {readonly Operation[]} operations
   * @param {string | null} takesBack
   */
  #stepOf(operations, takesBack) {
    const [only] = operations;
    const isTyping = operations.length === 1 && only &&
      (only.type === "setSource" || only.type === "setTitle");
    const at = this.#outside.now();
    const last = this.#typing;
    const place = only ? placeOf(only) : "";
    const goesOn = isTyping && takesBack === null && last?.place === place &&
      at - last.at < stepTime;
    const step = goesOn ? last.step : this.#outside.makeKey();
    this.#typing = isTyping && takesBack === null ? { place, step, at } : null;
    return step;
  }

  /**
   * What is written over an edit that the page still holds has seen what that one has, and not
   * what the server has told of since: the edit hides it.
   * @param {readonly Operation[]} operations
   */
  #basesOf(operations) {
    /** @type {{[cell: string]: number}} */
    const bases = {};
    for (const place of operations.map(placeOf)) {
      const hiding = this.#edits.findLast((edit) => saysOf(edit, place));
      bases[place] = hiding?.acknowledged ?? hiding?.bases[place] ?? this.#confirmed?.revision ?? 0;
    }
    return bases;
  }

  /** @param {readonly Operation[]} operations */
  #textsBefore(operations) {
    const cells = operations.flatMap((one) => one.type === "setSource" ? [one.cell] : []);
    return Object.fromEntries(cells.map((cell) => [cell, this.#textOf(cell)]));
  }

  /** The text of a cell with all that is on its way. @param {string} cell */
  #textOf(cell) {
    const last = this.#edits.flatMap(({ operations }) => operations).findLast((one) =>
      (one.type === "setSource" || one.type === "insertCell") && one.cell === cell
    );
    return last && "source" in last ? last.source : this.#confirmed?.cells.get(cell)?.source ?? "";
  }

  /**
   * Typing goes on in an edit that was not sent yet, if nothing else touched the cell after it.
   * @param {Operation} operation
   * @param {string} step
   */
  #replaceDraft(operation, step) {
    const index = this.#edits.findLastIndex(({ operations }) =>
      operations.some((one) => placeOf(one) === placeOf(operation))
    );
    const last = this.#edits[index];
    if (
      !last || last.key !== null || last.step !== step || last.operations.length > 1 ||
      last.operations[0]?.type !== operation.type
    ) return false;
    this.#edits[index] = { ...last, operations: [operation] };
    return true;
  }

  /** @param {number} milliseconds */
  #sendAfter(milliseconds) {
    this.#timer?.();
    this.#timer = this.#outside.later(() => {
      this.#timer = null;
      void this.flush();
    }, milliseconds);
  }

  /** Sends what is there. Ends when the server has everything, or says no. */
  async flush() {
    this.#timer?.();
    this.#timer = null;
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    await this.#sending;
  }

  /** The page goes away: everything in requests that outlive it. */
  leave() {
    for (const edit of this.#edits.filter((one) => one.acknowledged === null)) {
      void this.#outside.send(this.#requestOf(edit), true).catch(() => undefined);
    }
    this.#keep();
  }

  /** @param {Edit} edit @returns {OperationsRequest} */
  #requestOf(edit) {
    edit.key ??= this.#outside.makeKey();
    const { bases, key, operations, step, takesBack } = edit;
    const base = Math.min(...Object.values(bases));
    return { base, key, operations, step, ...(takesBack === null ? {} : { takesBack }) };
  }

  async #sendAll() {
    for (let edit = this.#next(); edit; edit = this.#next()) {
      try {
        const answer = await this.#outside.send(this.#requestOf(edit), false);
        this.#acknowledge(edit, answer.revision);
      } catch (error) {
        const problem = error instanceof Problem ? error : new Problem(String(error), 0);
        // A notebook in the bin may come out of it again.
        if (problem.isTemporary || problem.status === 401 || problem.status === 410) {
          this.#problem = problem;
          this.#sendAfter(this.#wait);
          this.#wait = Math.min(longestWait, this.#wait * 2);
          this.#outside.changed();
          return;
        }
        this.#refuse(edit, problem);
        this.#outside.redraw();
      }
      this.#keep();
    }
  }

  #next() {
    return this.#edits.find((edit) => edit.acknowledged === null);
  }

  /**
   * @param {Edit} edit
   * @param {number} revision
   */
  #acknowledge(edit, revision) {
    this.#problem = null;
    this.#wait = shortestWait;
    edit.acknowledged = revision;
    for (const other of this.#edits) {
      if (other.acknowledged !== null) continue;
      for (const [place, base] of Object.entries(other.bases)) {
        if (!saysOf(edit, place)) continue;
        other.bases = { ...other.bases, [place]: Math.max(base, revision) };
      }
    }
  }

  /**
   * @param {Edit} edit
   * @param {Problem} problem
   */
  #refuse(edit, problem) {
    const place = this.#edits.indexOf(edit);
    const { operations: [only], ...rest } = edit;
    if (edit.operations.length > 1 && problem.status !== 409 && problem.status !== 404) {
      // All or none: half of it could lose what the other half was to keep.
      this.#edits.splice(place, 1);
      this.#outside.refused(problem.message);
      return;
    }
    if (edit.operations.length > 1) {
      // Each on its own: what does not meet with somebody else's change goes through.
      const parts = edit.operations.map((one) => {
        const own = placeOf(one);
        return { ...rest, operations: [one], bases: { [own]: edit.bases[own] ?? 0 }, key: null };
      });
      this.#edits.splice(place, 1, ...parts);
      return;
    }
    this.#edits.splice(place, 1);
    if (only?.type === "setSource") {
      this.#settle(edit, place, only.cell, problem);
      return;
    }
    const now = only && "cell" in only
      ? problem.cells.find(({ id }) => id === only.cell)
      : undefined;
    if (only?.type === "setKind" && now) {
      // The kind does not depend on what the others wrote.
      const bases = { [now.id]: now.revision };
      this.#edits.splice(place, 0, { ...edit, bases, key: null });
    } else if (only?.type === "deleteCell" && now) {
      this.#outside.refused(
        "A cell was not deleted, because somebody changed it meanwhile. Look at it and delete it again.",
      );
    } else if (only?.type !== "deleteCell" || problem.status !== 404) {
      this.#outside.refused(problem.message);
    }
  }

  /**
   * A text that the server did not take: merged with what stands there now, or kept for a choice.
   * @param {Edit} edit
   * @param {number} place
   * @param {string} cell
   * @param {Problem} problem
   */
  #settle(edit, place, cell, problem) {
    const later = this.#edits.filter(({ operations }) =>
      operations.length === 1 && operations[0]?.type === "setSource" &&
      operations[0].cell === cell
    ).filter((one) => one.acknowledged === null);
    const newest = later.at(-1)?.operations[0] ?? edit.operations[0];
    const mine = newest?.type === "setSource" ? newest.source : "";
    this.#edits = this.#edits.filter((one) => !later.includes(one));
    const theirs = problem.cells.find((one) => one.id === cell) ?? null;
    const merged = theirs && merge(edit.from[cell] ?? "", mine, theirs.source);
    if (theirs && merged === theirs.source) return;
    if (theirs && typeof merged === "string") {
      this.#edits.splice(place, 0, {
        ...edit,
        operations: [{ type: "setSource", cell, source: merged }],
        bases: { [cell]: theirs.revision },
        from: { [cell]: theirs.source },
        key: null,
      });
      if (theirs.source !== edit.from[cell]) this.#outside.merged(cell);
      return;
    }
    const known = this.#confirmed?.cells.get(cell);
    const isRefused = theirs === null && problem.status !== 404 && known !== undefined;
    const there = theirs ?? (isRefused ? known : null);
    this.#conflicts.set(cell, {
      cell,
      kind: known?.kind ?? theirs?.kind ?? "code",
      mine,
      theirs: there && { source: there.source, revision: there.revision },
      why: isRefused ? problem.message : null,
    });
  }

  /**
   * The person has chosen what the cell shall hold.
   * @param {string} cell
   * @param {"mine" | "theirs"} choice
   */
  resolve(cell, choice) {
    const conflict = this.#conflicts.get(cell);
    if (!conflict) return;
    this.#conflicts.delete(cell);
    if (choice === "mine") {
      const { theirs, mine } = conflict;
      /** @type {Operation} */
      const write = { type: "setSource", cell, source: mine };
      this.#edits.push({
        operations: theirs ? [write] : [{ type: "restoreCell", cell }, write],
        bases: { [cell]: theirs?.revision ?? this.#confirmed?.revision ?? 0 },
        from: { [cell]: theirs?.source ?? "" },
        step: this.#outside.makeKey(),
        takesBack: null,
        key: null,
        acknowledged: null,
      });
      void this.flush();
    }
    this.#keep();
  }

  #keep() {
    this.#outside.keep({
      edits: this.#edits.filter((edit) => edit.acknowledged === null),
      conflicts: this.conflicts,
    });
    this.#outside.changed();
  }
}

/** The cell, or "" for title and tags. @param {Operation} operation */
const placeOf = (operation) => "cell" in operation ? operation.cell : "";

/**
 * Whether the server takes an edit only if nobody else has changed the cell; a move says nothing
 * about what stands there.
 * @param {Edit} edit
 * @param {string} place
 */
const saysOf = ({ operations }, place) =>
  operations.some((one) =>
    placeOf(one) === place && ["setSource", "setKind", "insertCell"].includes(one.type)
  );
