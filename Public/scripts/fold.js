/**
 * The state of a run, folded from its events. Pure: a new value comes out, parts that did not
 * change are the same objects as before.
 *
 * @typedef {import("./types.d.ts").Run} Run
 * @typedef {import("./types.d.ts").RunCase} RunCase
 * @typedef {import("./types.d.ts").RunEvent} RunEvent
 * @typedef {import("./types.d.ts").WireRun} WireRun
 * @typedef {import("./types.d.ts").LiveChart} LiveChart
 * @typedef {import("./types.d.ts").Point} Point
 * @typedef {import("./types.d.ts").TextChunk} TextChunk
 * @typedef {import("./types.d.ts").RunOutput} RunOutput
 * @typedef {import("./types.d.ts").RunVerdict} RunVerdict
 * @typedef {import("./types.d.ts").RunTrace} RunTrace
 */

/** What the page keeps of a run; everything beyond is on the server. */
export const limits = Object.freeze({
  /** Points of one series; above it every second of the older points goes. */
  points: 8_192,
  /** Charts of one run. */
  charts: 400,
  /** Code units of text kept from the beginning. */
  textHead: 65_536,
  /** Code units of text kept from the end. */
  textTail: 262_144,
  /** Small batches of text are joined up to this size. */
  textChunk: 8_192,
});

/**
 * A run that has just come in, with the events that came along.
 * @param {WireRun} wire
 * @returns {Run}
 */
export function newRun(wire) {
  /** @type {Run} */
  const empty = {
    id: wire.id,
    cell: wire.cell,
    fromFile: wire.fromFile ?? false,
    phase: wire.phase,
    source: wire.source,
    started: wire.started ?? null,
    waiting: wire.waiting ?? null,
    reason: wire.reason ?? null,
    status: null,
    wall: null,
    plan: [],
    diagnostics: [],
    progress: null,
    cases: [],
    charts: new Map(),
    texts: [],
    textGap: null,
    textLines: 0,
    outputs: [],
    verdicts: [],
    traces: [],
    seq: 0,
  };
  return foldRun(empty, wire.events ?? [], wire.withheld?.lines ?? 0);
}

/**
 * Applies events to a run. Events that it already holds (by number) are ignored.
 * @param {Run} run
 * @param {Iterable<RunEvent>} events in order
 * @param {number} [withheldLines] lines of text that a jump in the numbers stands for
 * @returns {Run}
 */
export function foldRun(run, events, withheldLines = 0) {
  const draft = new Draft(run);
  let withheld = withheldLines;
  for (const event of events) {
    if (event.seq <= draft.run.seq) continue;
    if (withheld > 0 && event.seq > draft.run.seq + 1 && draft.run.seq > 0) {
      draft.skipLines(withheld);
      withheld = 0;
    }
    draft.apply(event);
    draft.run.seq = event.seq;
  }
  return draft.finish();
}

/** A run under construction: copies a list the first time that it changes in this batch. */
class Draft {
  /** @type {{-readonly [Key in keyof Run]: Run[Key]}} */
  run;
  #before;
  /** @type {Set<unknown>} */
  #own = new Set();
  #progressChanged = false;
  #textSize = -1;

  /** @param {Run} run */
  constructor(run) {
    this.#before = run;
    this.run = { ...run };
  }

  /** @returns {Run} */
  finish() {
    if (this.run.seq === this.#before.seq) return this.#before;
    if (this.#progressChanged) this.run.progress = overallProgress(this.run.cases);
    return this.run;
  }

  /**
   * @template Item
   * @param {readonly Item[]} list
   * @returns {Item[]}
   */
  #list(list) {
    if (this.#own.has(list)) return /** @type {Item[]} */ (list);
    const copy = list.slice();
    this.#own.add(copy);
    return copy;
  }

  /** @param {RunEvent} event */
  apply(event) {
    const place = { call: event.call ?? 0, case: event.case ?? 0 };
    switch (event.type) {
      case "plan":
        this.run.plan = event.calls;
        this.run.cases = casesOf(event.calls, this.run.cases);
        break;
      case "diagnostics":
        this.run.diagnostics = event.diagnostics;
        break;
      case "started":
        this.#changeCase(place, (one) => ({
          ...one,
          label: event.label ?? one.label,
          experiment: event.experiment,
          started: event,
        }));
        this.#progressChanged = true;
        break;
      case "progress":
        this.#changeCase(place, (one) => ({
          ...one,
          progress: { fraction: event.fraction, sentence: event.sentence },
        }));
        this.#progressChanged = true;
        break;
      case "caseFinished":
        this.#changeCase(place, (one) => ({
          ...one,
          finished: {
            status: event.status,
            reason: event.reason ?? null,
            wall: event.wall,
            cpu: event.cpu,
            peakMemory: event.peakMemory,
            switches: event.switches ?? null,
          },
        }));
        this.#progressChanged = true;
        break;
      case "chart":
        this.#startChart(event, place);
        break;
      case "samples":
        this.#addPoints(event, place);
        break;
      case "text":
        this.#addText(event, place);
        break;
      case "output": {
        const outputs = this.#list(this.run.outputs);
        const { name, title, bundle } = event;
        outputs.push({ id: event.seq, ...place, name, title, bundle });
        this.run.outputs = outputs;
        break;
      }
      case "verdict": {
        const verdicts = this.#list(this.run.verdicts);
        verdicts.push({
          id: event.seq,
          ...place,
          claim: event.claim,
          verdict: event.verdict,
          sentence: event.sentence,
          evidence: event.evidence,
          met: event.met ?? null,
          decide: event.decide ?? null,
          statistics: event.statistics ?? null,
        });
        this.run.verdicts = verdicts;
        break;
      }
      case "trace":
        this.#addTrace(event, place);
        break;
      case "finished":
        this.run.status = event.status;
        this.run.reason = event.reason ?? this.run.reason;
        this.run.wall = event.wall;
        break;
    }
  }

  /**
   * @param {{call: number, case: number}} place
   * @param {(one: RunCase) => RunCase} change
   */
  #changeCase(place, change) {
    const cases = this.#list(this.run.cases);
    const index = cases.findIndex((one) => one.call === place.call && one.case === place.case);
    const known = cases[index];
    if (known) cases[index] = change(known);
    else cases.push(change(emptyCase(place.call, place.case)));
    this.run.cases = cases;
  }

  /**
   * @param {RunEvent & {type: "chart"}} event
   * @param {{call: number, case: number}} place
   */
  #startChart(event, place) {
    const key = `${place.call}.${place.case}.${event.chart}`;
    if (this.run.charts.size >= limits.charts || this.run.charts.has(key)) return;
    const { chart, title, kind, x, y } = event;
    const spec = { chart, title, kind, x, y };
    this.#setChart({ key, ...place, spec, series: new Map(), totals: new Map() });
  }

  /** @param {LiveChart} chart */
  #setChart(chart) {
    if (!this.#own.has(this.run.charts)) {
      this.run.charts = new Map(this.run.charts);
      this.#own.add(this.run.charts);
    }
    /** @type {Map<string, LiveChart>} */ (this.run.charts).set(chart.key, chart);
  }

  /**
   * @param {RunEvent & {type: "samples"}} event
   * @param {{call: number, case: number}} place
   */
  #addPoints(event, place) {
    const known = this.run.charts.get(`${place.call}.${place.case}.${event.chart}`);
    if (!known) return;
    let chart = known;
    if (!this.#own.has(chart)) {
      chart = { ...known, series: new Map(known.series), totals: new Map(known.totals) };
      this.#own.add(chart);
      this.#setChart(chart);
    }
    const points = this.#list(chart.series.get(event.series) ?? []);
    for (const point of event.points) points.push(point);
    const kept = points.length > limits.points ? thinned(points) : points;
    this.#own.add(kept);
    const total = (chart.totals.get(event.series) ?? 0) + event.points.length;
    /** @type {Map<string, readonly Point[]>} */ (chart.series).set(event.series, kept);
    /** @type {Map<string, number>} */ (chart.totals).set(event.series, total);
  }

  /**
   * @param {RunEvent & {type: "text"}} event
   * @param {{call: number, case: number}} place
   */
  #addText(event, place) {
    const texts = this.#list(this.run.texts);
    const last = texts.at(-1);
    const { stream, text } = event;
    const lines = event.lines;
    if (
      last && last.stream === stream && last.call === place.call && last.case === place.case &&
      last.text.length + text.length <= limits.textChunk &&
      this.run.textLines === last.line + last.lines
    ) {
      texts[texts.length - 1] = { ...last, text: last.text + text, lines: last.lines + lines };
    } else {
      texts.push({ id: event.seq, ...place, stream, text, line: this.run.textLines, lines });
    }
    if (this.#textSize < 0) this.#textSize = texts.reduce((sum, one) => sum + one.text.length, 0);
    else this.#textSize += text.length;
    this.run.textLines += lines;
    this.run.texts = texts;
    if (this.#textSize > limits.textHead + limits.textTail + limits.textChunk) this.#dropText();
  }

  /** Takes whole pieces out of the middle until head and tail fit. */
  #dropText() {
    const texts = /** @type {TextChunk[]} */ (this.run.texts);
    let head = 0;
    let size = 0;
    while (head < texts.length) {
      size += texts[head]?.text.length ?? 0;
      if (size > limits.textHead) break;
      head += 1;
    }
    const before = this.run.textGap;
    if (before) head = Math.min(head, before.index);
    let end = head;
    let lines = before?.lines ?? 0;
    while (end < texts.length - 1 && this.#textSize > limits.textHead + limits.textTail) {
      const chunk = texts[end];
      if (!chunk) break;
      this.#textSize -= chunk.text.length;
      lines += chunk.lines;
      end += 1;
    }
    texts.splice(head, end - head);
    this.run.textGap = { index: head, lines };
  }

  /**
   * The server left lines out here.
   * @param {number} lines
   */
  skipLines(lines) {
    this.run.textLines += lines;
    this.run.textGap = {
      index: this.run.textGap?.index ?? this.run.texts.length,
      lines: lines + (this.run.textGap?.lines ?? 0),
    };
  }

  /**
   * @param {RunEvent & {type: "trace"}} event
   * @param {{call: number, case: number}} place
   */
  #addTrace(event, place) {
    const traces = this.#list(this.run.traces);
    const index = traces.findIndex((one) => one.call === place.call && one.case === place.case);
    const known = traces[index];
    /** @type {RunTrace} */
    const trace = {
      ...place,
      block: (known?.block ?? 0) + 1,
      count: (known?.count ?? 0) + event.count,
      from: Math.min(known?.from ?? Infinity, event.from ?? 0),
      to: Math.max(known?.to ?? 0, event.to ?? 0),
      lanes: event.lanes,
      names: event.names,
    };
    if (known) traces[index] = trace;
    else traces.push(trace);
    this.run.traces = traces;
  }
}

/**
 * @param {number} call
 * @param {number} number
 * @returns {RunCase}
 */
function emptyCase(call, number) {
  return {
    call,
    case: number,
    label: "",
    experiment: "",
    started: null,
    progress: null,
    finished: null,
  };
}

/**
 * The cases of a plan; what is already known of them stays.
 * @param {Run["plan"]} calls
 * @param {readonly RunCase[]} known
 * @returns {RunCase[]}
 */
function casesOf(calls, known) {
  return calls.flatMap((call) =>
    call.cases.map((planned) => {
      const one = known.find((other) => other.call === call.call && other.case === planned.case);
      return one ?? {
        ...emptyCase(call.call, planned.case),
        label: planned.label,
        experiment: call.experiment,
      };
    })
  );
}

/**
 * Every case counts the same; the sentence is the running case's.
 * @param {readonly RunCase[]} cases
 * @returns {Run["progress"]}
 */
function overallProgress(cases) {
  if (cases.length === 0) return null;
  let sum = 0;
  let sentence = "";
  for (const one of cases) {
    if (one.finished) sum += 1;
    else if (one.started) {
      sum += Math.min(1, Math.max(0, one.progress?.fraction ?? 0));
      sentence = one.progress?.sentence ?? sentence;
    }
  }
  return { fraction: sum / cases.length, sentence };
}

/**
 * Every second point of the older three quarters goes; the newest stay as they are.
 * @param {readonly Point[]} points
 * @returns {Point[]}
 */
function thinned(points) {
  const border = Math.floor(points.length * 0.75);
  return points.filter((_, index) => index >= border || index % 2 === 0);
}
