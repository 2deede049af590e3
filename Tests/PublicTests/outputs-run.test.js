import assert from "node:assert/strict";
import { test } from "node:test";
import { newRun } from "../../Public/scripts/fold.js";
import { casesSentence, caseStatus } from "../../Public/scripts/outputs/cases.js";
import {
  allSamples,
  keptSamples,
  runAsJSON,
  samplesAsCSV,
  samplesOf,
} from "../../Public/scripts/outputs/download.js";
import { factsOf } from "../../Public/scripts/outputs/facts.js";
import { sourcesOf } from "../../Public/scripts/outputs/listing.js";
import { progressSentence } from "../../Public/scripts/outputs/progress.js";
import { readTable } from "../../Public/scripts/outputs/table.js";

/** @typedef {import("../../Public/scripts/types.d.ts").RunEvent} RunEvent */

const axis = { label: "n" };
/** @type {RunEvent[]} */
const events = [
  {
    type: "plan",
    seq: 1,
    calls: [{
      call: 0,
      experiment: "race.lostUpdate",
      line: 1,
      need: "quiet",
      cases: [
        { case: 0, label: "threads: 1", parameters: { threads: 1 } },
        { case: 1, label: "threads: 2", parameters: { threads: 2 } },
      ],
    }],
  },
  {
    type: "started",
    seq: 2,
    call: 0,
    case: 0,
    experiment: "race.lostUpdate",
    label: "threads: 1",
    parameters: { threads: 1 },
    common: { seed: 7, effort: "lesson" },
    machine: { cpu: "CPU", cpus: 2, kernel: "Linux", build: "b1" },
    calibration: { parallelism: 1.9, age: 2 },
  },
  {
    type: "chart",
    seq: 3,
    call: 0,
    case: 0,
    chart: "c",
    title: "C",
    kind: "line",
    x: axis,
    y: axis,
  },
  {
    type: "samples",
    seq: 4,
    call: 0,
    case: 0,
    chart: "c",
    series: "a",
    points: [[1, 2], ["x,y", 3]],
  },
  {
    type: "verdict",
    seq: 5,
    call: 0,
    case: 0,
    claim: "loses",
    verdict: "notObserved",
    sentence: "Nothing was lost.",
    evidence: "robust",
  },
  {
    type: "caseFinished",
    seq: 6,
    call: 0,
    case: 0,
    status: "done",
    wall: 2,
    cpu: 3,
    peakMemory: 1024,
    switches: { voluntary: 5, involuntary: 1 },
  },
  {
    type: "started",
    seq: 7,
    call: 0,
    case: 1,
    experiment: "race.lostUpdate",
    parameters: { threads: 2 },
    common: {},
    machine: { cpu: "CPU", cpus: 2, kernel: "Linux", build: "b1" },
  },
  { type: "progress", seq: 8, call: 0, case: 1, fraction: 0.5, sentence: "Half of it." },
];

const run = newRun({ id: "r1", cell: "c1", phase: "running", source: "x", events });

test("progress tells the case and what it does", () => {
  assert.equal(progressSentence(run), "Case 2 of 2. Half of it.");
  const queued = { ...run, phase: /** @type {const} */ ("queued") };
  assert.equal(progressSentence(queued), "Waiting to start.");
  assert.equal(
    progressSentence({ ...queued, waiting: { position: 2, reason: "somebody measures." } }),
    "Waiting, number 2 in the queue: somebody measures.",
  );
});

test("cases say where they stand and what became of the claims", () => {
  const [first, second] = run.cases;
  assert.ok(first && second);
  assert.equal(caseStatus(first, "running"), "done in 2 s");
  assert.equal(caseStatus(second, "running"), "running, 50 %");
  assert.equal(caseStatus(second, "interrupted"), "interrupted");
  assert.equal(caseStatus({ ...second, started: null }, "running"), "waiting");
  assert.equal(caseStatus({ ...second, started: null }, "stopped"), "not run");
  assert.equal(casesSentence(run), "2 cases. loses: not observed in 1.");
});

test("facts name seed, machine, calibration and what was used", () => {
  const [first] = run.cases;
  assert.ok(first);
  const facts = new Map(factsOf(run, first));
  assert.equal(facts.get("Seed"), "7");
  assert.equal(facts.get("CPU time"), "3 s, 1.50 CPUs busy on average");
  assert.equal(facts.get("Peak memory"), "1 KiB");
  assert.equal(facts.get("Calibration"), "1.90 CPUs were really free, measured 2 s before");
});

test("samples leave as comma-separated values that any program reads", () => {
  assert.equal(
    samplesAsCSV(run, keptSamples(run)),
    "call,case,label,chart,series,x,y\r\n" +
      '0,0,threads: 1,c,a,1,2\r\n0,0,threads: 1,c,a,"x,y",3\r\n',
  );
  const formula = [{ call: 0, case: 0, chart: "c", series: '=A1"', x: 1, y: 2 }];
  assert.match(samplesAsCSV(run, formula), /"'=A1"""/);
});

test("a run leaves as JSON with its conditions and verdicts", () => {
  const record = JSON.parse(runAsJSON(run, samplesOf(events)));
  assert.equal(record.cases[0].common.seed, 7);
  assert.deepEqual(record.cases[0].samples[1], { chart: "c", series: "a", x: "x,y", y: 3 });
  assert.equal(record.cases[0].verdicts[0].claim, "loses");
});

test("all samples come from the server, page by page", async () => {
  const many = Array.from({ length: 2500 }, (_, i) => ({
    type: /** @type {const} */ ("samples"),
    seq: i + 1,
    chart: "c",
    series: "a",
    points: [/** @type {[number, number]} */ ([i, i])],
  }));
  const loader = {
    trace: () => Promise.resolve(new ArrayBuffer(0)),
    output: () => Promise.resolve({ text: "", total: 0 }),
    frame: () => ({ srcdoc: "" }),
    events: (/** @type {string} */ _, /** @type {number} */ from, /** @type {number} */ limit) =>
      Promise.resolve({ events: many.slice(from - 1, from - 1 + limit) }),
  };
  const rows = await allSamples(run, loader);
  assert.equal(rows.length, 2500);
  assert.deepEqual(rows.map(({ x }) => x), many.map((_, i) => i));
});

test("a table needs columns and rows", () => {
  assert.deepEqual(readTable({ columns: ["a", 1], rows: [[1, 2], "no"] }), {
    columns: ["a", "1"],
    rows: [[1, 2]],
  });
  assert.equal(readTable("text"), null);
  assert.equal(readTable({ columns: [] }), null);
});

test("a case shows its Swift, its Python and its program, and only a program can be opened", () => {
  assert.deepEqual(sourcesOf(null), []);
  assert.deepEqual(
    sourcesOf({ listing: "let a = 1", python: "a = 1", program: null }).map(({ name }) => name),
    [
      "The Swift that ran",
      "The idea in Python",
    ],
  );
  const all = sourcesOf({ listing: "let a = 1", python: "a = 1", program: "%%program\nvar a = 1" });
  assert.deepEqual(all.map(({ opens }) => opens), [false, false, true]);
  assert.equal(all[2]?.source, "%%program\nvar a = 1");
});
