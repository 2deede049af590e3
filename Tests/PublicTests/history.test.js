import assert from "node:assert/strict";
import { test } from "node:test";
import { diff, folded } from "../../Public/scripts/lib/diff.js";
import { compare, entriesOf, whoOf } from "../../Public/scripts/lib/revisions.js";
import { takeBack } from "../../Public/scripts/lib/undo.js";
import { applyOperation, fromSnapshot } from "../../Public/scripts/store.js";

/** @typedef {import("../../Public/scripts/types.d.ts").UndoStep} UndoStep */
/** @typedef {import("../../Public/scripts/types.d.ts").PastForm} PastForm */

const start = fromSnapshot({
  id: "n",
  title: "Races",
  tags: ["locks"],
  revision: 5,
  sequence: "e1.1",
  cells: ["a", "b", "c"].map((id) => ({ id, kind: "code", source: `${id}1\n${id}2`, revision: 3 })),
  deleted: [{ cell: "d", after: "c" }],
});

/**
 * @param {string} source
 * @param {Partial<PastForm>} [rest]
 * @returns {PastForm}
 */
const form = (source, rest = {}) => ({ kind: "code", source, deleted: false, ...rest });

/**
 * @param {readonly Partial<UndoStep["cells"][number]>[]} cells
 * @param {UndoStep["headings"]} [headings]
 * @returns {UndoStep}
 */
const stepOf = (cells, headings = []) => ({
  step: "s",
  what: "Something",
  cells: cells.map((one) => ({ cell: "a", before: null, after: form(""), moved: false, ...one })),
  headings,
});

test("undo gives a text back, whole when nobody touched it", () => {
  const step = stepOf([{ before: form("old"), after: form("a1\na2") }]);
  assert.deepEqual(takeBack(start, step), [{ type: "setSource", cell: "a", source: "old" }]);
});

test("undo keeps what somebody else wrote into other lines since", () => {
  const state = applyOperation(start, {
    type: "setSource",
    cell: "a",
    source: "1\n2\n3\n4 theirs",
  });
  const step = stepOf([{ before: form("old\n2\n3\n4"), after: form("1\n2\n3\n4") }]);
  assert.deepEqual(takeBack(state, step), [
    { type: "setSource", cell: "a", source: "old\n2\n3\n4 theirs" },
  ]);
});

test("undo says no when somebody changed the same lines", () => {
  const state = applyOperation(start, { type: "setSource", cell: "a", source: "theirs" });
  assert.equal(takeBack(state, stepOf([{ before: form("old"), after: form("mine") }])), null);
});

test("undo of an added cell deletes it, but not with somebody else's text in it", () => {
  const step = stepOf([{ before: null, after: form("a1\na2") }]);
  assert.deepEqual(takeBack(start, step), [{ type: "deleteCell", cell: "a" }]);
  assert.equal(takeBack(start, stepOf([{ before: null, after: form("other") }])), null);
});

test("undo of a deletion brings the cell back with the text that it had", () => {
  const step = stepOf([{ cell: "d", before: form("d1"), after: form("d1", { deleted: true }) }]);
  assert.deepEqual(takeBack(start, step), [
    { type: "restoreCell", cell: "d" },
    { type: "setSource", cell: "d", source: "d1" },
    { type: "setKind", cell: "d", kind: "code" },
  ]);
  // Somebody has done it already.
  const back = stepOf([{ before: form("a"), after: form("a", { deleted: true }) }]);
  assert.deepEqual(takeBack(start, back), []);
});

test("undo of several changes takes the latest back first", () => {
  const step = stepOf([
    { before: form("theirs"), after: form("a1\na2") },
    { before: form("old"), after: form("theirs") },
    { cell: "c", before: form("c1\nc2", { follows: null }), after: form("c1\nc2"), moved: true },
  ], [
    {
      before: { title: "Old", tags: ["locks"] },
      after: { title: "Races", tags: ["locks"] },
    },
  ]);
  assert.deepEqual(takeBack(start, step), [
    { type: "setSource", cell: "a", source: "old" },
    { type: "moveCell", cell: "c", after: null },
    { type: "setTitle", title: "Old" },
  ]);
});

test("undo of a title or tags does not take somebody else's away", () => {
  const headings = [{
    before: { title: "Old", tags: [] },
    after: { title: "Mine", tags: ["locks"] },
  }];
  assert.equal(takeBack(start, stepOf([], headings)), null);
  const state = applyOperation(start, { type: "setTitle", title: "Mine" });
  assert.deepEqual(takeBack(state, stepOf([], headings)), [
    { type: "setTitle", title: "Old" },
    { type: "setTags", tags: [] },
  ]);
});

test("saves of one step are one entry of the history", () => {
  const line = { at: "", own: true, what: "", cells: [] };
  const entries = entriesOf([
    { ...line, number: 6, step: "b" },
    { ...line, number: 5, step: "a" },
    { ...line, number: 4, step: "a" },
    { ...line, number: 3, step: "b" },
    { ...line, number: 2, step: null },
    { ...line, number: 1, step: null },
  ]);
  assert.deepEqual(entries.map(({ first, last }) => [first, last]), [
    [6, 6],
    [4, 5],
    [3, 3],
    [2, 2],
    [1, 1],
  ]);
  assert.equal(whoOf({ own: true, name: "Ada" }), "Ada (you)");
  assert.equal(whoOf({ own: true, name: null }), "You");
  assert.equal(whoOf({ own: false, name: null }), "");
});

/**
 * @param {number} number
 * @param {readonly [string, string, (string | null)?][]} cells id, source and run
 */
const version = (number, cells) => ({
  number,
  title: "",
  tags: [],
  cells: cells.map(([id, source, run]) => ({
    id,
    kind: /** @type {const} */ ("code"),
    source,
    run: run ? { id: run, phase: /** @type {const} */ ("done"), queued: "" } : null,
  })),
});

test("two versions are compared by cell, and the results apart", () => {
  const before = version(1, [["a", "1"], ["b", "2", "r1"], ["c", "3"], ["d", "4"]]);
  const after = version(2, [["c", "3"], ["a", "1"], ["b", "2", "r2"], ["x", "9"], ["d", "5"]]);
  const seen = compare(before, after).map((
    { id, place, what, hasOtherResults },
  ) => [id, place, what.join(), hasOtherResults]);
  assert.deepEqual(seen, [
    ["c", 1, "moved", false],
    ["b", 3, "", true],
    ["x", 4, "added", false],
    ["d", 5, "edited", false],
  ]);
});

test("a deleted cell is told where it stood, and each exactly once", () => {
  const before = version(1, [["z", "0"], ["a", "1"], ["b", "2"], ["c", "3"]]);
  const after = version(2, [["a", "1"]]);
  assert.deepEqual(compare(before, after).map(({ id, what }) => [id, what.join()]), [
    ["z", "deleted"],
    ["b", "deleted"],
    ["c", "deleted"],
  ]);
  const moved = version(3, [["b", "2"], ["a", "1"]]);
  const ids = compare(before, moved).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(compare(before, before), []);
});

test("long stretches that did not change are folded", () => {
  const before = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  const after = before.with(20, "new");
  const shown = folded(diff(before.join("\n"), after.join("\n")));
  assert.equal(shown[0], 17);
  assert.equal(shown.at(-1), 16);
  assert.equal(shown.length, 10);
  assert.equal(folded(diff("a\nb", "a\nc")).length, 3);
});
