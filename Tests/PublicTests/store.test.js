import assert from "node:assert/strict";
import { test } from "node:test";
import {
  applyEvent,
  applyEvents,
  applyOperation,
  fromSnapshot,
  isHollow,
  isNewer,
} from "../../Public/scripts/store.js";

/** @typedef {import("../../Public/scripts/types.d.ts").ServerEvent} ServerEvent */
/** @typedef {import("../../Public/scripts/types.d.ts").NotebookState} NotebookState */

/** @param {string} id */
const code = (id) => ({ id, kind: /** @type {const} */ ("code"), source: `${id}()`, revision: 1 });

const start = fromSnapshot({
  id: "n",
  title: "Races",
  revision: 3,
  sequence: "e1.10",
  cells: [code("a"), code("b"), code("c")],
  deleted: [{ cell: "z", after: "a" }],
});

/**
 * @param {NotebookState} state
 * @param {...ServerEvent} events
 */
const after = (state, ...events) => events.reduce(applyEvent, state);

/** @param {number} seq @param {string} text */
const line = (seq, text) => ({
  type: /** @type {const} */ ("runEvent"),
  notebook: "n",
  cell: "a",
  run: "r1",
  event: {
    type: /** @type {const} */ ("text"),
    seq,
    stream: /** @type {const} */ ("stdout"),
    text,
    lines: 1,
  },
});

/** @type {ServerEvent} */
const queued = {
  type: "runQueued",
  notebook: "n",
  cell: "a",
  run: { id: "r1", cell: "a", phase: "queued", source: "a()" },
};

test("an event changes its cell and nothing else", () => {
  const cell = { ...code("b"), source: "new()", revision: 4 };
  const state = after(start, { type: "cellChanged", notebook: "n", revision: 4, cell });
  assert.equal(state.cells.get("b")?.source, "new()");
  assert.equal(state.cells.get("a"), start.cells.get("a"));
  assert.equal(state.order, start.order);
  assert.equal(start.cells.get("b")?.source, "b()");
});

test("cells go where the event says", () => {
  const moved = (/** @type {string | null} */ place) =>
    after(start, { type: "cellMoved", notebook: "n", revision: 4, id: "c", after: place }).order;
  assert.deepEqual(moved(null), ["c", "a", "b"]);
  assert.deepEqual(moved("a"), ["a", "c", "b"]);
  assert.equal(moved("b"), start.order);
  assert.deepEqual(moved("unknown"), ["a", "b", "c"]);
});

test("a deleted cell comes back with the results that this page still holds", () => {
  const ran = after(
    start,
    queued,
    { type: "runStarted", notebook: "n", cell: "a", run: "r1", started: "2026-01-01T00:00:00Z" },
    line(1, "kept\n"),
    { type: "runEnded", notebook: "n", cell: "a", run: "r1", phase: "done" },
  );
  const gone = after(ran, {
    type: "cellDeleted",
    notebook: "n",
    revision: 4,
    id: "a",
    after: null,
  });
  assert.deepEqual(gone.order, ["b", "c"]);
  const run = {
    ...queued.run,
    phase: /** @type {const} */ ("done"),
    events: [],
    withheld: { events: 1, lines: 1 },
  };
  /** @type {ServerEvent} */
  const back = {
    type: "cellInserted",
    notebook: "n",
    revision: 5,
    cell: { ...code("a"), run },
    after: null,
  };
  const again = after(gone, back);
  assert.deepEqual(again.order, ["a", "b", "c"]);
  assert.equal(again.cells.get("a")?.run?.texts[0]?.text, "kept\n");
  assert.deepEqual(again.deleted.map(({ id }) => id), ["z"]);

  // A page that came later knows nothing of it and has to fetch the run.
  assert.ok(isHollow(after(start, back).cells.get("a")?.run ?? null));
});

test("an event that comes twice is applied once", () => {
  const events = [queued, line(1, "one\n"), line(2, "two\n")].map((event, index) => ({
    id: `e1.${index + 11}`,
    event,
  }));
  const once = applyEvents(start, events);
  assert.equal(once.sequence, "e1.13");
  assert.equal(once.cells.get("a")?.run?.textLines, 2);
  const twice = applyEvents(once, events);
  assert.equal(twice, once);
  // Even when the stream has lost count: the run counts, too.
  const other = applyEvents(once, events.slice(1).map(({ event }) => ({ id: "", event })));
  assert.equal(other.cells.get("a")?.run?.textLines, 2);
});

test("news of an older run of the cell is ignored", () => {
  const state = after(start, queued, {
    ...queued,
    run: { ...queued.run, id: "r2" },
  });
  assert.equal(after(state, line(1, "late\n")).cells.get("a")?.run?.textLines, 0);
});

test("the time that a run took stays in sight while the next one waits", () => {
  const state = after(
    start,
    queued,
    {
      type: "runEvent",
      notebook: "n",
      cell: "a",
      run: "r1",
      event: { type: "finished", seq: 1, status: "done", wall: 1.5 },
    },
    { type: "runEnded", notebook: "n", cell: "a", run: "r1", phase: "done" },
    { ...queued, run: { ...queued.run, id: "r2" } },
    {
      type: "runWaiting",
      notebook: "n",
      cell: "a",
      run: "r2",
      position: 2,
      reason: "a timing run",
    },
  );
  assert.equal(state.cells.get("a")?.previousWall, 1.5);
  assert.deepEqual(state.cells.get("a")?.run?.waiting, { position: 2, reason: "a timing run" });
});

test("an operation shows at once what its event will say", () => {
  const inserted = applyOperation(start, {
    type: "insertCell",
    cell: "x",
    kind: "code",
    source: "",
    after: "a",
  });
  const confirmed = after(start, {
    type: "cellInserted",
    notebook: "n",
    revision: 4,
    cell: { id: "x", kind: "code", source: "", revision: 4 },
    after: "a",
  });
  assert.deepEqual(inserted.order, confirmed.order);
  const operation = /** @type {const} */ ({ type: "deleteCell", cell: "b" });
  const deleted = applyOperation(start, operation);
  assert.equal(applyOperation(deleted, operation), deleted);
  assert.deepEqual(applyOperation(deleted, { type: "restoreCell", cell: "b" }).order, start.order);
  assert.equal(applyOperation(start, { type: "restoreCell", cell: "z" }), start);
});

test("ids of another epoch are newer, and so are events without one", () => {
  assert.ok(isNewer("e1.12", "e1.9"));
  assert.ok(!isNewer("e1.9", "e1.9"));
  assert.ok(isNewer("e2.1", "e1.9"));
  assert.ok(isNewer("", "e1.9"));
});
