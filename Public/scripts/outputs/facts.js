/** Under which conditions a case ran and what it used; raw samples to take away. */

import { make, setText } from "../lib/dom.js";
import { messageOf } from "../lib/problem-text.js";
import { downloadRecord, downloadSamples } from "./download.js";
import { fold, press } from "./nodes.js";
import { figure, literal, quantity } from "./wording.js";

/** @typedef {import("../types.d.ts").Run} Run */
/** @typedef {import("../types.d.ts").RunCase} RunCase */
/** @typedef {import("../types.d.ts").RunLoader} RunLoader */

/**
 * The facts as pairs of a name and a text.
 *
 * @param {Run} run
 * @param {RunCase} one
 * @returns {[string, string][]}
 */
export function factsOf(run, one) {
  /** @type {[string, string][]} */
  const facts = [];
  const { started, finished } = one;
  if (one.experiment) facts.push(["Experiment", one.experiment]);
  if (started) {
    const given = Object.entries(started.parameters).map(([name, v]) => `${name}: ${literal(v)}`);
    if (given.length > 0) facts.push(["Parameters", given.join(", ")]);
    const { seed, ...common } = started.common;
    if (seed !== undefined) facts.push(["Seed", String(seed)]);
    const rest = Object.entries(common).map(([name, value]) => `${name}: ${literal(value)}`);
    if (rest.length > 0) facts.push(["Settings", rest.join(", ")]);
  }
  if (run.started) facts.push(["Started", new Date(run.started).toLocaleString()]);
  if (finished) {
    facts.push(["Time", quantity(finished.wall, "s")]);
    const busy = finished.wall > 0 ? finished.cpu / finished.wall : 0;
    facts.push([
      "CPU time",
      `${quantity(finished.cpu, "s")}${
        busy > 0 ? `, ${busy.toFixed(2)} CPUs busy on average` : ""
      }`,
    ]);
    facts.push(["Peak memory", quantity(finished.peakMemory, "bytes")]);
    if (finished.switches) {
      const { voluntary, involuntary } = finished.switches;
      facts.push([
        "Context switches",
        `${figure(voluntary)} voluntary (waited or slept), ${figure(involuntary)} involuntary`,
      ]);
    }
  }
  if (started) {
    const { cpu, cpus, kernel, build } = started.machine;
    facts.push(["Machine", `${cpu}, ${cpus} ${cpus === 1 ? "CPU" : "CPUs"} allowed, ${kernel}`]);
    const { calibration } = started;
    facts.push([
      "Calibration",
      calibration
        ? `${calibration.parallelism.toFixed(2)} CPUs were really free, measured ${
          quantity(calibration.age, "s")
        } before`
        : "not measured: this run does not depend on it",
    ]);
    if (build) facts.push(["Build", build]);
    const { limits } = started;
    if (limits) {
      facts.push([
        "Limits",
        `${quantity(limits.caseTime, "s")} a case, ${quantity(limits.runTime, "s")} in all, ${
          quantity(limits.memory, "bytes")
        } of memory, ${quantity(limits.output, "bytes")} of output`,
      ]);
    }
  }
  return facts;
}

/** @returns {{element: HTMLElement, show: (run: Run, one: RunCase, loader: RunLoader | null) => void}} */
export function factsView() {
  /** @type {{run: Run, one: RunCase, loader: RunLoader | null} | null} */
  let shown = null;
  const list = make("dl");
  const problem = make("span", { role: "status" });
  const samples = press("Download samples as CSV", () => download("csv"));
  const downloads = make(
    "p",
    { class: "downloads" },
    samples,
    press("Download the record as JSON", () => download("json")),
    problem,
  );
  const { element, refresh } = fold("About this run", (body) => {
    if (!body.hasChildNodes()) body.append(list, downloads);
    if (!shown) return;
    list.replaceChildren(
      ...factsOf(shown.run, shown.one).map(([name, text]) =>
        make("div", {}, make("dt", {}, name), make("dd", {}, text))
      ),
    );
    samples.hidden = shown.run.charts.size === 0;
  });
  element.classList.add("facts");

  /** @param {"csv" | "json"} kind */
  async function download(kind) {
    if (!shown) return;
    const { run, loader } = shown;
    try {
      await (kind === "csv" ? downloadSamples(run, loader) : downloadRecord(run, loader));
      setText(problem, "");
    } catch (error) {
      const reason = messageOf(error);
      setText(problem, ` It could not be fetched. ${reason}`);
    }
  }

  return {
    element,
    show(run, one, loader) {
      const same = shown?.one === one && shown.run.started === run.started &&
        shown.run.charts.size === run.charts.size;
      shown = { run, one, loader };
      if (!same) refresh();
    },
  };
}
