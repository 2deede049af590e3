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
    changed: () => {},
    refused: (sentence) => refused.push(sentence),
  }, saved);
  edits.over(start);
  const rest = async () => {
    timer();
    await edits.flush();
  };
  return { edits, sent, refused, kept, rest };
}

/** @param {string} source */
const typed = (source, cell = "a") => /** @type {const} */ ({ type: "setSource", cell, source });

test("typing is gathered into one edit with the revision that its author saw", async () => {
  const { edits, sent, rest } = stage(() => 6);
  for (const source of ["n", "ne", "new"]) edits.add(typed(source), 3);
  assert.deepEqual([...edits.unsaved], ["a"]);
  assert.equal(edits.over(start).cells.get("a")?.source, "new");
  await rest();
  assert.equal(sent.length, 1);
  assert.deepEqual(sent[0], { base: 3, key: "k1", operations: [typed("new")] });
  assert.equal(edits.unsaved.size, 0);
  // The answer came before the event: the text does not fall back.
  assert.equal(edits.over(start).cells.get("a")?.source, "new");
  assert.equal(edits.over({ ...start, revision: 6 }).cells.get("a")?.source, "old");
});

test("what is typed while a save is under way builds on it", async () => {
  let revision = 5;
  const { edits, sent, rest } = stage((request) => {
    if (request.key === "k1") edits.add(typed("new and more"), 3);
    return revision += 1;
  });
  edits.add(typed("new"), 3);
  await rest();
  await rest();
  assert.deepEqual(sent.map(({ base, operations: [one] }) => [base, one]), [
    [3, typed("new")],
    [6, typed("new and more")],
  ]);
});

test("edits go out in the order in which they were made", async () => {
  let revision = 5;
  const { edits, sent, rest } = stage(() => revision += 1);
  edits.add({ type: "insertCell", cell: "x", kind: "code", source: "", after: "a" });
  edits.add(typed("text", "x"));
  edits.add({ type: "moveCell", cell: "x", after: null });
  edits.add(typed("text, longer", "x"));
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
  edits.add(typed("new"), 3);
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
  const edit = { operation: typed("kept"), base: 3, key: "old", acknowledged: null };
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
  edits.add(typed("mine"), 3);
  await rest();
  assert.deepEqual(edits.conflicts, [
    { cell: "a", mine: "mine", theirs: { source: "theirs", revision: 7 } },
  ]);
  assert.equal(edits.over(start).cells.get("a")?.source, "mine");
  edits.add(typed("mine, longer"), 3);
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
  first.edits.add(typed("mine"), 3);
  await first.rest();
  first.edits.resolve("a", "theirs");
  assert.equal(first.edits.unsaved.size, 0);
  const second = stage(refuse("mine"));
  second.edits.add(typed("mine"), 3);
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
  edits.add({ type: "insertCell", cell: "x", kind: "code", source: "", after: null });
  edits.add(typed("new"), 3);
  await rest();
  assert.deepEqual(refused, ["A notebook has at most 5,000 cells."]);
  assert.equal(calls, 2);
  assert.equal(edits.unsaved.size, 0);
});
