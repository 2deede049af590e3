import { test } from "node:test";
import assert from "node:assert/strict";
import { newRun } from "../../Public/scripts/fold.js";
import { seedsOf, withSeeds } from "../../Public/scripts/lib/seeds.js";

const one = new Map([[0, [7]]]);

/** @type {readonly (readonly [string, string])[]} */
const rewritten = [
  ["law.amdahl()", "law.amdahl(seed: 7)"],
  ["law.amdahl( )", "law.amdahl(seed: 7 )"],
  ["a.b(threads: 2)", "a.b(threads: 2, seed: 7)"],
  ["a.b(threads: [2, 4])", "a.b(threads: [2, 4], seed: 7)"],
  ["a.b(gap: .sleep(2.ms))", "a.b(gap: .sleep(2.ms), seed: 7)"],
  ["a.b(seed: 1, n: 1...4)", "a.b(seed: 7, n: 1...4)"],
  ["a.b(n: 1, seed: [1, 2])", "a.b(n: 1, seed: 7)"],
  ["a.b(\n  n: 1, // seed: 3)\n  seed : 1_000\n)", "a.b(\n  n: 1, // seed: 3)\n  seed: 7\n)"],
  ['a.b(s: "x, seed: 1)")', 'a.b(s: "x, seed: 1)", seed: 7)'],
  ["a.b(n: 1\n)\nc.d()", "a.b(n: 1, seed: 7\n)\nc.d()"],
  ["a.b(n:", "a.b(n:"],
  ["%%program\nvar x = 0", "%%program seed: 7\nvar x = 0"],
  ["%%program model: all\nvar seed = 0", "%%program model: all, seed: 7\nvar seed = 0"],
  ["%%program seed: 1, model: sc\nx", "%%program seed: 7, model: sc\nx"],
];

for (const [before, after] of rewritten) {
  test(`${JSON.stringify(before)} gets the seed of its run`, () => {
    assert.equal(withSeeds(before, one), after);
    assert.equal(withSeeds(after, one), after);
  });
}

test("several calls get the seeds of their own cases", () => {
  const seeds = new Map([[0, [1, 2]], [2, [3]]]);
  assert.equal(
    withSeeds("a.b(seed: 9)\nc.d(x: 1)\n// e.f()\ng.h()", seeds),
    "a.b(seed: [1, 2])\nc.d(x: 1)\n// e.f()\ng.h(seed: 3)",
  );
});

test("the seeds of a run stand in the records of its cases", () => {
  /** @param {number} call @param {number} number @param {number} seed */
  const started = (call, number, seed) => ({
    type: /** @type {const} */ ("started"),
    seq: 10 * call + number + 1,
    call,
    case: number,
    experiment: "a.b",
    label: "",
    parameters: {},
    common: { seed },
    machine: { cpu: "", cpus: 1, kernel: "", build: "" },
    claims: [],
  });
  const run = newRun({
    id: "r",
    cell: "c",
    phase: "done",
    source: "",
    events: [started(0, 0, 5), started(0, 1, 5), started(1, 0, 8)],
  });
  assert.deepEqual([...seedsOf(run)], [[0, [5]], [1, [8]]]);
  assert.equal(seedsOf(null).size, 0);
});
