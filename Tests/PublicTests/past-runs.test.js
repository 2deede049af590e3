import assert from "node:assert/strict";
import { test } from "node:test";
import { newRun } from "../../Public/scripts/fold.js";
import { comparisonOf, lengthOf, resultOf, timeOf } from "../../Public/scripts/lib/past-runs.js";

/** @typedef {import("../../Public/scripts/types.d.ts").PastRun} PastRun */

/** @type {PastRun} */
const past = {
  id: "r1",
  phase: "done",
  queued: "2026-11-30T12:00:00.000Z",
  started: "2026-11-30T12:00:01.000Z",
  ended: "2026-11-30T12:00:03.500Z",
  isChanged: false,
  verdicts: [],
  verdictCount: 0,
  finished: null,
};

/** @type {PastRun["verdicts"][number]} */
const verdict = {
  type: "verdict",
  seq: 3,
  claim: "c",
  verdict: "observed",
  sentence: "Updates were lost.",
  evidence: "robust",
};

/**
 * @param {string} source
 * @param {number} cases
 */
const run = (source, cases = 1) =>
  newRun({
    id: "r",
    cell: "c",
    phase: "done",
    source,
    events: [{
      type: "plan",
      seq: 1,
      calls: [{
        call: 0,
        experiment: "law.amdahl",
        line: 1,
        need: "exact",
        cases: Array.from({ length: cases }, (_, index) => ({
          case: index,
          label: "",
          parameters: {},
        })),
      }],
    }],
  });

test("a run in the list tells its first verdict, or why there is none", () => {
  assert.equal(resultOf(past), "Done.");
  assert.equal(resultOf({ ...past, verdicts: [verdict], verdictCount: 1 }), "Updates were lost.");
  assert.equal(
    resultOf({ ...past, verdicts: [verdict], verdictCount: 5 }),
    "Updates were lost. (and 4 more)",
  );
  assert.equal(
    resultOf({ ...past, phase: "failed", reason: "The deadline passed." }),
    "Failed: The deadline passed.",
  );
  assert.equal(resultOf({ ...past, phase: "interrupted" }), "Interrupted.");
});

test("a run in the list tells how long it took, as the worker saw it if it said so", () => {
  assert.equal(lengthOf(past), "2.5 s");
  const finished = /** @type {const} */ ({ type: "finished", seq: 9, status: "done", wall: 0.25 });
  assert.equal(lengthOf({ ...past, finished }), "250 ms");
  assert.equal(lengthOf({ ...past, started: null, ended: null }), "");
});

test("a time of today has no date, one of another year has its year", () => {
  const now = new Date(2026, 10, 30, 18);
  assert.match(timeOf(new Date(2026, 10, 30, 9, 5).toISOString(), now), /^9:05:00 AM$/);
  assert.match(timeOf(new Date(2026, 10, 29, 9, 5).toISOString(), now), /^Nov 29, 9:05:00 AM$/);
  assert.match(timeOf(new Date(2025, 10, 29, 9, 5).toISOString(), now), /2025/);
});

test("two runs of one case each make a cell that measures both again", () => {
  const { source } = comparisonOf(
    run("%%experiment\nlaw.amdahl(p: 0.5)\n"),
    run("// slow\nlaw.amdahl(p: 0.9)"),
  );
  assert.equal(source, "%%compare\nlaw.amdahl(p: 0.5)\n// slow\nlaw.amdahl(p: 0.9)\n");
});

test("sweeps, programs and comparisons cannot be measured again", () => {
  const one = run("law.amdahl(p: 0.5)");
  assert.match(
    comparisonOf(one, run("law.amdahl(p: [0.5, 0.9])", 2)).problem ?? "",
    /one case each/,
  );
  assert.match(comparisonOf(run("%%program\nvar x = 0"), one).problem ?? "", /experiment calls/);
  assert.match(comparisonOf(one, run("%%compare\nlaw.amdahl()")).problem ?? "", /experiment calls/);
});
