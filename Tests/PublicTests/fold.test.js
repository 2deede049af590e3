import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { foldRun, limits, newRun } from "../../Public/scripts/fold.js";

/** @typedef {import("../../Public/scripts/types.d.ts").RunEvent} RunEvent */

const empty = newRun({ id: "r12", cell: "c1", phase: "running", source: "" });
const axis = { label: "n" };

/**
 * @param {number} seq
 * @param {string} text
 * @param {"stdout" | "stderr"} [stream]
 * @returns {RunEvent}
 */
const text = (seq, text, stream = "stdout") => ({
  type: "text",
  seq,
  call: 0,
  case: 0,
  stream,
  text,
  lines: text.split("\n").length - 1,
});

/**
 * @param {string} name
 * @returns {RunEvent}
 */
const golden = (name) =>
  JSON.parse(
    readFileSync(new URL(`../Fixtures/wire/worker/${name}.json`, import.meta.url), "utf8"),
  );

test("every message of a worker is understood", () => {
  const names = [
    "plan",
    "started",
    "progress",
    "chart",
    "samples",
    "text",
    "output",
    "trace",
    "verdict",
    "caseFinished",
    "diagnostics",
    "finished",
  ];
  const events = names.map((name, index) => ({ ...golden(name), seq: index + 1 }));
  for (const [index, event] of events.entries()) assert.equal(event.type, names[index]);
  const run = foldRun(empty, events);
  assert.ok(run.plan.length > 0);
  assert.ok(run.cases.some((one) => one.started !== null && one.progress !== null));
  assert.ok(run.cases.some((one) => one.finished !== null));
  assert.equal(run.charts.size, 1);
  assert.ok(run.texts.length > 0);
  assert.equal(run.outputs.length, 1);
  assert.equal(run.traces.length, 1);
  assert.equal(run.verdicts.length, 1);
  assert.ok(run.diagnostics.length > 0);
  assert.ok(run.status);
  assert.equal(run.seq, names.length);
});

test("events one by one or all at once make the same run", () => {
  const events = ["plan", "started", "chart", "samples", "verdict", "caseFinished", "finished"]
    .map((name, index) => ({ ...golden(name), seq: index + 1 }));
  const single = events.reduce((run, event) => foldRun(run, [event]), empty);
  assert.deepEqual(single, foldRun(empty, events));
});

test("small batches of text are joined, streams are not mixed", () => {
  const run = foldRun(empty, [
    text(1, "a\n"),
    text(2, "b\n"),
    text(3, "oh\n", "stderr"),
    text(4, "c\n"),
  ]);
  assert.deepEqual(run.texts.map((one) => one.text), ["a\nb\n", "oh\n", "c\n"]);
  assert.deepEqual(run.texts.map((one) => one.line), [0, 2, 3]);
  assert.equal(run.textGap, null);
});

test("of a flood head and tail stay, and the gap is counted", () => {
  const batch = "0123456789\n".repeat(1_000);
  const events = Array.from({ length: 200 }, (_, index) => text(index + 1, batch));
  const run = events.reduce((state, event) => foldRun(state, [event]), empty);
  const size = run.texts.reduce((sum, one) => sum + one.text.length, 0);
  assert.ok(size <= limits.textHead + limits.textTail + limits.textChunk + batch.length);
  assert.equal(run.textLines, 200_000);
  const shown = run.texts.reduce((sum, one) => sum + one.lines, 0);
  assert.equal(shown + (run.textGap?.lines ?? 0), 200_000);
  assert.equal(run.texts[0]?.line, 0);
  const last = run.texts.at(-1);
  assert.equal((last?.line ?? 0) + (last?.lines ?? 0), 200_000);
  assert.deepEqual(run, foldRun(empty, events));
});

test("what the server withheld is a gap, too", () => {
  const run = newRun({
    id: "r",
    cell: "c",
    phase: "done",
    source: "",
    events: [text(1, "first\n"), text(900, "last\n")],
    withheld: { events: 898, lines: 5_000 },
  });
  assert.deepEqual(run.textGap, { index: 1, lines: 5_000 });
  assert.deepEqual(run.texts.map((one) => one.line), [0, 5_001]);
  assert.equal(run.textLines, 5_002);
});

test("series are bounded: older points are thinned, new ones stay, the total is true", () => {
  const place = { call: 0, case: 0 };
  let run = foldRun(empty, [
    { type: "chart", seq: 1, ...place, chart: "x", title: "", kind: "line", x: axis, y: axis },
  ]);
  for (let seq = 2; seq < 202; seq += 1) {
    const points = Array.from(
      { length: 100 },
      (_, index) => /** @type {const} */ ([(seq - 2) * 100 + index, 1]),
    );
    run = foldRun(run, [{ type: "samples", seq, ...place, chart: "x", series: "s", points }]);
  }
  const chart = run.charts.get("0.0.x");
  const points = chart?.series.get("s") ?? [];
  assert.ok(points.length <= limits.points);
  assert.equal(chart?.totals.get("s"), 20_000);
  assert.equal(points.at(-1)?.[0], 19_999);
  assert.equal(points.at(-2)?.[0], 19_998);
  assert.equal(points[0]?.[0], 0);
});

test("a folded run is never altered", () => {
  const place = { call: 0, case: 0 };
  const before = foldRun(empty, [
    { type: "chart", seq: 1, ...place, chart: "x", title: "", kind: "line", x: axis, y: axis },
    { type: "samples", seq: 2, ...place, chart: "x", series: "s", points: [[0, 1]] },
    text(3, "a\n"),
  ]);
  const copy = structuredClone(before);
  const next = foldRun(before, [
    { type: "samples", seq: 4, ...place, chart: "x", series: "s", points: [[1, 1]] },
    text(5, "b\n"),
  ]);
  assert.deepEqual(before, copy);
  assert.equal(next.outputs, before.outputs);
  assert.equal(foldRun(next, [text(5, "again\n")]), next);
});

test("progress counts all cases the same", () => {
  const cases = [0, 1, 2, 3].map((number) => ({ case: number, label: "", parameters: {} }));
  const run = foldRun(empty, [
    { type: "plan", seq: 1, calls: [{ call: 0, experiment: "x", line: 1, need: "exact", cases }] },
    {
      type: "caseFinished",
      seq: 2,
      call: 0,
      case: 0,
      status: "done",
      wall: 1,
      cpu: 1,
      peakMemory: 1,
    },
    { ...golden("started"), seq: 3, call: 0, case: 1 },
    { type: "progress", seq: 4, call: 0, case: 1, fraction: 0.5, sentence: "half" },
  ]);
  assert.deepEqual(run.progress, { fraction: 0.375, sentence: "half" });
});
