import assert from "node:assert/strict";
import { test } from "node:test";
import {
  evidenceWord,
  failure,
  figure,
  interval,
  literal,
  quantity,
  tick,
  verdictWord,
} from "../../Public/scripts/outputs/wording.js";

test("a median is said with its interval and the number of repetitions", () => {
  assert.equal(
    interval({ median: 0.5003, low: 0.49, high: 0.51, n: 15, level: 0.95 }),
    "median 0.50, 95 % interval 0.49 to 0.51, 15 repetitions",
  );
});

test("a wide interval does not turn its lower end into nothing", () => {
  assert.equal(
    interval({ median: 0.839, low: 0.445, high: 2.61, n: 30, level: 0.95 }),
    "median 0.8, 95 % interval 0.4 to 2.6, 30 repetitions",
  );
});

test("the interval decides how many decimals are worth writing", () => {
  assert.equal(
    interval({ median: 0.50031, low: 0.49982, high: 0.50074, n: 30 }),
    "median 0.5003, 95 % interval 0.4998 to 0.5007, 30 repetitions",
  );
  assert.equal(
    interval({ median: 12345.6, low: 12100, high: 12700, n: 15, unit: "operations" }),
    "median 12,346 operations, 95 % interval 12,100 to 12,700, 15 repetitions",
  );
});

test("seconds get a handy unit, the same one for all three values", () => {
  assert.equal(
    interval({ median: 0.0123, low: 0.0119, high: 0.0131, n: 15, unit: "s" }),
    "median 12.3 ms, 95 % interval 11.9 to 13.1 ms, 15 repetitions",
  );
});

test("too few repetitions have no interval, and one says so", () => {
  assert.equal(
    interval({ median: 2, n: 5, unit: "s" }),
    "median 2 s, 5 repetitions (too few for an interval)",
  );
  assert.equal(interval({ median: 2, low: null, high: null, n: 12 }), "median 2, 12 repetitions");
  assert.equal(
    interval({ median: 1, low: 1, high: 1, n: 15 }),
    "median 1, 95 % interval 1 to 1, 15 repetitions",
  );
});

test("one figure is no median", () => {
  assert.equal(interval({ median: 1.5, n: 1, unit: "×" }), "1.50 ×, one repetition");
});

test("figures are grouped and not longer than they need to be", () => {
  assert.deepEqual(
    [0, 1234567, 0.12345, 12.3456, 1e-7, -3.5, Infinity].map((value) => figure(value)),
    ["0", "1,234,567", "0.123", "12.3", "1.00e-7", "-3.50", "∞"],
  );
  assert.deepEqual([0.2, 1.5, 1000, 1e9].map(tick), ["0.2", "1.5", "1,000", "1e9"]);
  assert.equal(quantity(14_500_000, "bytes"), "13.8 MiB");
  assert.equal(quantity(0, "bytes"), "0 bytes");
});

test("every verdict and kind of evidence has words", () => {
  assert.equal(verdictWord("notObserved"), "not observed");
  assert.equal(verdictWord("provedUpTo"), "proved up to a bound");
  assert.match(evidenceWord("conditional"), /free CPUs/);
});

test("every bad end is told with what to do", () => {
  for (const status of ["crashed", "outOfMemory", "deadline", "stopped", "interrupted", "failed"]) {
    const told = failure(status, "signal 11");
    assert.ok(told && /[.]$/.test(told.title) && told.advice.length > 20, status);
  }
  assert.equal(failure("done", null), null);
  assert.equal(
    failure("crashed", "signal 11 (SIGSEGV)")?.title,
    "The worker crashed: signal 11 (SIGSEGV).",
  );
});

test("parameters are written as in a call", () => {
  assert.deepEqual(
    [20000, ".yield", true, null, [1, 2], Array.from({ length: 20 }, (_, i) => i)].map(literal),
    ["20,000", ".yield", "true", "none", "1, 2", "0, 1, 2, 3, 4, 5, 6, 7, … (20)"],
  );
});
