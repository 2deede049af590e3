import assert from "node:assert/strict";
import { test } from "node:test";
import { band, ink, markColumns, profile, reduce } from "../../Public/scripts/timeline/draw.js";
import { rowAt, rowOf, stack } from "../../Public/scripts/timeline/layout.js";
import { arrange } from "../../Public/scripts/timeline/model.js";
import { decode } from "../../Public/scripts/timeline/records.js";
import { holding, mark, running, sleeping, traceBytes, waiting } from "./timeline-traces.js";

/** @param {import("./timeline-traces.js").TestRecord[]} records */
function firstTrack(records) {
  const track = arrange(decode(traceBytes(records)), [{ name: "A" }], []).tracks[0];
  assert.ok(track);
  return track;
}

/**
 * @param {import("./timeline-traces.js").TestRecord[]} records
 * @param {number} width
 * @param {{from: number, to: number}} view
 */
function columns(records, width, view) {
  const codes = new Uint8Array(width);
  reduce(codes, firstTrack(records), view, Infinity);
  return codes.join("");
}

test("intervals become columns, with a gap between neighbours that are wide enough", () => {
  const records = [
    { from: 0, to: 4, state: running },
    { from: 4, to: 8, state: running },
    { from: 9, to: 10, state: waiting },
  ];
  assert.equal(columns(records, 10, { from: 0, to: 10 }), "1110111002");
});

test("a view cuts off what sticks out on both sides", () => {
  const records = [{ from: 0, to: 10, state: sleeping }];
  assert.equal(columns(records, 4, { from: 4, to: 5 }), "4444");
  assert.equal(columns(records, 4, { from: 8, to: 12 }), "4400");
  assert.equal(columns(records, 4, { from: 20, to: 24 }), "0000");
});

test("what is narrower than a pixel still fills its column", () => {
  const records = [{ from: 5.01, to: 5.02, state: waiting }];
  assert.equal(columns(records, 10, { from: 0, to: 10 }), "0000020000");
});

test("a hundred thousand narrow intervals show the shares of their states", () => {
  const records = [];
  for (let i = 0; i < 100_000; i++) {
    // Three quarters of the time waiting, one quarter running.
    records.push({ from: i, to: i + 0.25, state: running });
    records.push({ from: i + 0.25, to: i + 1, state: waiting });
  }
  const codes = new Uint8Array(1601);
  reduce(codes, firstTrack(records), { from: 0, to: 100_000 }, Infinity);
  const share = codes.filter((code) => code === waiting + 1).length / codes.length;
  assert.ok(!codes.includes(0));
  assert.ok(Math.abs(share - 0.75) < 0.05, `waiting takes ${share} of the columns`);
});

test("drawing looks only at intervals that can make a difference", () => {
  const count = 100_000;
  const records = Array.from({ length: count }, (_, i) => ({ from: i, to: i + 1 }));
  const track = firstTrack(records);
  let reads = 0;
  const start = new Proxy(track.start, {
    get(target, key) {
      if (typeof key === "string" && /^\d+$/.test(key)) reads += 1;
      const value = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  reduce(new Uint8Array(100), { ...track, start }, { from: 0, to: count }, Infinity);
  assert.ok(reads < 100 * 10, `${reads} reads for 100 columns`);
});

test("wide boxes are reported with their record and place", () => {
  const track = firstTrack([{ from: 0, to: 1 }, { from: 2, to: 8 }]);
  const boxes = reduce(new Uint8Array(10), track, { from: 0, to: 10 }, 4);
  assert.deepEqual(boxes, [{ record: 1, left: 2, right: 8 }]);
});

test("marks have a column each, once", () => {
  const track = firstTrack([
    { from: 1, to: 1, state: mark },
    { from: 1.01, to: 1.01, state: mark },
    { from: 9, to: 9, state: mark },
    { from: 10, to: 10, state: mark },
  ]);
  assert.deepEqual(markColumns(track, { from: 0, to: 10 }, 10), [1, 9]);
});

test("a band has the pattern of its ink in exact pixels", () => {
  const inks = [ink("solid", 7, 0, 1), ink("rising", 1, 2, 1)];
  const pixels = new Uint32Array(8 * 4);
  band(pixels, 8, 1, 2, Uint8Array.from([1, 1, 0, 2, 2, 2, 2, 2]), inks);
  assert.deepEqual([...pixels.subarray(0, 8)], [0, 0, 0, 0, 0, 0, 0, 0]);
  // (x + y) % 6 < 2 is a line of the pattern.
  assert.deepEqual([...pixels.subarray(8, 16)], [7, 7, 0, 1, 1, 1, 2, 2]);
  assert.deepEqual([...pixels.subarray(16, 24)], [7, 7, 0, 1, 1, 2, 2, 1]);
  assert.deepEqual([...pixels.subarray(24)], [0, 0, 0, 0, 0, 0, 0, 0]);
});

test("a high band repeats its pattern downwards", () => {
  const one = ink("level", 1, 2, 1);
  const pixels = new Uint32Array(2 * 14);
  band(pixels, 2, 0, 14, Uint8Array.from([1, 1]), [one]);
  for (let y = 0; y < 14; y++) assert.equal(pixels[y * 2], y % 3 === 0 ? 2 : 1);
});

test("on dense screens patterns keep their size", () => {
  const one = ink("upright", 1, 2, 2);
  assert.equal(one.size, 12);
  assert.deepEqual([...one.pixels.subarray(0, 7)], [2, 2, 1, 1, 1, 1, 2]);
});

test("the profile counts threads in each state at each moment", () => {
  const timeline = arrange(
    decode(traceBytes([
      { from: 0, to: 10, lane: 0, state: running },
      { from: 0, to: 5, lane: 1, state: running },
      { from: 5, to: 10, lane: 1, state: waiting },
    ])),
    [{ name: "A" }, { name: "B" }],
    [],
  );
  assert.deepEqual([...profile(timeline.tracks, timeline, 2, 2)], [2, 0, 1, 1]);
});

test("rows stand below each other and are found by height and by thread", () => {
  const timeline = arrange(
    decode(traceBytes([
      { from: 0, to: 1, lane: 0 },
      { from: 0, to: 1, lane: 1 },
      { from: 0, to: 1, lane: 1, state: holding, object: 1 },
    ])),
    [{ name: "A" }, { name: "B" }],
    ["lock"],
  );
  const layout = stack(timeline.tracks);
  assert.deepEqual(layout.rows.map(({ track }) => track.kind), [
    "activity",
    "activity",
    "holding",
    "lock",
  ]);
  for (const [i, row] of layout.rows.entries()) {
    assert.equal(rowAt(layout, row.top + row.height / 2), row);
    const next = layout.rows[i + 1];
    if (next) assert.ok(next.top > row.top + row.height);
  }
  assert.equal(rowOf(layout, 1), layout.rows[1]);
  assert.equal(rowAt(layout, 1e6), null);
  assert.deepEqual(layout.headings.map(({ text }) => text), ["Who holds each lock"]);
});
