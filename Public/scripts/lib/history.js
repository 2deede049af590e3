/**
 * Undo and redo of what was done to whole cells; the text inside a cell has the editor's own.
 *
 * @typedef {import("../types.d.ts").Operation} Operation
 * @typedef {import("../types.d.ts").NotebookState} NotebookState
 *
 * @typedef {object} Step
 * @property {string} name for example "Cell deleted"
 * @property {readonly Operation[]} forward
 * @property {readonly Operation[]} backward
 */

/** More steps than anybody takes back. */
const longest = 200;

export class History {
  /** @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** @param {Step} step */
  add(step) {
    this.#done.push(step);
    if (this.#done.length > longest) this.#done.shift();
    this.#undone = [];
  }

  /** @returns {Step | null} the step whose `backward` is to be done */
  undo() {
    const step = this.#done.pop() ?? null;
    if (step) this.#undone.push(step);
    return step;
  }

  /** @returns {Step | null} the step whose `forward` is to be done again */
  redo() {
    const step = this.#undone.pop() ?? null;
    if (step) this.#done.push(step);
    return step;
  }
}

/**
 * The operations that take others back, in the state before them.
 * @param {NotebookState} state
 * @param {readonly Operation[]} operations
 * @returns {Operation[]}
 */
export function inverse(state, operations) {
  return operations.toReversed().flatMap((operation) => takenBack(state, operation));
}

/**
 * @param {NotebookState} state
 * @param {Operation} operation
 * @returns {Operation[]}
 */
function takenBack(state, operation) {
  switch (operation.type) {
    case "insertCell":
    case "restoreCell":
      return [{ type: "deleteCell", cell: operation.cell }];
    case "deleteCell":
      return [{ type: "restoreCell", cell: operation.cell }];
    case "moveCell": {
      const index = state.order.indexOf(operation.cell);
      const after = state.order[index - 1] ?? null;
      return [{ type: "moveCell", cell: operation.cell, after }];
    }
    case "setKind": {
      const kind = state.cells.get(operation.cell)?.kind;
      return kind ? [{ type: "setKind", cell: operation.cell, kind }] : [];
    }
    case "setSource": {
      const source = state.cells.get(operation.cell)?.source;
      return source === undefined ? [] : [{ type: "setSource", cell: operation.cell, source }];
    }
    case "setTitle":
      return [{ type: "setTitle", title: state.title }];
    case "restart":
      return [];
  }
}
