import assert from "node:assert/strict";
import { test } from "node:test";
import {
  axis,
  clamp,
  duration,
  narrowest,
  pan,
  reveal,
  zoom,
} from "../../Public/scripts/timeline/view.js";

const whole = { from: 0, to: 10 };

test("a view never leaves the whole", () => {
  assert.deepEqual(clamp({ from: -5, to: 5 }, whole), { from: 0, to: 10 });
  assert.deepEqual(clamp({ from: 8, to: 12 }, whole), { from: 6, to: 10 });
  assert.deepEqual(pan({ from: 0, to: 2 }, whole, -3), { from: 0, to: 2 });
  assert.deepEqual(pan({ from: 0, to: 2 }, whole, 1e9), { from: 8, to: 10 });
});

test("zooming keeps the time under the pointer where it is", () => {
  const view = zoom({ from: 0, to: 8 }, whole, 2, 0.5);
  assert.deepEqual(view, { from: 1, to: 5 });
  assert.deepEqual(zoom(view, whole, 2, 100), whole);
});

test("zooming in ends at some nanoseconds", () => {
  let view = whole;
  for (let i = 0; i < 100; i++) view = zoom(view, whole, 5, 0.5);
  assert.ok(Math.abs(view.to - view.from - narrowest) < 1e-12);
});

test("an event is revealed with as little movement as possible", () => {
  const view = { from: 2, to: 4 };
  assert.equal(reveal(view, whole, { from: 2.5, to: 3 }), view);
  assert.deepEqual(reveal(view, whole, { from: 6, to: 7 }), { from: 5.5, to: 7.5 });
  const close = reveal(view, whole, { from: 3, to: 3.001 });
  assert.ok(close.to - close.from < 0.01 && close.from < 3 && close.to > 3.001);
  assert.equal(reveal(view, whole, { from: 3, to: 3 }), view);
});

test("ticks are round times in a fitting unit", () => {
  const { unit, base, ticks } = axis({ from: 0, to: 0.1 }, 5);
  assert.deepEqual([unit, base], ["ms", ""]);
  assert.deepEqual(ticks.map(({ label }) => label), ["0", "20", "40", "60", "80", "100"]);
  assert.equal(axis({ from: 0, to: 3 }, 6).unit, "s");
  assert.equal(axis({ from: 0, to: 2e-6 }, 4).unit, "µs");
});

test("a sliver far from the start counts from a base that is written once", () => {
  const { unit, base, ticks } = axis({ from: 2.000012, to: 2.000018 }, 3);
  assert.equal(unit, "µs");
  assert.equal(base, "2 s");
  assert.deepEqual(ticks.map(({ label }) => label), ["+12", "+14", "+16", "+18"]);
});

test("durations have a handy unit and about three figures", () => {
  assert.deepEqual(
    [0, 1.5, 0.0123, 0.00045, 7e-9, 61].map((seconds) => duration(seconds)),
    ["0 s", "1.50 s", "12.3 ms", "450 µs", "7.00 ns", "61.0 s"],
  );
});
