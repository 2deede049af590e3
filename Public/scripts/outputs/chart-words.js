/** A live chart in words and as a table. Pure. */

import { figure } from "./wording.js";

/** @typedef {import("../types.d.ts").LiveChart} LiveChart */
/** @typedef {import("../types.d.ts").Axis} Axis */

/** Series that are described one by one. */
const described = 4;

/**
 * @param {Axis} axis
 * @returns {string}
 */
export function axisTitle({ label, unit }) {
  return unit ? `${label} (${unit})` : label;
}

/**
 * The chart in one or a few sentences.
 *
 * @param {LiveChart} chart
 * @returns {string}
 */
export function chartSentence({ spec, series, totals }) {
  const all = [...series].filter(([, points]) => points.length > 0);
  if (all.length === 0) return `${spec.y.label} by ${spec.x.label}: no points yet.`;
  const unit = spec.y.unit ? ` ${spec.y.unit}` : "";
  const parts = all.slice(0, described).map(([name, points]) => {
    let low = Infinity;
    let high = -Infinity;
    for (const [, y] of points) {
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
    const count = totals.get(name) ?? points.length;
    const last = points.at(-1);
    const head = `${name ? `${name}: ` : ""}${figure(count)} ${count === 1 ? "point" : "points"}`;
    if (low === high) return `${head}, all ${figure(low)}${unit}`;
    return `${head} between ${figure(low)} and ${figure(high)}${unit}, the last ${
      figure(last?.[1] ?? 0)
    }`;
  });
  const rest = all.length > described ? `; ${all.length - described} more series` : "";
  return `${spec.y.label} by ${spec.x.label}. ${parts.join("; ")}${rest}.`;
}

/**
 * Every point as a row.
 *
 * @param {LiveChart} chart
 * @returns {import("./data-table.js").TableData}
 */
export function chartTable({ spec, series }) {
  const rows = [...series].flatMap(([name, points]) =>
    points.map(([x, y]) => [name, typeof x === "number" ? figure(x, 6) : x, figure(y, 6)])
  );
  return {
    caption: `Points of ${spec.title}`,
    columns: [
      { name: "Series" },
      { name: axisTitle(spec.x), numeric: true },
      { name: axisTitle(spec.y), numeric: true },
    ],
    count: rows.length,
    row: (i) => rows[i] ?? [],
  };
}
