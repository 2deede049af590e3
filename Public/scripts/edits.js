/**
 * Edits on their way to the server: kept until they are acknowledged, sent one after the other,
 * each with the revision that its author saw. Clock, storage and network come in from outside.
 *
 * @typedef {import("./types.d.ts").Operation} Operation
 * @typedef {import("./types.d.ts").OperationsRequest} OperationsRequest
 * @typedef {import("./types.d.ts").NotebookState} NotebookState
 * @typedef {import("./types.d.ts").WireCell} WireCell
 *
 * @typedef {object} Edit
 * @property {Operation} operation
 * @property {number} base
 * @property {string | null} key set when it is first sent, and kept when it is sent again
 * @property {number | null} acknowledged the revision that holds it
 *
 * @typedef {object} Conflict a cell that was changed here and elsewhere
 * @property {string} cell
 * @property {string} mine
 * @property {{source: string, revision: number} | null} theirs null when it was deleted there
 *
 * @typedef {object} Saved what outlives the page
 * @property {readonly Edit[]} edits
 * @property {readonly Conflict[]} conflicts
 *
 * @typedef {object} Outside
 * @property {(request: OperationsRequest, leaving: boolean) => Promise<{revision: number}>} send
 * @property {(action: () => void, milliseconds: number) => () => void} later
 * @property {(saved: Saved) => void} keep
 * @property {() => string} makeKey
 * @property {() => void} changed
 * @property {(sentence: string) => void} refused an edit that the server will never take
 */

import { Problem } from "./api.js";
import { applyOperation } from "./store.js";

/** Typing rests this long before it is sent. */
const rest = 400;
const shortestWait = 500;
const longestWait = 10_000;

export class Edits {
  #outside;
  /** @type {Edit[]} */
  #edits = [];
  /** @type {Map<string, Conflict>} */
  #conflicts = new Map();
  /** Cell → the revision in which this page last saved it. @type {Map<string, number>} */
  #saved = new Map();
  #revision = 0;
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

  /** The cells, and "" for the title, that the server does not have yet. */
  get unsaved() {
    const cells = this.#edits
      .filter((edit) => edit.acknowledged === null)
      .map(({ operation }) => ("cell" in operation ? operation.cell : ""));
    return new Set([...cells, ...this.#conflicts.keys()]);
  }

  /**
   * The state that the page shows: the server's, with the edits that it does not contain yet.
   * @param {NotebookState} confirmed
   * @returns {NotebookState}
   */
  over(confirmed) {
    this.#revision = Math.max(this.#revision, confirmed.revision);
    this.#edits = this.#edits.filter((edit) =>
      edit.acknowledged === null || edit.acknowledged > confirmed.revision
    );
    let state = this.#edits.reduce(
      (shown, edit) => applyOperation(shown, edit.operation),
      confirmed,
    );
    for (const { cell, mine } of this.#conflicts.values()) {
      state = applyOperation(state, { type: "setSource", cell, source: mine });
    }
    return state;
  }

  /**
   * @param {Operation} operation
   * @param {number} [base] the revision of the cell that the author saw
   */
  add(operation, base = this.#revision) {
    if (operation.type === "setSource") {
      const conflict = this.#conflicts.get(operation.cell);
      if (conflict) {
        this.#conflicts.set(operation.cell, { ...conflict, mine: operation.source });
        this.#keep();
        return;
      }
      if (!this.#replaceDraft(operation)) this.#push(operation, base);
      this.#sendAfter(rest);
    } else {
      const known = operation.type === "setTitle" && this.#replaceDraft(operation);
      if (!known) this.#push(operation, base);
      this.#sendAfter(operation.type === "setTitle" ? rest : 0);
    }
    this.#keep();
  }

  /**
   * @param {Operation} operation
   * @param {number} base
   */
  #push(operation, base) {
    const saved = "cell" in operation ? this.#saved.get(operation.cell) ?? 0 : 0;
    this.#edits.push({
      operation,
      base: Math.max(base, saved),
      key: null,
      acknowledged: null,
    });
  }

  /**
   * Typing goes on in an edit that was not sent yet, if nothing else touched the cell after it.
   * @param {Operation & {type: "setSource" | "setTitle"}} operation
   */
  #replaceDraft(operation) {
    const cell = "cell" in operation ? operation.cell : null;
    const index = this.#edits.findLastIndex((edit) =>
      cell === null
        ? edit.operation.type === "setTitle"
        : "cell" in edit.operation && edit.operation.cell === cell
    );
    const last = this.#edits[index];
    if (!last || last.key !== null || last.operation.type !== operation.type) return false;
    this.#edits[index] = { ...last, operation };
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
    const waiting = this.#edits.filter((edit) => edit.acknowledged === null);
    for (const edit of waiting) {
      const key = edit.key ?? this.#outside.makeKey();
      edit.key = key;
      const request = { base: edit.base, key, operations: [edit.operation] };
      void this.#outside.send(request, true).catch(() => undefined);
    }
    this.#keep();
  }

  async #sendAll() {
    for (let edit = this.#next(); edit; edit = this.#next()) {
      const key = edit.key ?? this.#outside.makeKey();
      edit.key = key;
      const { operation } = edit;
      try {
        const { base } = edit;
        const answer = await this.#outside.send({ base, key, operations: [operation] }, false);
        this.#acknowledge(edit, answer.revision);
      } catch (error) {
        const problem = error instanceof Problem ? error : new Problem(String(error), 0);
        if (problem.isTemporary || problem.status === 401) {
          this.#problem = problem;
          this.#sendAfter(this.#wait);
          this.#wait = Math.min(longestWait, this.#wait * 2);
          this.#outside.changed();
          return;
        }
        this.#edits = this.#edits.filter((other) => other !== edit);
        this.#refuse(edit, problem);
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
    const { operation } = edit;
    if (!("cell" in operation)) return;
    this.#saved.set(operation.cell, revision);
    for (const other of this.#edits) {
      if (
        other.acknowledged === null && "cell" in other.operation &&
        other.operation.cell === operation.cell
      ) other.base = Math.max(other.base, revision);
    }
  }

  /**
   * @param {Edit} edit
   * @param {Problem} problem
   */
  #refuse(edit, problem) {
    const { operation } = edit;
    if (problem.status !== 409 || operation.type !== "setSource") {
      this.#outside.refused(problem.message);
      return;
    }
    const draft = this.#edits.find((other) =>
      other.operation.type === "setSource" && other.operation.cell === operation.cell
    );
    const mine = draft?.operation.type === "setSource" ? draft.operation.source : operation.source;
    this.#edits = this.#edits.filter((other) => other !== draft);
    const theirs = problem.cells.find((cell) => cell.id === operation.cell) ?? null;
    if (theirs?.source === mine) return;
    this.#conflicts.set(operation.cell, {
      cell: operation.cell,
      mine,
      theirs: theirs && { source: theirs.source, revision: theirs.revision },
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
      this.#saved.delete(cell);
      this.add({ type: "setSource", cell, source: conflict.mine }, conflict.theirs?.revision);
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
