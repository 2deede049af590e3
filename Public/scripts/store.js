/**
 * The state of a notebook, folded from the server's events. No DOM, no clock, no network; the
 * shape is the one of the server's core.
 *
 * @typedef {import("./types.d.ts").NotebookState} NotebookState
 * @typedef {import("./types.d.ts").Cell} Cell
 * @typedef {import("./types.d.ts").WireCell} WireCell
 * @typedef {import("./types.d.ts").Snapshot} Snapshot
 * @typedef {import("./types.d.ts").ServerEvent} ServerEvent
 * @typedef {import("./types.d.ts").SequencedEvent} SequencedEvent
 * @typedef {import("./types.d.ts").Operation} Operation
 * @typedef {import("./types.d.ts").RunEvent} RunEvent
 * @typedef {import("./types.d.ts").Run} Run
 */

import { foldRun, newRun } from "./fold.js";

/**
 * @param {Snapshot} snapshot
 * @returns {NotebookState}
 */
export function fromSnapshot(snapshot) {
  return {
    id: snapshot.id,
    title: snapshot.title,
    tags: snapshot.tags ?? [],
    lesson: snapshot.lesson ?? null,
    revision: snapshot.revision,
    sequence: snapshot.sequence,
    order: snapshot.cells.map((cell) => cell.id),
    cells: new Map(snapshot.cells.map((cell) => [cell.id, fromWire(cell)])),
    deleted: (snapshot.deleted ?? []).map(({ cell, after }) => ({
      id: cell,
      after: after ?? null,
      cell: null,
    })),
    gone: false,
  };
}

/**
 * @param {WireCell} cell
 * @returns {Cell}
 */
function fromWire(cell) {
  const run = cell.run ? newRun(cell.run) : null;
  return {
    id: cell.id,
    kind: cell.kind,
    source: cell.source,
    revision: cell.revision,
    attachments: cell.attachments ?? null,
    run,
    hasResults: cell.results === true && !run,
    previousWall: null,
  };
}

/**
 * Shows what the file of a cell brought, unless the cell has run meanwhile.
 * @param {NotebookState} state
 * @param {import("./types.d.ts").WireRun} wire
 * @returns {NotebookState}
 */
export function withResults(state, wire) {
  const cell = state.cells.get(wire.cell);
  if (!cell || cell.run) return state;
  return withCell(state, { ...cell, run: newRun(wire), hasResults: false });
}

/**
 * Applies one event of the stream and returns the new state.
 * @param {NotebookState} state
 * @param {ServerEvent} event
 * @returns {NotebookState}
 */
export function applyEvent(state, event) {
  switch (event.type) {
    case "cellInserted": {
      const { deleted } = state;
      const { id } = event.cell;
      const before = deleted.findLast((one) => one.id === id);
      return {
        ...withCell(state, restored(fromWire(event.cell), before?.cell ?? null)),
        order: placed(state.order, id, event.after ?? null),
        deleted: before ? deleted.filter((one) => one.id !== id) : deleted,
        revision: event.revision,
      };
    }
    case "cellChanged": {
      const cell = state.cells.get(event.cell.id);
      if (!cell) return { ...state, revision: event.revision };
      const { kind, source, revision } = event.cell;
      const changed = withCell(state, { ...cell, kind, source, revision });
      return { ...changed, revision: event.revision };
    }
    case "cellMoved":
      return {
        ...state,
        order: placed(state.order, event.id, event.after ?? null),
        revision: event.revision,
      };
    case "cellDeleted": {
      const cell = state.cells.get(event.id);
      if (!cell) return { ...state, revision: event.revision };
      const cells = new Map(state.cells);
      cells.delete(event.id);
      return {
        ...state,
        cells,
        order: state.order.filter((id) => id !== event.id),
        deleted: [...state.deleted, { id: cell.id, after: event.after ?? null, cell }],
        revision: event.revision,
      };
    }
    case "notebookChanged":
      return {
        ...state,
        title: event.title,
        tags: event.tags ?? state.tags,
        revision: event.revision,
      };
    case "notebookDeleted":
      return { ...state, gone: true };
    case "notebookRestored":
      return { ...state, gone: false };
    case "runQueued":
      return changeCell(state, event.cell, (cell) => ({
        ...cell,
        run: newRun(event.run),
        previousWall: cell.run?.wall ?? cell.previousWall,
      }));
    case "runWaiting":
      return changeRun(state, event.cell, event.run, (run) => ({
        ...run,
        waiting: { position: event.position, reason: event.reason },
      }));
    case "runStarted":
      return changeRun(state, event.cell, event.run, (run) => ({
        ...run,
        phase: "running",
        started: event.started,
        waiting: null,
      }));
    case "runEvent":
      return changeRun(state, event.cell, event.run, (run) => foldRun(run, [event.event]));
    case "runEnded":
      return changeRun(state, event.cell, event.run, (run) => ({
        ...run,
        phase: event.phase,
        reason: event.reason ?? run.reason,
        waiting: null,
      }));
    case "reset":
    case "closed":
      return state;
  }
}

/**
 * Applies the events of one frame. An event that the state already holds (by its number) is left
 * out, so that a resumed stream may overlap; neighbouring events of one run are folded in one go.
 * @param {NotebookState} state
 * @param {readonly SequencedEvent[]} events
 * @returns {NotebookState}
 */
export function applyEvents(state, events) {
  let result = state;
  let sequence = state.sequence;
  for (let index = 0; index < events.length; index += 1) {
    const current = events[index];
    if (!current || !isNewer(current.id, sequence)) continue;
    sequence = current.id || sequence;
    const { event } = current;
    if (event.notebook !== state.id) continue;
    if (event.type !== "runEvent") {
      result = applyEvent(result, event);
      continue;
    }
    /** @type {RunEvent[]} */
    const batch = [event.event];
    for (let next = events[index + 1]; next; next = events[index + 1]) {
      if (next.event.type !== "runEvent" || next.event.run !== event.run) break;
      if (isNewer(next.id, sequence)) {
        sequence = next.id || sequence;
        batch.push(next.event.event);
      }
      index += 1;
    }
    result = changeRun(result, event.cell, event.run, (run) => foldRun(run, batch));
  }
  return sequence === result.sequence ? result : { ...result, sequence };
}

/**
 * Whether an event id (`epoch.number`) comes after another. Another epoch counts as newer: the
 * server says `reset` when it cannot go on from an old one.
 * @param {string} id
 * @param {string} than
 */
export function isNewer(id, than) {
  if (id === "" || than === "") return true;
  const [epoch, number] = split(id);
  const [otherEpoch, otherNumber] = split(than);
  return epoch !== otherEpoch || number > otherNumber;
}

/**
 * @param {string} id
 * @returns {[string, number]}
 */
function split(id) {
  const dot = id.lastIndexOf(".");
  return [id.slice(0, dot), Number(id.slice(dot + 1))];
}

/**
 * The run of a cell that came back says only how much it has reported. What this page still holds
 * of it stays; else the whole run must be fetched (`isHollow`).
 * @param {Cell} cell
 * @param {Cell | null} before
 * @returns {Cell}
 */
function restored(cell, before) {
  if (!cell.run || !before?.run || before.run.id !== cell.run.id) return cell;
  if (cell.run.seq >= before.run.seq) return cell;
  const { phase, reason, waiting } = cell.run;
  return { ...cell, run: { ...before.run, phase, reason, waiting } };
}

/**
 * Whether a run came without what it has reported.
 * @param {Run | null} run
 */
export function isHollow(run) {
  return run !== null && run.seq === 0 && run.phase !== "queued" && run.phase !== "running";
}

/**
 * Puts a run that was fetched into its cell.
 * @param {NotebookState} state
 * @param {import("./types.d.ts").WireRun} wire
 * @returns {NotebookState}
 */
export function withRun(state, wire) {
  return changeRun(state, wire.cell, wire.id, (run) => {
    const fetched = newRun(wire);
    return fetched.seq > run.seq ? fetched : run;
  });
}

/**
 * What an operation makes of the state before the server has answered: the same as the event that
 * will follow, so that doing it twice changes nothing.
 * @param {NotebookState} state
 * @param {Operation} operation
 * @returns {NotebookState}
 */
export function applyOperation(state, operation) {
  switch (operation.type) {
    case "setSource":
      return changeCell(
        state,
        operation.cell,
        (cell) => cell.source === operation.source ? cell : { ...cell, source: operation.source },
      );
    case "setKind":
      return changeCell(
        state,
        operation.cell,
        (cell) => cell.kind === operation.kind ? cell : { ...cell, kind: operation.kind },
      );
    case "setTitle":
      return state.title === operation.title ? state : { ...state, title: operation.title };
    case "insertCell": {
      if (state.cells.has(operation.cell)) return state;
      const { kind, source } = operation;
      const cell = fromWire({ id: operation.cell, kind, source, revision: 0 });
      return {
        ...withCell(state, cell),
        order: placed(state.order, operation.cell, operation.after),
      };
    }
    case "deleteCell": {
      const cell = state.cells.get(operation.cell);
      if (!cell) return state;
      const cells = new Map(state.cells);
      cells.delete(operation.cell);
      const index = state.order.indexOf(operation.cell);
      return {
        ...state,
        cells,
        order: state.order.filter((id) => id !== operation.cell),
        deleted: [
          ...state.deleted,
          { id: cell.id, after: state.order[index - 1] ?? null, cell },
        ],
      };
    }
    case "restoreCell": {
      const found = state.deleted.findLast((one) => one.id === operation.cell);
      // Without its text the cell appears when the server has sent it.
      if (!found?.cell || state.cells.has(operation.cell)) return state;
      return {
        ...withCell(state, found.cell),
        order: placed(state.order, operation.cell, found.after),
        deleted: state.deleted.filter((one) => one !== found),
      };
    }
    case "moveCell":
      if (!state.cells.has(operation.cell)) return state;
      return { ...state, order: placed(state.order, operation.cell, operation.after) };
    case "setTags":
      return { ...state, tags: operation.tags };
    case "restart":
      return state;
  }
}

/**
 * The order with a cell put behind another one: at the start without one, at the end when that one
 * is unknown.
 * @param {readonly string[]} order
 * @param {string} id
 * @param {string | null} after
 * @returns {readonly string[]}
 */
function placed(order, id, after) {
  const rest = order.filter((other) => other !== id);
  const index = after === null ? 0 : rest.indexOf(after) + 1;
  if (after !== null && index === 0) rest.push(id);
  else rest.splice(index, 0, id);
  return rest.every((other, place) => other === order[place]) && rest.length === order.length
    ? order
    : rest;
}

/**
 * @param {NotebookState} state
 * @param {Cell} cell
 * @returns {NotebookState}
 */
function withCell(state, cell) {
  return { ...state, cells: new Map(state.cells).set(cell.id, cell) };
}

/**
 * @param {NotebookState} state
 * @param {string} id
 * @param {(cell: Cell) => Cell} change
 * @returns {NotebookState}
 */
function changeCell(state, id, change) {
  const cell = state.cells.get(id);
  if (!cell) return state;
  const changed = change(cell);
  return changed === cell ? state : withCell(state, changed);
}

/**
 * Changes a cell's run if it is the current one; news of an older run of the cell is ignored.
 * @param {NotebookState} state
 * @param {string} id
 * @param {string} run
 * @param {(run: Run) => Run} change
 * @returns {NotebookState}
 */
function changeRun(state, id, run, change) {
  return changeCell(state, id, (cell) => {
    if (cell.run?.id !== run) return cell;
    const changed = change(cell.run);
    return changed === cell.run ? cell : { ...cell, run: changed };
  });
}
