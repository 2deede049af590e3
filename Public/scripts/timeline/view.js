/** Which part of the time is shown, and how times are written. Pure. */

/** @typedef {{from: number, to: number}} Span seconds */

/** Nobody measures below a nanosecond; a view shows at least twenty of them. */
export const narrowest = 2e-8;

/**
 * Keeps a view inside the whole.
 *
 * @param {Span} view
 * @param {Span} whole
 * @returns {Span}
 */
export function clamp(view, whole) {
  const length = whole.to - whole.from;
  const width = Math.min(Math.max(view.to - view.from, Math.min(narrowest, length)), length);
  const from = Math.min(Math.max(view.from, whole.from), whole.to - width);
  return { from, to: from + width };
}

/**
 * Makes the view `factor` times as wide, with `time` staying where it is.
 *
 * @param {Span} view
 * @param {Span} whole
 * @param {number} time
 * @param {number} factor
 * @returns {Span}
 */
export function zoom(view, whole, time, factor) {
  const width = view.to - view.from;
  const most = whole.to - whole.from;
  const wanted = Math.min(Math.max(width * factor, Math.min(narrowest, most)), most);
  const place = (time - view.from) / width;
  const from = time - place * wanted;
  return clamp({ from, to: from + wanted }, whole);
}

/**
 * Moves the view by a part of its width.
 *
 * @param {Span} view
 * @param {Span} whole
 * @param {number} part
 * @returns {Span}
 */
export function pan(view, whole, part) {
  const by = part * (view.to - view.from);
  return clamp({ from: view.from + by, to: view.to + by }, whole);
}

/**
 * Moves the view so that an interval can be seen; zooms out only if it does not fit, and in only if
 * it would be narrower than a two-hundredth of the view.
 *
 * @param {Span} view
 * @param {Span} whole
 * @param {Span} interval
 * @returns {Span}
 */
export function reveal(view, whole, interval) {
  const width = view.to - view.from;
  const length = interval.to - interval.from;
  const middle = (interval.from + interval.to) / 2;
  const tiny = length > 0 && length < width / 200;
  if (!tiny && interval.from >= view.from && interval.to <= view.to) return view;
  const wanted = tiny || length > width ? Math.max(length * 6, narrowest) : width;
  return clamp({ from: middle - wanted / 2, to: middle + wanted / 2 }, whole);
}

/**
 * @typedef {object} Axis
 * @property {string} unit
 * @property {string} base what to add to every label, or "" when labels are whole times
 * @property {{time: number, label: string}[]} ticks
 */

/**
 * Round times inside the view with labels. When the view is a sliver far from the start, labels
 * count from a base that is written once.
 *
 * @param {Span} view
 * @param {number} count about how many
 * @returns {Axis}
 */
export function axis(view, count) {
  const step = roundStep((view.to - view.from) / Math.max(1, count));
  const { unit, seconds } = unitFor(step);
  const far = view.to / step > 2000;
  const origin = far ? Math.floor(view.from / (step * 10)) * step * 10 : 0;
  const decimals = Math.max(0, -Math.floor(Math.log10(step / seconds) + 1e-9));
  const ticks = [];
  for (let n = Math.ceil((view.from - origin) / step - 1e-9);; n++) {
    const time = origin + n * step;
    if (time > view.to + step * 1e-9) break;
    const value = (n * step) / seconds;
    ticks.push({ time, label: (far ? "+" : "") + value.toFixed(decimals) });
  }
  return { unit, base: far ? duration(origin, 9) : "", ticks };
}

/** @param {number} raw */
function roundStep(raw) {
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

const units = /** @type {const} */ ([
  { unit: "s", seconds: 1 },
  { unit: "ms", seconds: 1e-3 },
  { unit: "µs", seconds: 1e-6 },
  { unit: "ns", seconds: 1e-9 },
]);

/** @param {number} time */
function unitFor(time) {
  return units.find(({ seconds }) => Math.abs(time) >= seconds * 0.0999) ?? units[3];
}

/**
 * A time with its unit, in about `digits` figures: "12.5 ms".
 *
 * @param {number} seconds
 * @param {number} [digits]
 * @returns {string}
 */
export function duration(seconds, digits = 3) {
  if (seconds === 0) return "0 s";
  const { unit, seconds: size } = units.find((u) => Math.abs(seconds) >= u.seconds) ?? units[3];
  const value = seconds / size;
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)) + 1e-12));
  const text = value.toFixed(Math.min(decimals, 12));
  return `${digits > 3 && text.includes(".") ? text.replace(/\.?0+$/, "") : text} ${unit}`;
}
