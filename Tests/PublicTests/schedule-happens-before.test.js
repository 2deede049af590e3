import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chainRows,
  cone,
  happensBefore,
  racingPairs,
} from "../../Public/scripts/schedule/order.js";
import { orderLine, stepList } from "../../Public/scripts/schedule/order-text.js";
import { spaceTime } from "../../Public/scripts/schedule/space-time.js";
import { crowd, measure, sample } from "./schedule-graphs.js";

test("steps of two threads that nothing orders stand side by side", () => {
  const { first } = sample("race");
  assert.deepEqual(chainRows(first.steps), [0, 0, 1, 1]);
  assert.deepEqual(racingPairs(first.steps), [{ from: 0, to: 2 }, { from: 2, to: 3 }]);
});

test("a chain is never shorter than the order that the clocks know", () => {
  for (const name of /** @type {const} */ (["race", "dining", "sb", "lost"])) {
    for (const { steps } of sample(name).schedules) {
      const rows = chainRows(steps);
      steps.forEach((_, a) =>
        steps.forEach((_, b) => {
          if (happensBefore(steps, a, b)) assert.ok((rows[a] ?? 0) < (rows[b] ?? 0), `${a} ${b}`);
        })
      );
    }
  }
});

test("every arrow of the explorer is an order that the clocks know", () => {
  let count = 0;
  for (const { steps } of [...sample("dining").schedules, crowd()]) {
    steps.forEach(({ after }, to) =>
      after.forEach((from) => {
        count += 1;
        assert.ok(happensBefore(steps, from, to));
        assert.ok(!happensBefore(steps, to, from));
      })
    );
  }
  assert.ok(count > 8);
});

test("a flush happens after its store and before nothing", () => {
  const { steps } = sample("sb").first;
  assert.deepEqual(cone(steps, 4), { past: [0], future: [], unordered: [1, 2, 3, 5] });
  assert.deepEqual(cone(steps, 0), { past: [], future: [1, 4], unordered: [2, 3, 5] });
});

test("no two texts of forty steps of eight threads overlap", () => {
  const { threads, steps } = crowd();
  for (const rows of /** @type {const} */ (["time", "order"])) {
    for (const width of [320, 1300]) {
      const plan = spaceTime(threads, steps, { rows, width, measure });
      const boxes = [
        ...plan.dots.map(({ label, labelX, y }) => box(labelX, y, measure(label))),
        ...plan.words.map(({ x, y }) => box(x - measure(words) / 2, y, measure(words))),
        ...plan.dots.map(({ x, y }) => box(x - 9, y, 18)),
        ...(plan.isSlim ? [] : plan.lanes.map(({ x, y, name }) => box(x, y, measure(name)))),
      ];
      assert.ok(plan.words.length > 0);
      boxes.forEach((one, i) =>
        boxes.slice(i + 1).forEach((other) => assert.ok(!overlap(one, other), `${rows} ${width}`))
      );
      assert.ok(boxes.every(({ from, to }) => from >= 0 && to <= plan.width));
    }
  }
});

test("where the page is narrow, slim lanes with one column of words are tried first", () => {
  const { threads, steps } = crowd();
  const plan = spaceTime(threads, steps, { rows: "time", width: 320, measure });
  assert.ok(plan.isSlim && plan.width < 500);
  assert.ok(!spaceTime(threads, steps, { rows: "time", width: 9000, measure }).isSlim);
});

test("a step says in words what it depends on", () => {
  const exploration = sample("race");
  const threads = exploration.threads.map(({ name }) => name);
  assert.equal(
    orderLine(threads, exploration.first.steps, 2),
    "3, right writes counter = 1: happens after: 2; not ordered with: 1 and 4; races with: 1 and 4.",
  );
  assert.equal(stepList([]), "nothing");
  assert.equal(stepList([0, 1, 2, 3, 5, 6, 9]), "1 to 4, 6, 7 and 10");
});

const words = "nothing orders these two";

/** @param {number} x @param {number} y @param {number} width */
const box = (x, y, width) => ({ from: x, to: x + width, top: y - 8, bottom: y + 8 });

/** @typedef {ReturnType<typeof box>} Box */
/** @param {Box} a @param {Box} b */
const overlap = (a, b) => a.from < b.to && b.from < a.to && a.top < b.bottom && b.top < a.bottom;
