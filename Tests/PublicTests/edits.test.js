import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../Public/scripts/api.js";
import { Edits } from "../../Public/scripts/edits.js";
import { fromSnapshot } from "../../Public/scripts/store.js";

/** @typedef {import("../../Public/scripts/types.d.ts").OperationsRequest} OperationsRequest */
/** @typedef {import("../../Public/scripts/edits.js").Saved} Saved */

const start = fromSnapshot({
  id: "n",
  title: "Races",
  revision: 5,
  sequence: "e1.1",
  cells: ["a", "b"].map((id) => ({ id, kind: "code", source: "old", revision: 3 })),
  deleted: [],
});

/**
 * @param {(request: OperationsRequest) => number} answer the revision, or throws
 * @param {Saved} [saved]
 */
function stage(answer, saved) {
  /** @type {OperationsRequest[]} */
  const sent = [];
  /** @type {string[]} */
  const refused = [];
  /** @type {Saved[]} */
  const kept = [];
  /** @type {string[]} */
  const merged = [];
  const clock = { now: 0 };
  let key = 0;
  let timer = () => {};
  const edits = new Edits({
    send: (request) => {
      sent.push(request);
      return new Promise((resolve) => resolve({ revision: answer(request) }));
    },
    later: (action) => {
      timer = action;
      return () => {
        timer = () => {};
      };
    },
    keep: (one) => kept.push(one),
    makeKey: () => `k${key += 1}`,
    now: () => clock.now,
    changed: () => {},
    redraw: () => {},
    merged: (cell) => merged.push(cell),
    refused: (sentence) => refused.push(sentence),
  }, saved);
  edits.over(start);
  const rest = async () => {
    timer();
    await edits.flush();
  };
  return { edits, sent, refused, kept, merged, clock, rest };
}

/** @param {string} source */
const typed = (source, cell = "a") => /** @type {const} */ ({ type: "setSource", cell, source });

test("typing is gathered into one edit with the revision that its author saw", async () => {
  const { edits, sent, rest } = stage(() => 6);
  for (const source of ["n", "ne", "new"]) edits.add([typed(source)]);
  assert.deepEqual([...edits.unsaved], ["a"]);
  assert.equal(edits.over(start).cells.get("a")?.source, "new");
  await rest();
  assert.equal(sent.length, 1);
  assert.deepEqual(sent[0], { base: 5, key: "k2", operations: [typed("new")], step: "k1" });
  assert.equal(edits.unsaved.size, 0);
  // The answer came before the event: the text does not fall back.
  assert.equal(edits.over(start).cells.get("a")?.source, "new");
  assert.equal(edits.over({ ...start, revision: 6 }).cells.get("a")?.source, "old");
});

test("what is typed while a save is under way builds on it", async () => {
  let revision = 5;
  const { edits, sent, rest } = stage(() => {
    if (sent.length === 1) edits.add([typed("new and more")]);
    return revision += 1;
  });
  edits.add([typed("new")]);
  await rest();
  await rest();
  assert.deepEqual(sent.map(({ base, operations: [one] }) => [base, one]), [
    [5, typed("new")],
    [6, typed("new and more")],
  ]);
});

test("edits go out in the order in which they were made", async () => {
  let revision = 5;
  const { edits, sent, rest } = stage(() => revision += 1);
  edits.add([{ type: "insertCell", cell: "x", kind: "code", source: "", after: "a" }]);
  edits.add([typed("text", "x")]);
  edits.add([{ type: "moveCell", cell: "x", after: null }]);
  edits.add([typed("text, longer", "x")]);
  await rest();
  assert.deepEqual(sent.map(({ operations: [one] }) => one?.type), [
    "insertCell",
    "setSource",
    "moveCell",
    "setSource",
  ]);
});

test("without an answer the same edit is sent again with the same key", async () => {
  let calls = 0;
  const { edits, sent, rest, kept } = stage(() => {
    calls += 1;
    if (calls === 1) throw new Problem("The server does not answer.", 0);
    return 6;
  });
  edits.add([typed("new")]);
  await rest();
  assert.equal(edits.problem?.status, 0);
  assert.deepEqual([...edits.unsaved], ["a"]);
  assert.equal(kept.at(-1)?.edits.length, 1);
  await rest();
  assert.deepEqual(sent[0], sent[1]);
  assert.equal(edits.problem, null);
  assert.equal(kept.at(-1)?.edits.length, 0);
});

test("what an earlier page could not send is shown and sent", async () => {
  const edit = {
    operations: [typed("kept")],
    bases: { a: 3 },
    from: { a: "old" },
    step: "s",
    takesBack: null,
    key: "old",
    acknowledged: null,
  };
  const { edits, sent, rest } = stage(() => 6, { edits: [edit], conflicts: [] });
  assert.equal(edits.over(start).cells.get("a")?.source, "kept");
  await rest();
  assert.equal(sent[0]?.key, "old");
});

test("a cell that was changed elsewhere too becomes a choice, and nothing is lost", async () => {
  let calls = 0;
  const { edits, sent, rest, kept } = stage(() => {
    calls += 1;
    if (calls > 1) return 8;
    const cells = [{ id: "a", kind: /** @type {const} */ ("code"), source: "theirs", revision: 7 }];
    throw new Problem("The cell changed meanwhile.", 409, cells);
  });
  edits.add([typed("mine")]);
  await rest();
  assert.deepEqual(edits.conflicts, [
    {
      cell: "a",
      kind: "code",
      mine: "mine",
      theirs: { source: "theirs", revision: 7 },
      why: null,
    },
  ]);
  assert.equal(edits.over(start).cells.get("a")?.source, "mine");
  edits.add([typed("mine, longer")]);
  await rest();
  assert.equal(sent.length, 1);
  assert.equal(kept.at(-1)?.conflicts[0]?.mine, "mine, longer");
  edits.resolve("a", "mine");
  await rest();
  assert.deepEqual(sent[1]?.operations, [typed("mine, longer")]);
  assert.equal(sent[1]?.base, 7);
  assert.equal(edits.unsaved.size, 0);
});

test("theirs can be taken, and the same text on both sides is no conflict", async () => {
  const refuse = (/** @type {string} */ source) => () => {
    throw new Problem("", 409, [{ id: "a", kind: "code", source, revision: 7 }]);
  };
  const first = stage(refuse("theirs"));
  first.edits.add([typed("mine")]);
  await first.rest();
  first.edits.resolve("a", "theirs");
  assert.equal(first.edits.unsaved.size, 0);
  const second = stage(refuse("mine"));
  second.edits.add([typed("mine")]);
  await second.rest();
  assert.equal(second.edits.unsaved.size, 0);
});

test("an edit that the server will never take is told and dropped; the next one goes on", async () => {
  let calls = 0;
  const { edits, refused, rest } = stage(() => {
    calls += 1;
    if (calls === 1) throw new Problem("A notebook has at most 5,000 cells.", 422);
    return 6;
  });
  edits.add([{ type: "insertCell", cell: "x", kind: "code", source: "", after: null }]);
  edits.add([typed("new")]);
  await rest();
  assert.deepEqual(refused, ["A notebook has at most 5,000 cells."]);
  assert.equal(calls, 2);
  assert.equal(edits.unsaved.size, 0);
});

/**
 * A server that holds a text of somebody else until it is told which revision that has.
 * @param {string} theirs
 */
function serverWith(theirs) {
  let revision = 7;
  return (/** @type {OperationsRequest} */ { base }) => {
    if (base < revision) {
      throw new Problem("Changed.", 409, [{ id: "a", kind: "code", source: theirs, revision }]);
    }
    return revision += 1;
  };
}

const poem = { ...start, cells: new Map(start.cells) };
const cellA = start.cells.get("a");
if (cellA) poem.cells.set("a", { ...cellA, source: "one\ntwo\nthree" });

test("other lines that were changed elsewhere come in, and the person is told", async () => {
  const { edits, sent, merged, rest } = stage(serverWith("one\ntwo\n3"));
  edits.over(poem);
  edits.add([typed("1\ntwo\nthree")]);
  await rest();
  assert.deepEqual(sent.map(({ base, operations }) => [base, operations]), [
    [5, [typed("1\ntwo\nthree")]],
    [7, [typed("1\ntwo\n3")]],
  ]);
  assert.notEqual(sent[0]?.key, sent[1]?.key);
  assert.deepEqual(merged, ["a"]);
  assert.equal(edits.conflicts.length, 0);
  assert.equal(edits.over(poem).cells.get("a")?.source, "1\ntwo\n3");
});

test("what was typed while the answer was on its way is in the merge", async () => {
  const answer = serverWith("one\ntwo\n3");
  const { edits, sent, rest } = stage((request) => {
    if (sent.length === 1) edits.add([typed("1\ntwo\nthree!".replace("!", ""))]);
    if (sent.length === 1) edits.add([typed("11\ntwo\nthree")]);
    return answer(request);
  });
  edits.over(poem);
  edits.add([typed("1\ntwo\nthree")]);
  await rest();
  await rest();
  assert.deepEqual(sent.at(-1)?.operations, [typed("11\ntwo\n3")]);
  assert.equal(edits.unsaved.size, 0);
});

test("the same line changed on both sides is a choice", async () => {
  const { edits, sent, merged, rest } = stage(serverWith("ONE\ntwo\nthree"));
  edits.over(poem);
  edits.add([typed("1\ntwo\nthree")]);
  await rest();
  assert.equal(sent.length, 1);
  assert.deepEqual(merged, []);
  assert.equal(edits.conflicts[0]?.theirs?.source, "ONE\ntwo\nthree");
});

test("what was typed into a cell that was deleted elsewhere is shown and can come back", async () => {
  let calls = 0;
  const { edits, sent, rest } = stage(() => {
    calls += 1;
    if (calls === 1) throw new Problem("There is no cell a.", 404);
    return 8;
  });
  edits.add([typed("mine")]);
  await rest();
  const cells = new Map(start.cells);
  cells.delete("a");
  const gone = {
    ...start,
    revision: 7,
    order: ["b"],
    cells,
    deleted: [{ id: "a", after: "b", cell: null }],
  };
  const shown = edits.over(gone);
  assert.deepEqual(shown.order, ["b", "a"]);
  assert.equal(shown.cells.get("a")?.source, "mine");
  assert.deepEqual([...edits.unsaved], ["a"]);
  edits.add([typed("mine, longer")]);
  edits.resolve("a", "mine");
  await rest();
  assert.deepEqual(sent.at(-1)?.operations, [
    { type: "restoreCell", cell: "a" },
    typed("mine, longer"),
  ]);
  assert.equal(sent.at(-1)?.base, 7);
});

test("a text that the server will not have stays in the page, with the reason", async () => {
  let calls = 0;
  const { edits, rest, refused } = stage(() => {
    calls += 1;
    if (calls === 1) throw new Problem("Cell a would be too long. Split it.", 413);
    return 6;
  });
  edits.add([typed("very long")]);
  await rest();
  assert.equal(edits.conflicts[0]?.why, "Cell a would be too long. Split it.");
  assert.equal(edits.over(start).cells.get("a")?.source, "very long");
  assert.deepEqual(refused, []);
  edits.add([typed("short")]);
  edits.resolve("a", "mine");
  await rest();
  assert.equal(edits.unsaved.size, 0);
  assert.equal(calls, 2);
});

test("in the bin nothing is given up", async () => {
  let calls = 0;
  const { edits, kept, rest } = stage(() => {
    calls += 1;
    if (calls === 1) throw new Problem("This notebook is in the bin.", 410);
    return 6;
  });
  edits.add([typed("new")]);
  await rest();
  assert.equal(kept.at(-1)?.edits.length, 1);
  await rest();
  assert.equal(edits.unsaved.size, 0);
});

test("a save of several operations is one, or falls apart where somebody was in the way", async () => {
  let calls = 0;
  const { edits, sent, refused, rest } = stage((request) => {
    calls += 1;
    const isDeletion = request.operations.some(({ type }) => type === "deleteCell");
    if (isDeletion) {
      throw new Problem("", 409, [{ id: "b", kind: "code", source: "theirs", revision: 7 }]);
    }
    return 5 + calls;
  });
  edits.add([typed("old\nold"), { type: "deleteCell", cell: "b" }]);
  await rest();
  assert.deepEqual(sent.map(({ operations }) => operations.map(({ type }) => type)), [
    ["setSource", "deleteCell"],
    ["setSource"],
    ["deleteCell"],
  ]);
  assert.equal(new Set(sent.map(({ step }) => step)).size, 1);
  assert.match(refused[0] ?? "", /was not deleted/);
});

test("a split that finds no room does not take place at all", async () => {
  const { edits, sent, refused, rest } = stage(() => {
    throw new Problem("A notebook has at most 20,000 cells.", 422);
  });
  edits.add([
    typed("upper"),
    { type: "insertCell", cell: "x", kind: "code", source: "lower", after: "a" },
  ]);
  await rest();
  assert.equal(sent.length, 1);
  assert.deepEqual(refused, ["A notebook has at most 20,000 cells."]);
  assert.equal(edits.over(start).cells.get("a")?.source, "old");
  assert.equal(edits.unsaved.size, 0);
});

test("typing that goes on is one step; a pause, another cell or another act begins a new one", async () => {
  let revision = 5;
  const { edits, sent, clock, rest } = stage(() => revision += 1);
  const type = async (/** @type {string} */ source, cell = "a") => {
    edits.add([typed(source, cell)]);
    await rest();
  };
  await type("1");
  clock.now = 5_000;
  await type("12");
  clock.now = 60_000;
  await type("123");
  await type("1", "b");
  edits.add([{ type: "moveCell", cell: "b", after: null }], "other");
  await rest();
  await type("12", "b");
  const steps = sent.map(({ step }) => step);
  assert.equal(steps[0], steps[1]);
  assert.equal(new Set(steps).size, 5);
  assert.equal(sent[4]?.takesBack, "other");
});

test("a move says nothing about a text, so it does not hide a change of it", async () => {
  /** @type {number[]} */
  const bases = [];
  const { edits, rest } = stage(({ base, operations }) => {
    if (operations[0]?.type === "moveCell") return 9;
    bases.push(base);
    return 10;
  });
  edits.add([{ type: "moveCell", cell: "a", after: null }]);
  await rest();
  edits.add([typed("new")]);
  await rest();
  assert.deepEqual(bases, [5]);
});
