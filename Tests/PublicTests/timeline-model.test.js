import assert from "node:assert/strict";
import { test } from "node:test";
import {
  arrange,
  detail,
  firstAfter,
  firstGroup,
  firstOwner,
  groupsOf,
  maximumLocks,
  recordAt,
} from "../../Public/scripts/timeline/model.js";
import { decode, stateName } from "../../Public/scripts/timeline/records.js";
import { inOrder, matcher, ofLane, step } from "../../Public/scripts/timeline/search.js";
import { finding, longest, percent, totals } from "../../Public/scripts/timeline/totals.js";
import { holding, mark, running, sleeping, traceBytes, waiting } from "./timeline-traces.js";

const lanes = [{ name: "A" }, { name: "B" }];
const names = ["fork 1", "fork 2", "eats"];

/** @param {import("./timeline-traces.js").TestRecord[]} records */
const timelineOf = (records) => arrange(decode(traceBytes(records)), lanes, names);

test("a record keeps every field of its 32 bytes", () => {
  const records = decode(
    traceBytes([{ from: 0.25, to: 0.5, lane: 513, state: 6, object: 70_000, note: 3 }]),
  );
  assert.equal(records.count, 1);
  assert.deepEqual(
    [records.start, records.end, records.lane, records.state, records.object, records.note]
      .map((list) => list[0]),
    [0.25, 0.5, 513, 6, 70_000, 3],
  );
});

test("a cut-off last record is left out and a reversed one becomes an instant", () => {
  const bytes = traceBytes([{ from: 2, to: 1 }, { from: 3, to: 4 }]).slice(0, 60);
  const records = decode(bytes);
  assert.equal(records.count, 1);
  assert.deepEqual([records.start[0], records.end[0]], [2, 2]);
});

test("states of a newer worker are shown by their number", () => {
  assert.equal(stateName(1), "waiting");
  assert.equal(stateName(17), "state 17");
});

test("what a thread holds lies below what it does, and each lock has its owners", () => {
  const { tracks } = timelineOf([
    { from: 0, to: 1, lane: 0, state: running },
    { from: 0.2, to: 0.9, lane: 0, state: holding, object: 1 },
    { from: 0.4, to: 0.8, lane: 0, state: holding, object: 2 },
    { from: 0.9, to: 1.5, lane: 1, state: holding, object: 1 },
    { from: 0.5, to: 0.5, lane: 0, state: mark, note: 3 },
  ]);
  assert.deepEqual(
    tracks.map(({ kind, label, lane, depth }) => [kind, label, lane, depth]),
    [
      ["activity", "A", 0, 0],
      ["holding", "", 0, 0],
      ["holding", "", 0, 1],
      ["activity", "B", 1, 0],
      ["holding", "", 1, 0],
      ["lock", "fork 1", -1, 0],
      ["lock", "fork 2", -1, 0],
    ],
  );
  const lock = tracks[5];
  assert.deepEqual([...lock?.code ?? []], [firstOwner, firstOwner + 1]);
  assert.deepEqual([...tracks[0]?.markRecord ?? []], [4]);
});

test("readers that share a lock lie on layers of their own", () => {
  const { tracks } = timelineOf([
    { from: 0, to: 2, lane: 0, state: holding, object: 1 },
    { from: 1, to: 3, lane: 1, state: holding, object: 1 },
  ]);
  assert.deepEqual(tracks.filter(({ kind }) => kind === "lock").map(({ depth }) => depth), [0, 1]);
});

test("records may come in any order, tracks are sorted and free of overlaps", () => {
  const records = [];
  for (let i = 0; i < 500; i++) {
    const from = (i * 7919 % 500) / 10;
    records.push({ from, to: from + 0.05 + (i % 7) / 5, lane: i % 2, state: i % 5 });
  }
  for (const { start, end } of timelineOf(records).tracks) {
    for (let i = 1; i < start.length; i++) {
      assert.ok((start[i] ?? 0) >= (end[i - 1] ?? 0) && (end[i] ?? 0) >= (start[i] ?? 0));
    }
  }
});

test("only so many locks get tracks, the most used ones", () => {
  const records = Array.from({ length: maximumLocks + 5 }, (_, i) => ({
    from: i,
    to: i + 0.5,
    state: holding,
    object: i + 1,
  }));
  records.push({ from: 100, to: 101, state: holding, object: maximumLocks + 5 });
  const { tracks, hiddenLocks } = timelineOf(records);
  const locks = tracks.filter(({ kind }) => kind === "lock").map(({ object }) => object);
  assert.equal(locks.length, maximumLocks);
  assert.equal(hiddenLocks, 5);
  assert.ok(locks.includes(maximumLocks + 5));
});

test("a search for the first value after a limit agrees with looking at every one", () => {
  const values = Float64Array.from([0, 1, 1, 2, 5, 8, 8, 8, 9]);
  for (let limit = -1; limit <= 10; limit += 0.5) {
    for (let from = 0; from <= values.length; from++) {
      const found = values.findIndex((value, i) => i >= from && value > limit);
      assert.equal(firstAfter(values, limit, from), found < 0 ? values.length : found);
    }
  }
});

test("a place on a track finds its record, near ones within the slack, marks first", () => {
  const timeline = timelineOf([
    { from: 0, to: 1, state: running },
    { from: 2, to: 3, state: sleeping },
    { from: 2.5, to: 2.5, state: mark },
  ]);
  const track = timeline.tracks[0];
  assert.ok(track);
  assert.equal(recordAt(track, 0.5, 0), 0);
  assert.equal(recordAt(track, 1.2, 0.1), -1);
  assert.equal(recordAt(track, 1.2, 0.3), 0);
  assert.equal(recordAt(track, 1.8, 0.3), 1);
  assert.equal(recordAt(track, 2.52, 0.05), 2);
  assert.equal(recordAt(track, 9, 0.05), -1);
});

test("an interval is told with thread, state, lock and times", () => {
  const timeline = timelineOf([{ from: 1, to: 2, lane: 1, state: waiting, object: 2, note: 3 }]);
  assert.deepEqual(detail(timeline, 0), {
    thread: "B",
    state: "waiting",
    object: "fork 2",
    note: "eats",
    start: 1,
    end: 2,
  });
});

test("an empty trace can be drawn and says so", () => {
  const timeline = arrange(decode(new ArrayBuffer(0)), [], []);
  assert.ok(timeline.to > timeline.from);
  assert.equal(finding(timeline, totals(timeline)), "Nothing has been recorded yet.");
});

test("the finding adds up the states and names the longest wait", () => {
  const timeline = timelineOf([
    { from: 0, to: 0.5, lane: 0, state: running },
    { from: 0.5, to: 1, lane: 0, state: waiting, object: 2 },
    { from: 0, to: 1, lane: 1, state: running },
  ]);
  const sums = totals(timeline);
  assert.deepEqual(sums.map(({ time }) => time.slice(0, 2)), [[0.5, 0.5], [1, 0]]);
  assert.equal(longest(timeline, 1), 1);
  assert.equal(
    finding(timeline, sums),
    "2 threads over 1.00 s: together they ran 75 % and waited for locks 25 % of the time. " +
      "The longest wait: A, 500 ms for fork 2, from 500 ms on.",
  );
  assert.equal(percent(0.004), "less than 1 %");
});

test("a search takes beginnings of words of thread, state, lock and note", () => {
  const timeline = timelineOf([
    { from: 0, to: 1, lane: 0, state: waiting, object: 1 },
    { from: 1, to: 2, lane: 1, state: waiting, object: 2 },
    { from: 2, to: 3, lane: 1, state: running, note: 3 },
  ]);
  const find = (/** @type {string} */ text) => [...inOrder(timeline, matcher(timeline, text))];
  assert.deepEqual(find("wait"), [0, 1]);
  assert.deepEqual(find("b wait"), [1]);
  assert.deepEqual(find("FORK 2"), [1]);
  assert.deepEqual(find("eat"), [2]);
  assert.deepEqual(find("ork"), []);
  assert.deepEqual(find("  "), []);
});

test("the next event goes round and so does the one before", () => {
  const timeline = timelineOf([
    { from: 0, to: 1, lane: 0 },
    { from: 2, to: 3, lane: 1 },
    { from: 4, to: 5, lane: 0 },
  ]);
  const all = inOrder(timeline, () => true);
  assert.equal(step(timeline, all, -1, 1, 1), 1);
  assert.equal(step(timeline, all, 1, 0, 1), 2);
  assert.equal(step(timeline, all, 2, 0, 1), 0);
  assert.equal(step(timeline, all, 0, 0, -1), 2);
  const first = ofLane(timeline, 0);
  assert.deepEqual([...first], [0, 2]);
  assert.equal(step(timeline, first, 1, 0, 1), 1);
  assert.equal(step(timeline, new Uint32Array(0), -1, 0, 1), -1);
});

test("a model has a clock of its own, so what is live is shown alone at first", () => {
  const both = [{ name: "A", group: "model" }, { name: "A", group: "live" }];
  const compared = [{ name: "A", group: "alone" }, { name: "A", group: "together" }];
  assert.equal(firstGroup(both), "live");
  assert.equal(firstGroup(compared), null);
  assert.deepEqual([groupsOf(both), groupsOf(lanes)], [["model", "live"], []]);
  const records = decode(
    traceBytes([{ from: 0, to: 5, lane: 0 }, { from: 60, to: 61, lane: 1, state: waiting }]),
  );
  const live = arrange(records, both, names, "live");
  assert.deepEqual([live.from, live.to, live.records.count], [60, 61, 1]);
  assert.deepEqual(totals(live).map(({ thread }) => thread), ["A"]);
  const all = arrange(records, both, names);
  assert.deepEqual(totals(all).map(({ thread }) => thread), ["A (model)", "A (live)"]);
  assert.deepEqual(all.tracks.map(({ group }) => group), ["model", "live"]);
  assert.deepEqual([...inOrder(all, matcher(all, "live"))], [1]);
});

test("a number in a search belongs to the word before it", () => {
  const records = decode(traceBytes([
    { from: 0, to: 1, lane: 0, state: waiting, object: 1 },
    { from: 0, to: 1, lane: 1, state: waiting, object: 2 },
  ]));
  const philosophers = [{ name: "philosopher 1" }, { name: "philosopher 2" }];
  const table = arrange(records, philosophers, ["fork 2", "fork 3"]);
  assert.deepEqual([...inOrder(table, matcher(table, "waiting fork 2"))], [0]);
  assert.deepEqual([...inOrder(table, matcher(table, "phil 2 wait"))], [1]);
});
