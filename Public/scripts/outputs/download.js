/** Files that are made in the page. */

/** @typedef {import("../types.d.ts").Run} Run */
/** @typedef {import("../types.d.ts").RunLoader} RunLoader */
/** @typedef {import("../types.d.ts").RunEvent} RunEvent */

/** Events asked for at once. */
const portion = 1000;

/**
 * @typedef {object} SampleRow
 * @property {number} call
 * @property {number} case
 * @property {string} chart
 * @property {string} series
 * @property {number | string} x
 * @property {number} y
 */

/**
 * Gives a file to the person.
 *
 * @param {string} name
 * @param {string} type
 * @param {string[]} parts
 */
export function save(name, type, parts) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * All raw samples of a run: from its events when they can be had, else what the page has kept.
 *
 * @param {Run} run
 * @param {RunLoader | null} loader
 * @returns {Promise<SampleRow[]>}
 */
export async function allSamples(run, loader) {
  if (!loader?.events) return keptSamples(run);
  /** @type {SampleRow[]} */
  const rows = [];
  for (let from = 1;;) {
    const { events } = await loader.events(run.id, from, portion);
    rows.push(...samplesOf(events));
    const last = events.at(-1);
    if (!last || last.seq < from) return rows;
    from = last.seq + 1;
  }
}

/**
 * @param {readonly RunEvent[]} events
 * @returns {SampleRow[]}
 */
export function samplesOf(events) {
  return events.flatMap((event) =>
    event.type === "samples"
      ? event.points.map(([x, y]) => ({
        call: event.call ?? 0,
        case: event.case ?? 0,
        chart: event.chart,
        series: event.series,
        x,
        y,
      }))
      : []
  );
}

/**
 * @param {Run} run
 * @returns {SampleRow[]}
 */
export function keptSamples(run) {
  return [...run.charts.values()].flatMap((chart) =>
    [...chart.series].flatMap(([series, points]) =>
      points.map(([x, y]) => ({
        call: chart.call,
        case: chart.case,
        chart: chart.spec.chart,
        series,
        x,
        y,
      }))
    )
  );
}

/**
 * Samples as comma-separated values (RFC 4180), with the label of their case.
 *
 * @param {Run} run
 * @param {readonly SampleRow[]} rows
 * @returns {string}
 */
export function samplesAsCSV(run, rows) {
  const labels = new Map(run.cases.map((one) => [`${one.call}.${one.case}`, one.label]));
  const lines = rows.map((row) => {
    const label = labels.get(`${row.call}.${row.case}`) ?? "";
    return [row.call, row.case, label, row.chart, row.series, row.x, row.y].map(field).join(",");
  });
  return ["call,case,label,chart,series,x,y", ...lines, ""].join("\r\n");
}

/** @param {string | number} value */
function field(value) {
  if (typeof value === "number") return String(value);
  // A leading sign would be a formula in a spreadsheet.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Gives all samples of a run as CSV, and says so.
 *
 * @param {Run} run
 * @param {RunLoader | null} loader
 */
export async function downloadSamples(run, loader) {
  save(`${run.id}-samples.csv`, "text/csv", [samplesAsCSV(run, await allSamples(run, loader))]);
  return "Downloaded.";
}

/**
 * Gives everything that is known of a run as JSON, and says so.
 *
 * @param {Run} run
 * @param {RunLoader | null} loader
 */
export async function downloadRecord(run, loader) {
  const [samples, text] = await Promise.all([allSamples(run, loader), allText(run, loader)]);
  save(`${run.id}.json`, "application/json", [runAsJSON(run, samples, text)]);
  return "Downloaded.";
}

/**
 * The whole text of a run; what the page keeps of it when more cannot be had.
 *
 * @param {Run} run
 * @param {RunLoader | null} loader
 */
async function allText(run, loader) {
  if (!run.textGap || !loader?.output) return run.texts.map(({ text }) => text).join("");
  const parts = [];
  for (let from = 0, total = 1; from < total;) {
    const { text, total: whole } = await loader.output(run.id, from, 4 * 1024 * 1024);
    parts.push(text);
    total = whole;
    from += Math.max(1, new TextEncoder().encode(text).length);
  }
  return parts.join("");
}

/**
 * The record of a run with its samples, its outputs and its text.
 *
 * @param {Run} run
 * @param {readonly SampleRow[]} samples
 * @param {string} [text]
 * @returns {string}
 */
export function runAsJSON(run, samples, text = "") {
  const cases = run.cases.map((one) => ({
    call: one.call,
    case: one.case,
    experiment: one.experiment,
    label: one.label,
    parameters: one.started?.parameters ?? null,
    common: one.started?.common ?? null,
    machine: one.started?.machine ?? null,
    calibration: one.started?.calibration ?? null,
    limits: one.started?.limits ?? null,
    end: one.finished,
    verdicts: run.verdicts.filter((v) => v.call === one.call && v.case === one.case),
    samples: samples.filter((s) => s.call === one.call && s.case === one.case)
      .map(({ chart, series, x, y }) => ({ chart, series, x, y })),
  }));
  const { id, source, started, phase, reason, wall } = run;
  const outputs = run.outputs.map(({ call, case: number, name, title, bundle }) => ({
    call,
    case: number,
    name,
    title,
    bundle,
  }));
  const record = { run: id, source, started, phase, reason, wall, cases, outputs, text };
  return JSON.stringify(record, null, 1) + "\n";
}
