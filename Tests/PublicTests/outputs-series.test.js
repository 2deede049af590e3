import assert from "node:assert/strict";
import { test } from "node:test";
import { chartSentence, chartTable } from "../../Public/scripts/outputs/chart-words.js";
import { framed } from "../../Public/scripts/outputs/chart.js";
import { align, decimate, maximumPoints, plot } from "../../Public/scripts/outputs/series.js";

/**
 * @param {import("../../Public/scripts/types.d.ts").ChartSpec["kind"]} kind
 * @param {Record<string, [number | string, number][]>} series
 * @param {"linear" | "log"} [scale]
 * @returns {import("../../Public/scripts/types.d.ts").LiveChart}
 */
function chart(kind, series, scale = "linear") {
  const map = new Map(Object.entries(series));
  return {
    key: "0.0.a",
    call: 0,
    case: 0,
    spec: {
      chart: "a",
      title: "Meals",
      kind,
      x: { label: "time", unit: "s", scale },
      y: { label: "meals" },
    },
    series: map,
    totals: new Map([...map].map(([name, points]) => [name, points.length])),
  };
}

test("series share one list of x, each with its own gaps", () => {
  assert.deepEqual(align([[[1, 10], [3, 30]], [[1, 11], [2, 21]]]), {
    xs: [1, 2, 3],
    ys: [[10, undefined, 30], [11, 21, undefined]],
  });
});

test("two points of one series at the same x keep their own rows", () => {
  assert.deepEqual(align([[[1, 10], [1, 12]], [[1, 5]]]), {
    xs: [1, 1],
    ys: [[10, 12], [5, undefined]],
  });
});

test("points that come out of order are drawn in order", () => {
  const { xs, ys } = plot(chart("line", { a: [[3, 1], [1, 2], [2, 3]] }));
  assert.deepEqual([xs, ys], [[1, 2, 3], [[2, 3, 1]]]);
});

test("a logarithmic axis leaves out what it cannot show", () => {
  assert.deepEqual(plot(chart("line", { a: [[0, 1], [-1, 1], [10, 2]] }, "log")).xs, [10]);
});

test("bars stand beside each other on their category, reported again they grow", () => {
  const { categories, xs, ys } = plot(
    chart("bars", { x: [["none", 1], ["lock", 2], ["none", 5]], y: [["lock", 3]] }),
  );
  assert.deepEqual(categories, ["none", "lock"]);
  assert.deepEqual(xs.map((x) => x.toFixed(1)), ["-0.2", "0.8", "1.2"]);
  assert.deepEqual(ys, [[5, 2, undefined], [undefined, undefined, 3]]);
});

test("thinning keeps ends, peaks and the order", () => {
  /** @type {[number, number][]} */
  const points = Array.from(
    { length: 10_000 },
    (_, i) => [i, i === 4321 ? 99 : i === 77 ? -9 : i % 3],
  );
  const thin = decimate(points, 200);
  assert.ok(thin.length <= 200 && thin.length > 100);
  assert.deepEqual([thin[0], thin.at(-1)], [points[0], points.at(-1)]);
  assert.ok(thin.some(([x, y]) => x === 4321 && y === 99));
  assert.ok(thin.some(([x, y]) => x === 77 && y === -9));
  assert.ok(thin.every(([x], i) => i === 0 || x > (thin[i - 1]?.[0] ?? 0)));
  assert.equal(decimate(points, 20_000), points);
});

test("however many points come, only so many are drawn", () => {
  /** @type {Record<string, [number, number][]>} */
  const series = {};
  for (let s = 0; s < 10; s++) {
    series[`s${s}`] = Array.from({ length: 8192 }, (_, i) => [i + s / 10, Math.sin(i)]);
  }
  assert.ok(plot(chart("line", series)).xs.length <= maximumPoints);
  assert.ok(plot(chart("scatter", series)).xs.length <= maximumPoints);
});

test("a chart is told in a sentence and as a table", () => {
  const value = chart("line", { A: [[0, 1], [1, 4], [2, 3]], B: [[0, 2]] });
  assert.equal(
    chartSentence(value),
    "meals by time. A: 3 points between 1 and 4, the last 3; B: 1 point, all 2.",
  );
  const table = chartTable(value);
  assert.equal(table.count, 4);
  assert.deepEqual(table.columns.map(({ name }) => name), ["Series", "time (s)", "meals"]);
  assert.deepEqual(table.row(1), ["A", "1", "4"]);
  assert.equal(chartSentence(chart("line", {})), "meals by time: no points yet.");
});

test("a finished chart takes the width of its place, a composed one its own", () => {
  assert.deepEqual(framed({ title: "T", width: 560, mark: "line" }), {
    width: "container",
    mark: "line",
    autosize: { type: "fit-x", contains: "padding" },
  });
  assert.deepEqual(framed({ title: "T", hconcat: [] }), { hconcat: [] });
});
