import { Timelines } from "../timeline/nb-timeline.js";
import { make } from "../lib/dom.js";
import { caseTable, samePlace } from "./cases.js";
import { factsView } from "./facts.js";
import { failureNodes } from "./failures.js";
import { listing } from "./listing.js";
import { LiveChartView } from "./live-chart.js";
import { outputView } from "./output.js";
import { progressBar } from "./progress.js";
import { TextView } from "./text.js";
import { claimsView, verdictNodes } from "./verdicts.js";

/** @typedef {import("../types.d.ts").Run} Run */
/** @typedef {import("../types.d.ts").RunCase} RunCase */
/** @typedef {import("../types.d.ts").RunLoader} RunLoader */
/** @typedef {import("../types.d.ts").RunTrace} RunTrace */
/** @typedef {import("./cases.js").Place} Place */

/** @type {readonly import("../types.d.ts").ClaimFact[]} */
const noClaims = [];

/**
 * What a run gave: verdicts first, then how far it is, charts, timeline, text, code and facts.
 *
 * `show` may be called once a frame: values of a run are replaced when they change, so each part
 * compares what it has with what comes and does nothing when they are the same.
 */
export class RunView extends HTMLElement {
  /**
   * Fetches what does not come with events. It may have been set before this class was there.
   * @type {RunLoader | null}
   */
  loader = Reflect.get(this, "loader") ?? null;

  /** @type {Run | null} */
  #run = null;
  /** @type {Place | null} chosen by the person; null follows the run */
  #picked = null;
  /** @type {Place} */
  #place = { call: 0, case: 0 };

  #failures = make("div", { class: "failures" });
  #verdicts = make("ul", { class: "verdicts", "aria-label": "Verdicts" });
  #progress = progressBar();
  #claims = claimsView();
  #cases = caseTable((place) => {
    this.#picked = place;
    if (this.#run) this.show(this.#run);
  });
  #charts = make("div", { class: "charts" });
  #outputs = make("div", { class: "outputs" });
  #timeline = make("div", { class: "timelines" });
  #texts = new TextView();
  #listing = listing();
  #facts = factsView();

  /** @type {Map<string, LiveChartView>} */
  #chartViews = new Map();
  /** @type {Map<number, {element: HTMLElement, close: () => void}>} */
  #outputViews = new Map();
  /** @type {{key: string, element: Timelines} | null} */
  #timelineView = null;

  connectedCallback() {
    if (this.hasChildNodes()) {
      // The element was moved, and gave its charts back when it left.
      const run = this.#run;
      const picked = this.#picked;
      this.#run = null;
      this.show(run);
      if (picked && run) {
        this.#picked = picked;
        this.show(run);
      }
      return;
    }
    this.append(
      this.#failures,
      this.#verdicts,
      this.#progress.element,
      this.#claims.element,
      this.#cases.element,
      this.#charts,
      this.#outputs,
      this.#timeline,
      this.#texts.element,
      this.#listing.element,
      this.#facts.element,
    );
  }

  disconnectedCallback() {
    this.#close();
  }

  /** @param {Run | null} run */
  show(run) {
    const last = this.#run;
    const before = this.#place;
    if (run?.id !== last?.id) {
      this.#picked = null;
      this.#close();
    }
    this.#run = run;
    this.hidden = run === null;
    if (!run) return;
    const moved = last?.id !== run.id;
    if (this.getAttribute("phase") !== run.phase) this.setAttribute("phase", run.phase);
    this.#place = this.#picked ?? currentPlace(run);
    const turned = moved || !samePlace(before, this.#place);
    const chosen = run.cases.find((one) => samePlace(one, this.#place)) ?? null;

    this.#progress.show(run);
    if (
      turned || last?.cases !== run.cases || last.verdicts !== run.verdicts ||
      last.phase !== run.phase
    ) {
      this.#cases.show(run, this.#place);
      this.#showVerdicts(run, chosen);
      this.#failures.replaceChildren(...failureNodes(run, chosen));
      this.#listing.show(chosen?.started ?? null);
    } else if (last.diagnostics !== run.diagnostics || last.reason !== run.reason) {
      this.#failures.replaceChildren(...failureNodes(run, chosen));
    }
    if (turned || last?.charts !== run.charts) this.#showCharts(run);
    if (turned || last?.outputs !== run.outputs || last.traces !== run.traces) {
      this.#showOutputs(run);
    }
    if (turned || last?.traces !== run.traces) this.#showTimeline(run, chosen);
    this.#texts.show(run, this.loader);
    this.#facts.element.hidden = chosen === null || chosen.started === null;
    if (chosen) this.#facts.show(run, chosen, this.loader);
  }

  /**
   * @param {Run} run
   * @param {RunCase | null} chosen
   */
  #showVerdicts(run, chosen) {
    const here = run.verdicts.filter((verdict) => samePlace(verdict, this.#place));
    this.#verdicts.replaceChildren(...verdictNodes(here));
    this.#verdicts.hidden = here.length === 0;
    const isOpen = run.phase === "running" && here.length === 0 && !chosen?.finished;
    this.#claims.show(isOpen ? chosen?.started?.claims ?? noClaims : noClaims);
  }

  /** @param {Run} run */
  #showCharts(run) {
    const here = [...run.charts.values()].filter((chart) => samePlace(chart, this.#place));
    const keys = new Set(here.map(({ key }) => key));
    for (const [key, view] of this.#chartViews) {
      if (keys.has(key)) continue;
      view.close();
      this.#chartViews.delete(key);
    }
    for (const chart of here) {
      let view = this.#chartViews.get(chart.key);
      if (!view) {
        view = new LiveChartView();
        this.#chartViews.set(chart.key, view);
        this.#charts.append(view.element);
      }
      view.show(chart);
    }
    this.#charts.hidden = here.length === 0;
  }

  /** @param {Run} run */
  #showOutputs(run) {
    const traced = run.traces.some((one) => samePlace(one, this.#place) && one.count > 0);
    // The picture of the same timeline is for readers of the file, who have nothing better.
    const here = run.outputs.filter((output) =>
      samePlace(output, this.#place) && !(traced && output.name.endsWith("timeline"))
    );
    const ids = new Set(here.map(({ id }) => id));
    for (const [id, view] of this.#outputViews) {
      if (ids.has(id)) continue;
      view.close();
      view.element.remove();
      this.#outputViews.delete(id);
    }
    for (const output of here) {
      if (this.#outputViews.has(output.id)) continue;
      const view = outputView(output, run, this.loader);
      this.#outputViews.set(output.id, view);
      this.#outputs.append(view.element);
    }
    this.#outputs.hidden = here.length === 0;
  }

  /**
   * @param {Run} run
   * @param {RunCase | null} chosen
   */
  #showTimeline(run, chosen) {
    const trace = run.traces.find((one) => samePlace(one, this.#place)) ?? null;
    this.#timeline.hidden = trace === null || trace.count === 0;
    const key = trace ? `${run.id} ${trace.call}.${trace.case}` : "";
    if (this.#timelineView && this.#timelineView.key !== key) {
      this.#timelineView.element.remove();
      this.#timelineView = null;
    }
    if (!trace || trace.count === 0) return;
    const view = this.#timelineView ?? { key, element: new Timelines() };
    if (view !== this.#timelineView) this.#timeline.append(view.element);
    this.#timelineView = view;
    const scale = chosen?.started?.common["timeScale"];
    view.element.show(
      trace,
      () =>
        this.loader?.trace(run.id, trace.call, trace.case) ??
          Promise.reject(new Error("The page gave no way to fetch it.")),
      typeof scale === "number" ? scale : 1,
    );
  }

  #close() {
    for (const view of this.#chartViews.values()) view.close();
    this.#chartViews.clear();
    for (const view of this.#outputViews.values()) view.close();
    this.#outputViews.clear();
    this.#charts.replaceChildren();
    this.#outputs.replaceChildren();
    this.#timelineView?.element.remove();
    this.#timelineView = null;
  }
}

/**
 * The case that is worth looking at while nobody has chosen: the one that runs, else the last one
 * that has begun, else the first.
 *
 * @param {Run} run
 * @returns {Place}
 */
export function currentPlace(run) {
  const going = run.cases.find(({ started, finished }) => started && !finished);
  const begun = run.phase === "running" || run.phase === "queued"
    ? run.cases.findLast(({ started }) => started)
    : null;
  const one = going ?? begun ?? run.cases[0];
  return one ? { call: one.call, case: one.case } : { call: 0, case: 0 };
}

customElements.define("nb-run", RunView);
