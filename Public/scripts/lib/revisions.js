/**
 * The history as a person reads it: saves that belong together as one entry, and two revisions
 * compared cell by cell.
 *
 * @typedef {import("../types.d.ts").RevisionLine} RevisionLine
 * @typedef {import("../types.d.ts").PastCell} PastCell
 * @typedef {import("../types.d.ts").NotebookState} NotebookState
 *
 * @typedef {object} Entry saves of one step, the latest first
 * @property {readonly RevisionLine[]} lines
 * @property {number} first the lowest number
 * @property {number} last
 *
 * @typedef {object} Version a notebook as one save left it, or as it is now
 * @property {number} number 0 before the first save
 * @property {string} title
 * @property {readonly string[]} tags
 * @property {readonly PastCell[]} cells
 *
 * @typedef {object} CellDifference
 * @property {string} id
 * @property {number} place among the cells that are shown, from 1
 * @property {PastCell | null} before
 * @property {PastCell | null} after
 * @property {readonly string[]} what for example ["moved", "edited"]
 * @property {boolean} hasOtherResults
 */

/**
 * @param {readonly RevisionLine[]} lines the latest first
 * @returns {Entry[]}
 */
export function entriesOf(lines) {
  /** @type {Entry[]} */
  const entries = [];
  for (const line of lines) {
    const last = entries.at(-1);
    const before = last?.lines.at(-1);
    if (
      last && before && line.step && before.step === line.step && before.own === line.own &&
      before.name === line.name && before.number === line.number + 1
    ) entries[entries.length - 1] = { ...last, lines: [...last.lines, line], first: line.number };
    else entries.push({ lines: [line], first: line.number, last: line.number });
  }
  return entries;
}

/** Who made a save, as its reader sees it. @param {{name?: string | null, own: boolean}} line */
export function whoOf({ name, own }) {
  if (own) return name ? `${name} (you)` : "You";
  return name ?? "";
}

/**
 * The notebook as the page has it now.
 * @param {NotebookState} state
 * @returns {Version}
 */
export function versionNow(state) {
  const cells = state.order.flatMap((id) => {
    const cell = state.cells.get(id);
    if (!cell) return [];
    const { kind, source, run } = cell;
    return [{ id, kind, source, run: run && { id: run.id, phase: run.phase, queued: "" } }];
  });
  return { number: state.revision, title: state.title, tags: state.tags, cells };
}

/** @type {Version} */
export const nothingYet = { number: 0, title: "", tags: [], cells: [] };

/**
 * The cells that differ, in the order of the newer version; a deleted cell where it stood.
 * @param {Version} before
 * @param {Version} after
 * @returns {CellDifference[]}
 */
export function compare(before, after) {
  const old = new Map(before.cells.map((cell, index) => [cell.id, { cell, index }]));
  const now = new Map(after.cells.map((cell, index) => [cell.id, { cell, index }]));
  const moved = movedCells(before, after);
  /** @type {CellDifference[]} */
  const found = [];
  const deletedBehind = (/** @type {number} */ start) => {
    for (let index = start; index < before.cells.length; index += 1) {
      const cell = before.cells[index];
      if (!cell || now.has(cell.id)) return;
      found.push(differenceOf(cell, null, index + 1, false));
    }
  };
  deletedBehind(0);
  after.cells.forEach((cell, index) => {
    const known = old.get(cell.id);
    found.push(differenceOf(known?.cell ?? null, cell, index + 1, moved.has(cell.id)));
    if (known) deletedBehind(known.index + 1);
  });
  return found.filter(({ what, hasOtherResults }) => what.length > 0 || hasOtherResults);
}

/**
 * @param {PastCell | null} before
 * @param {PastCell | null} after
 * @param {number} place
 * @param {boolean} isMoved
 * @returns {CellDifference}
 */
function differenceOf(before, after, place, isMoved) {
  const what = [];
  if (!before) what.push("added");
  if (!after) what.push("deleted");
  if (isMoved) what.push("moved");
  if (before && after && before.source !== after.source) what.push("edited");
  if (before && after && before.kind !== after.kind) {
    what.push(after.kind === "code" ? "made code" : "made text");
  }
  const id = (before ?? after)?.id ?? "";
  const hasOtherResults = before !== null && after !== null && before.run?.id !== after.run?.id;
  return { id, place, before, after, what, hasOtherResults };
}

/**
 * The fewest cells whose move explains the new order: all but a longest list that kept its order.
 * @param {Version} before
 * @param {Version} after
 */
function movedCells(before, after) {
  const places = new Map(after.cells.map((cell, index) => [cell.id, index]));
  const common = before.cells.flatMap(({ id }) => {
    const place = places.get(id);
    return place === undefined ? [] : [{ id, place }];
  });
  // Patience: the end of the best list of each length, with the one before it.
  /** @type {{id: string, place: number, before: number}[]} */
  const ends = [];
  /** @type {number[]} */
  const tops = [];
  for (const { id, place } of common) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[tops[middle] ?? 0]?.place ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    ends.push({ id, place, before: tops[low - 1] ?? -1 });
    tops[low] = ends.length - 1;
  }
  const moved = new Set(common.map(({ id }) => id));
  for (let index = tops.at(-1) ?? -1; index >= 0; index = ends[index]?.before ?? -1) {
    moved.delete(ends[index]?.id ?? "");
  }
  return moved;
}
