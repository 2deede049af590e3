import assert from "node:assert/strict";
import { test } from "node:test";
import { asSentences, asSVG } from "../../Public/scripts/schedule/exports.js";
import { marksOf } from "../../Public/scripts/schedule/lanes.js";
import {
  choicesOf,
  counted,
  heldBy,
  nextSwitch,
  parting,
  readExploration,
  statesOf,
  told,
} from "../../Public/scripts/schedule/model.js";
import { objectText } from "../../Public/scripts/schedule/state.js";

/** @param {string} name */
function sample(name) {
  const place = new URL(`../Fixtures/explorer/graphs-${name}.json`, import.meta.url);
  const exploration = readExploration(JSON.parse(Deno.readTextFileSync(place)));
  assert(exploration);
  const [failing, passing] = exploration.schedules;
  assert(failing);
  return { exploration, failing, passing };
}

test("an exploration is known by its version and its parts", () => {
  assert.equal(readExploration({ version: 2, models: [], schedules: [], threads: [] }), null);
  assert.equal(readExploration("text"), null);
  assert.notEqual(readExploration({ version: 1, models: [], schedules: [], threads: [] }), null);
});

test("states are whole again: one more than steps, and the last one is the outcome", () => {
  const { failing } = sample("lost");
  const states = statesOf(failing);
  assert.equal(states.length, failing.steps.length + 1);
  assert.deepEqual(states[0], failing.initial);
  assert.deepEqual(states.at(-1)?.variables, [2]);
  // What did not change is the same object.
  assert.equal(states[1]?.variables, states[0]?.variables);
});

test("a thread holds what it owns", () => {
  const { failing } = sample("dining");
  const last = statesOf(failing).at(-1);
  assert(last);
  assert.deepEqual([0, 1, 2].map((thread) => heldBy(last, thread)), [[0], [1], [2]]);
});

test("choices are written such that one alone is no row of digits", () => {
  assert.equal(choicesOf([{ choice: "12" }]), "12,");
  assert.equal(choicesOf([{ choice: "0" }, { choice: "1f2" }]), "0,1f2,");
  assert.equal(choicesOf([]), "");
});

test("two schedules part where their choices differ", () => {
  const { failing, passing } = sample("lost");
  assert(passing);
  const step = parting(failing, passing);
  assert.notEqual(step, null);
  assert.notEqual(failing.steps[step ?? 0]?.choice, passing.steps[step ?? 0]?.choice);
  assert.equal(parting(failing, failing), null);
});

test("the next switch is found in both directions", () => {
  const { failing } = sample("lost");
  const first = nextSwitch(failing.steps, -1, 1);
  assert.equal(failing.steps[first]?.switches, true);
  assert.equal(nextSwitch(failing.steps, first, -1), -1);
  assert.equal(nextSwitch(failing.steps, failing.steps.length - 1, 1), failing.steps.length - 1);
});

test("marks say where it was lost, and where a thread was interrupted", () => {
  const { failing } = sample("lost");
  const kinds = failing.steps.flatMap((_, i) => marksOf(failing, i, null).map(({ kind }) => kind));
  assert.deepEqual(kinds.sort(), ["doomed", "switch"]);
});

test("a flush is told as the store of its thread", () => {
  const names = { threads: [{ name: "left", line: 1 }], variables: [], objects: [], columns: [] };
  const flush = { thread: 0, kind: "flush", text: "its store x = 1 reaches memory" };
  assert.equal(told(names, flush), "left’s store x = 1 reaches memory");
  const option = { ...flush, text: "lets its store x = 1 reach memory" };
  assert.equal(told(names, option), "left lets its store x = 1 reach memory");
  assert.equal(told(names, { thread: 0, kind: "load", text: "reads x = 0" }), "left reads x = 0");
});

test("objects say who has them and who waits", () => {
  const { exploration } = sample("dining");
  assert.equal(objectText(exploration, "mutex", 0, {}), "free");
  assert.equal(
    objectText(exploration, "mutex", 0, { owner: 1, waiters: [2] }),
    "held by philosopher 1; philosopher 2 waiting",
  );
  assert.equal(objectText(exploration, "channel", 2, { queue: [3, 4] }), "[3, 4]");
});

test("large counts keep all their digits", () => {
  assert.equal(counted(34650), "34,650");
  assert.equal(counted("18446744073709551615"), "18,446,744,073,709,551,615");
});

test("a schedule leaves as sentences and as a drawing that stands alone", () => {
  const { exploration, failing } = sample("lost");
  const sentences = asSentences(exploration, failing);
  assert.equal(sentences.length, 8);
  assert.equal(sentences[0], "worker 1 reads counter = 0 (line 6)");
  assert.equal(sentences.filter((line) => line.startsWith("switch; ")).length, 1);
  const drawing = asSVG(exploration, failing);
  assert.equal(drawing.match(/<circle/g)?.length, 8);
  assert.doesNotMatch(drawing, /script|href/);
});
