/** How figures, verdicts and ends of runs are said. Pure. */

/** @typedef {import("../types.d.ts").Statistics} Statistics */
/** @typedef {import("../types.d.ts").Json} Json */

/**
 * A number for people: grouped, with about `digits` figures.
 *
 * @param {number} value
 * @param {number} [digits]
 * @returns {string}
 */
export function figure(value, digits = 3) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "undefined";
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(value)));
  if (size < -4 || size > 14) return value.toExponential(Math.max(0, digits - 1));
  const decimals = Number.isInteger(value) ? 0 : Math.max(0, digits - 1 - size);
  return fixed(value, decimals, Number.isInteger(value) ? 0 : decimals);
}

/**
 * @param {number} value
 * @param {number} decimals
 * @param {number} [least] decimals that are written even if they are zeros
 */
function fixed(value, decimals, least = decimals) {
  return value.toLocaleString("en", {
    maximumFractionDigits: Math.min(decimals, 12),
    minimumFractionDigits: Math.min(least, decimals, 12),
  });
}

/**
 * A number on an axis: no more zeros than it needs.
 *
 * @param {number} value
 * @returns {string}
 */
export function tick(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential().replace("e+", "e");
  return value.toLocaleString("en", { maximumSignificantDigits: 6 });
}

/** Units of time and of bytes get a handy size. */
const scales = /** @type {const} */ ({
  s: [["s", 1], ["ms", 1e-3], ["µs", 1e-6], ["ns", 1e-9]],
  bytes: [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10], ["bytes", 1]],
});

/**
 * @param {number} value
 * @param {string | null | undefined} unit
 * @returns {{factor: number, unit: string}}
 */
function handy(value, unit) {
  if (unit !== "s" && unit !== "bytes") return { factor: 1, unit: unit ?? "" };
  const scale = scales[unit];
  const [name, factor] = scale.find(([, size]) => Math.abs(value) >= size) ?? scale[0];
  return value === 0 ? { factor: 1, unit } : { factor, unit: name };
}

/**
 * A value with its unit: "12.5 ms", "3.00 MiB", "8 threads".
 *
 * @param {number} value
 * @param {string | null} [unit]
 * @returns {string}
 */
export function quantity(value, unit = null) {
  const size = handy(value, unit);
  return join(figure(value / size.factor), size.unit);
}

/**
 * @param {string} text
 * @param {string} unit
 */
function join(text, unit) {
  return unit === "" || unit === "1" ? text : `${text} ${unit}`;
}

/**
 * A median with its interval and number of repetitions in words. The interval decides how many
 * decimals are worth writing.
 *
 * @param {Statistics} statistics
 * @returns {string}
 */
export function interval({ median, low, high, n, unit, level }) {
  const repetitions = `${figure(n)} repetitions`;
  const size = handy(median, unit);
  if (n === 1) return `${join(figure(median / size.factor), size.unit)}, one repetition`;
  if (typeof low !== "number" || typeof high !== "number") {
    const few = n < 10 ? " (too few for an interval)" : "";
    return `median ${join(figure(median / size.factor), size.unit)}, ${repetitions}${few}`;
  }
  const width = Math.abs(high - low) / size.factor;
  // A wide interval must not turn a small end into nothing.
  const small = Math.min(
    ...[low, median].map((value) => Math.abs(value / size.factor) || Infinity),
  );
  const needed = Math.max(0.25 - Math.log10(width), -Math.log10(small));
  const decimals = width > 0 ? Math.min(6, Math.max(0, Math.ceil(needed))) : null;
  const text = (/** @type {number} */ value) =>
    decimals === null ? figure(value / size.factor) : fixed(value / size.factor, decimals);
  // A unit of several words is said once.
  const short = size.unit.length < 4 ? size.unit : "";
  const percent = figure((level ?? 0.95) * 100);
  return `median ${join(text(median), size.unit)}, ` +
    `${percent} % interval ${text(low)} to ${join(text(high), short)}, ${repetitions}`;
}

/** @type {Record<import("../types.d.ts").VerdictWord, string>} */
const words = {
  observed: "observed",
  notObserved: "not observed",
  inconclusive: "inconclusive",
  exact: "exact",
  proved: "proved",
  provedUpTo: "proved up to a bound",
  sampled: "sampled",
  refuted: "refuted",
};

/** @type {Record<import("../types.d.ts").Evidence, string>} */
const evidences = {
  exact: "exact: a formula, an enumeration or a virtual clock",
  robust: "robust: holds on one busy CPU as on many",
  conditional: "conditional: needs free CPUs to show",
  informative: "informative: shown, never asserted",
};

/**
 * @param {import("../types.d.ts").VerdictWord} verdict
 * @returns {string}
 */
export function verdictWord(verdict) {
  return words[verdict] ?? verdict;
}

/**
 * @param {import("../types.d.ts").Evidence} evidence
 * @returns {string}
 */
export function evidenceWord(evidence) {
  return evidences[evidence] ?? evidence;
}

/**
 * What went wrong and what to do, or null when nothing did.
 *
 * @param {string} status of a case, or the phase of a run
 * @param {string | null} reason
 * @returns {{title: string, advice: string} | null}
 */
export function failure(status, reason) {
  const because = reason ? `: ${sentence(reason)}` : ".";
  switch (status) {
    case "crashed":
      return {
        title: `The worker crashed${because}`,
        advice: "What it had shown is kept. Other cases and cells are not touched; run it again, " +
          "or change the parameters.",
      };
    case "outOfMemory":
      return {
        title: `It needed more memory than it may use${because}`,
        advice: "What it had shown is kept. Make it smaller: fewer threads, fewer steps, shorter " +
          "lists.",
      };
    case "deadline":
      return {
        title: `It was stopped by its deadline${because}`,
        advice: "What it had shown is kept. Give it less to do, or a smaller budget.",
      };
    case "stopped":
      return {
        title: "It was stopped on request.",
        advice: "What it had shown is kept. Run it again to start from the beginning.",
      };
    case "interrupted":
      return {
        title: "The server ended while this was running.",
        advice: "All that was shown is kept. Run it again to get the rest.",
      };
    case "failed":
      return { title: `It failed${because}`, advice: "Change the cell and run it again." };
    default:
      return null;
  }
}

/** @param {string} text */
function sentence(text) {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/**
 * A parameter's value as one would write it in a call.
 *
 * @param {Json | undefined} value
 * @returns {string}
 */
export function literal(value) {
  if (value === undefined || value === null) return "none";
  if (typeof value === "number") {
    return Number.isInteger(value) ? value.toLocaleString("en") : String(value);
  }
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    const shown = value.slice(0, 8).map((item) => literal(item)).join(", ");
    return value.length > 8 ? `${shown}, … (${value.length})` : shown;
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
