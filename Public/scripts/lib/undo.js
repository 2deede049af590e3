/**
 * Undo and redo: the server knows what a step changed; here it becomes operations that take it
 * back without taking away what somebody else has done since.
 *
 * @typedef {import("../types.d.ts").Operation} Operation
 * @typedef {import("../types.d.ts").NotebookState} NotebookState
 * @typedef {import("../types.d.ts").UndoStep} UndoStep
 * @typedef {import("../types.d.ts").CellKind} CellKind
 *
 * @typedef {object} Draft a cell as it will be
 * @property {boolean} deleted
 * @property {string | null} source null while it is not known
 * @property {CellKind | null} kind
 */

import { merge } from "./diff.js";

/**
 * What takes a step back; null when somebody has changed the same lines since, or deleted the cell.
 * @param {NotebookState} state
 * @param {UndoStep} step
 * @returns {readonly Operation[] | null}
 */
export function takeBack(state, step) {
  /** @type {Map<string, Draft>} */
  const drafts = new Map();
  /** @type {Operation[]} */
  const moves = [];
  for (const { cell, before, after, moved } of step.cells) {
    const now = drafts.get(cell) ?? current(state, cell);
    const next = reversed(now, before, after);
    if (!next) return null;
    drafts.set(cell, next);
    if (moved && before && !next.deleted) {
      moves.push({ type: "moveCell", cell, after: before.follows ?? null });
    }
  }
  const heading = headingBack(state, step);
  if (!heading) return null;
  /** @type {Operation[]} */
  const operations = [];
  for (const [cell, { deleted, source, kind }] of drafts) {
    const now = current(state, cell);
    if (deleted) {
      if (!now.deleted) operations.push({ type: "deleteCell", cell });
      continue;
    }
    if (now.deleted) operations.push({ type: "restoreCell", cell });
    if (source !== null && source !== now.source) {
      operations.push({ type: "setSource", cell, source });
    }
    // Of a cell that was deleted before this page came nothing is known; to say it twice is no harm.
    if (kind !== null && kind !== now.kind) operations.push({ type: "setKind", cell, kind });
  }
  return [...operations, ...moves, ...heading];
}

/**
 * @param {NotebookState} state
 * @param {string} id
 * @returns {Draft}
 */
function current(state, id) {
  const cell = state.cells.get(id);
  if (cell) return { deleted: false, source: cell.source, kind: cell.kind };
  const known = state.deleted.findLast((one) => one.id === id)?.cell ?? null;
  return { deleted: true, source: known?.source ?? null, kind: known?.kind ?? null };
}

/**
 * @param {Draft} now
 * @param {UndoStep["cells"][number]["before"]} before
 * @param {UndoStep["cells"][number]["after"]} after
 * @returns {Draft | null}
 */
function reversed(now, before, after) {
  if (before === null || before.deleted) {
    // The step brought the cell; what somebody wrote into it since must not go with it.
    if (now.deleted || after.deleted) return now;
    return now.source === after.source ? { ...now, deleted: true } : null;
  }
  if (after.deleted) {
    if (!now.deleted) return now;
    // While it was deleted nobody could write into it.
    return { deleted: false, source: before.source, kind: before.kind };
  }
  if (now.deleted) return null;
  const kind = before.kind !== after.kind && now.kind === after.kind ? before.kind : now.kind;
  if (before.source === after.source) return { ...now, kind };
  const source = merge(after.source, now.source ?? "", before.source);
  return source === null ? null : { ...now, source, kind };
}

/**
 * @param {NotebookState} state
 * @param {UndoStep} step
 * @returns {Operation[] | null}
 */
function headingBack(state, step) {
  let { title, tags } = state;
  for (const { before, after } of step.headings) {
    if (before.title !== after.title) {
      if (title !== after.title && title !== before.title) return null;
      title = before.title;
    }
    if (!same(before.tags, after.tags)) {
      if (!same(tags, after.tags) && !same(tags, before.tags)) return null;
      tags = before.tags;
    }
  }
  /** @type {Operation[]} */
  const operations = [];
  if (title !== state.title) operations.push({ type: "setTitle", title });
  if (!same(tags, state.tags)) operations.push({ type: "setTags", tags });
  return operations;
}

/**
 * @param {readonly string[]} a
 * @param {readonly string[]} b
 */
const same = (a, b) => a.join("\n") === b.join("\n");
