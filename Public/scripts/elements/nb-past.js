/**
 * An earlier run in the place of the newest one, marked as such, with the way back.
 *
 * @typedef {import("../types.d.ts").Run} Run
 * @typedef {import("../types.d.ts").RunLoader} RunLoader
 * @typedef {HTMLElement & {show?: (run: Run) => void, loader?: RunLoader}} RunView
 */

import { button, icon, make, setText } from "../lib/dom.js";
import { coloured } from "../lib/language.js";
import { timeOf } from "../lib/past-runs.js";
import { messageOf } from "../lib/problem-text.js";
import { downloadRecord, downloadSamples } from "../outputs/download.js";

/** Fires `newest` when the person wants to go back. */
export class PastElement extends HTMLElement {
  /**
   * @param {Run} run
   * @param {string} source what the cell holds now
   * @param {RunLoader | null} loader
   */
  show(run, source, loader) {
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "An earlier run");
    const time = run.started ? `of ${timeOf(run.started, new Date())}` : "that never began";
    const isChanged = run.source !== source;
    const said = make("span", { class: "said", role: "status" });
    const back = button({
      label: "Back to the newest",
      icon: "arrow-counterclockwise",
      press: () => this.dispatchEvent(new CustomEvent("newest", { bubbles: true })),
    });
    /** @param {() => Promise<string>} action says what became of it */
    const attempt = async (action) => {
      try {
        setText(said, await action());
      } catch (problem) {
        setText(said, messageOf(problem));
      }
    };
    const link = button({
      label: "Copy link",
      icon: "link-45deg",
      press: () =>
        void attempt(async () => {
          const address = new URL(location.href);
          address.hash = `run=${run.id}`;
          await navigator.clipboard.writeText(address.href);
          return "Copied.";
        }),
    });
    const files = [
      ...(run.charts.size > 0
        ? [button({
          label: "CSV",
          icon: "download",
          press: () => void attempt(() => downloadSamples(run, loader)),
        })]
        : []),
      button({
        label: "JSON",
        icon: "download",
        press: () => void attempt(() => downloadRecord(run, loader)),
      }),
    ];
    const view = /** @type {RunView} */ (document.createElement("nb-run"));
    if (loader) view.loader = loader;
    this.replaceChildren(
      make(
        "div",
        { class: "past-bar" },
        icon("clock-history"),
        make(
          "p",
          {},
          make("strong", {}, `Earlier run ${time}`),
          isChanged ? ", of another source:" : ", of the same source.",
        ),
        make("span", { class: "acts" }, back, link, ...files),
        said,
      ),
      ...(isChanged
        ? [make("pre", { class: "past-source", tabindex: "0" }, coloured(run.source))]
        : []),
      view,
    );
    const fill = () => view.show?.(run);
    if (view.show) fill();
    else void customElements.whenDefined("nb-run").then(fill);
    back.focus({ preventScroll: true });
  }
}

customElements.define("nb-past", PastElement);
