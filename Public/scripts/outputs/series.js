/** Points made ready for drawing. Pure. */

/** @typedef {import("../types.d.ts").LiveChart} LiveChart */
/** @typedef {import("../types.d.ts").Point} Point */

/** Points of all series that are drawn; more are thinned to what a screen can show. */
export const maximumPoints = 12_000;

/**
 * @typedef {object} Plot
 * @property {string[]} names of the series
 * @property {string[] | null} categories the texts of x, or null when x is a number
 * @property {number[]} xs in growing order
 * @property {(number | undefined)[][]} ys one list a series, as long as `xs`
 */

/**
 * Puts all series of a chart on one list of x, as the chart library wants it.
 *
 * Two points of one series at the same x keep their own rows. Values that a logarithmic axis cannot
 * show are left out.
 *
 * @param {LiveChart} chart
 * @returns {Plot}
 */
export function plot({ spec, series }) {
  const names = [...series.keys()];
  const all = [...series.values()];
  const isCategory = all.some((points) => points.some((point) => typeof point[0] === "string"));
  const categories = isCategory ? [...new Set(all.flat().map(([x]) => String(x)))] : null;
  const places = new Map(categories?.map((text, i) => [text, i]));
  const room = Math.max(64, Math.floor(maximumPoints / Math.max(1, names.length)));
  const lists = all.map((points, index) => {
    /** @type {[number, number][]} */
    let list = [];
    for (const point of points) {
      const [x, y] = [point[0], point[1]];
      const place = isCategory ? places.get(String(x)) ?? 0 : Number(x);
      const drawn = Number.isFinite(place) && Number.isFinite(y) &&
        (spec.x.scale !== "log" || isCategory || place > 0) && (spec.y.scale !== "log" || y > 0);
      if (drawn) list.push([place, y]);
    }
    if (spec.kind === "bars") list = lastOfEach(list);
    if (list.some((point, i) => i > 0 && point[0] < (list[i - 1]?.[0] ?? 0))) {
      list.sort(([a], [b]) => a - b);
    }
    if (spec.kind === "line" || spec.kind === "step") list = decimate(list, room);
    else if (list.length > room) list = list.slice(-room);
    return spec.kind === "bars" ? beside(list, index, names.length) : list;
  });
  return { names, categories, ...align(lists) };
}

/**
 * A bar that is reported again is the same bar, grown.
 *
 * @param {[number, number][]} points
 */
function lastOfEach(points) {
  return [...new Map(points)];
}

/**
 * Bars of several series stand beside each other.
 *
 * @param {[number, number][]} points sorted
 * @param {number} index
 * @param {number} count
 * @returns {[number, number][]}
 */
function beside(points, index, count) {
  if (count < 2) return points;
  let gap = Infinity;
  for (let i = 1; i < points.length; i++) {
    gap = Math.min(gap, (points[i]?.[0] ?? 0) - (points[i - 1]?.[0] ?? 0));
  }
  if (!Number.isFinite(gap)) gap = 1;
  const shift = ((index + 0.5) / count - 0.5) * gap * 0.8;
  return points.map(([x, y]) => [x + shift, y]);
}

/**
 * Thins a sorted list to about `room` points: of every stretch the lowest and the highest stay, and
 * always the first and the last.
 *
 * @param {[number, number][]} points
 * @param {number} room
 * @returns {[number, number][]}
 */
export function decimate(points, room) {
  if (points.length <= room) return points;
  const stretches = Math.max(1, Math.floor((room - 2) / 2));
  const inner = points.length - 2;
  /** @type {[number, number][]} */
  const kept = points.slice(0, 1);
  for (let i = 0; i < stretches; i++) {
    const from = 1 + Math.floor((i * inner) / stretches);
    const to = 1 + Math.floor(((i + 1) * inner) / stretches);
    let low = from;
    let high = from;
    for (let k = from; k < to; k++) {
      const y = points[k]?.[1] ?? 0;
      if (y < (points[low]?.[1] ?? 0)) low = k;
      if (y > (points[high]?.[1] ?? 0)) high = k;
    }
    for (const k of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
      const point = points[k];
      if (point && k < to) kept.push(point);
    }
  }
  kept.push(...points.slice(-1));
  return kept;
}

/**
 * Merges sorted lists into one list of x and a list of y for each.
 *
 * @param {[number, number][][]} lists
 * @returns {{xs: number[], ys: (number | undefined)[][]}}
 */
export function align(lists) {
  /** @type {number[]} */
  const xs = [];
  /** @type {(number | undefined)[][]} */
  const ys = lists.map(() => []);
  const next = lists.map(() => 0);
  for (;;) {
    let x = Infinity;
    for (let i = 0; i < lists.length; i++) {
      const point = lists[i]?.[next[i] ?? 0];
      if (point && point[0] < x) x = point[0];
    }
    if (x === Infinity) return { xs, ys };
    xs.push(x);
    for (let i = 0; i < lists.length; i++) {
      const place = next[i] ?? 0;
      const point = lists[i]?.[place];
      const here = point !== undefined && point[0] === x;
      ys[i]?.push(here ? point[1] : undefined);
      if (here) next[i] = place + 1;
    }
  }
}
