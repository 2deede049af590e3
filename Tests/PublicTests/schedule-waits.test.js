import assert from "node:assert/strict";
import { test } from "node:test";
import {
  circle,
  cycleSentence,
  isInCycle,
  nobody,
  waitLines,
  waitsAt,
} from "../../Public/scripts/schedule/waits.js";
import { measure, sample } from "./schedule-graphs.js";

const dining = sample("dining");
const threads = dining.threads.map(({ name }) => name);

test("a circle of waits is told once around", () => {
  const graph = waitsAt(dining.first, 2);
  assert.equal(
    cycleSentence(threads, graph),
    "philosopher 0 waits for forks[1], held by philosopher 1; philosopher 1 waits for forks[2], " +
      "held by philosopher 2; philosopher 2 waits for forks[0], held by philosopher 0: " +
      "a circle, so none of them can ever go on.",
  );
  assert.ok(isInCycle(graph, 2, 0));
  assert.ok(!isInCycle(graph, 0, 2));
});

test("a wait without a circle is told plainly", () => {
  assert.deepEqual(waitLines(threads, waitsAt(dining.first, 1)), [
    "philosopher 2 waits for forks[0], held by philosopher 0.",
  ]);
});

test("nobody waits where the explorer says nothing of waits", () => {
  for (const step of [-1, 0]) {
    assert.deepEqual(waitLines(threads, waitsAt(dining.first, step)), [nobody]);
  }
});

test("names of eight threads do not overlap and stay inside", () => {
  const names = Array.from({ length: 8 }, (_, i) => `philosopher ${i}`);
  const { width, height, nodes } = circle(names, measure);
  const boxes = nodes.map(({ name, labelX, labelY, anchor }) => {
    const size = measure(name);
    const left = anchor === "start" ? labelX : anchor === "end" ? labelX - size : labelX - size / 2;
    return { left, right: left + size, top: labelY - 12, bottom: labelY + 4 };
  });
  boxes.forEach((a, i) => {
    assert.ok(a.left >= 0 && a.right <= width && a.top >= 0 && a.bottom <= height);
    for (const b of boxes.slice(i + 1)) {
      const isApart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top ||
        b.bottom <= a.top;
      assert.ok(isApart);
    }
  });
});
