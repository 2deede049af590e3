/** The timeline in tables: a summary per thread, and every interval. */

import { dataTable } from "../outputs/data-table.js";
import { detail } from "./model.js";
import { mark, stateName } from "./records.js";
import { percent, statesOf } from "./totals.js";
import { duration } from "./view.js";

/** @typedef {import("./model.js").Timeline} Timeline */
/** @typedef {import("./totals.js").LaneTotal} LaneTotal */
/** @typedef {import("../outputs/data-table.js").TableData} TableData */

/**
 * @param {Timeline} timeline
 * @param {LaneTotal[]} sums
 * @returns {TableData}
 */
export function summaryTable(timeline, sums) {
  const shown = statesOf(timeline).filter((state) => state !== mark);
  const whole = timeline.to - timeline.from;
  const marks = sums.some((sum) => sum.marks > 0);
  return {
    caption: "Time of each thread in each state",
    columns: [
      { name: "Thread" },
      ...shown.map((state) => ({ name: stateName(state), numeric: true })),
      { name: "intervals", numeric: true },
      ...(marks ? [{ name: "marks", numeric: true }] : []),
    ],
    count: sums.length,
    row: (i) => {
      const sum = sums[i];
      if (!sum) return [];
      return [
        sum.thread,
        ...shown.map((state) => {
          const time = sum.time[state] ?? 0;
          return time > 0 ? `${duration(time)} (${percent(time / whole)})` : "–";
        }),
        sum.intervals.toLocaleString("en"),
        ...(marks ? [sum.marks.toLocaleString("en")] : []),
      ];
    },
  };
}

/**
 * @param {Timeline} timeline
 * @param {Uint32Array} order records in the order of time
 * @returns {TableData}
 */
export function intervalTable(timeline, order) {
  return {
    caption: "All intervals in the order of time",
    columns: [
      { name: "Thread" },
      { name: "State" },
      { name: "Lock" },
      { name: "Note" },
      { name: "Start", numeric: true },
      { name: "Duration", numeric: true },
    ],
    count: order.length,
    row: (i) => {
      const { thread, state, object, note, start, end } = detail(timeline, order[i] ?? 0);
      const length = end > start ? duration(end - start) : "instant";
      return [thread, state, object ?? "", note ?? "", duration(start, 6), length];
    },
  };
}

export { dataTable };
