/**
 * Outputs that came with a file, as a run that has ended: they are shown the same way. Pure.
 *
 * @typedef {import("../types.d.ts").RunEvent} RunEvent
 * @typedef {import("../types.d.ts").WireRun} WireRun
 * @typedef {import("./reader.d.ts").FileOutput} FileOutput
 * @typedef {import("./reader.d.ts").Unnumbered} Unnumbered
 */

const verdictType = "application/vnd.interleave.verdict+json";

/**
 * @param {string} cell
 * @param {string} source
 * @param {readonly FileOutput[]} outputs
 * @returns {WireRun}
 */
export function runOfOutputs(cell, source, outputs) {
  const errors = outputs.filter((output) => output.output_type === "error");
  const events = outputs.flatMap((output, i) => eventsOf(output, i + 1));
  const last = errors.at(-1);
  return {
    id: `file-${cell}`,
    cell,
    phase: last ? "failed" : "done",
    source,
    reason: last ? [last.ename, last.evalue].filter(Boolean).join(": ") : null,
    events: events.map((event, i) => /** @type {RunEvent} */ ({ ...event, seq: i + 1 })),
  };
}

/**
 * @param {FileOutput} output
 * @param {number} number
 * @returns {Unnumbered[]}
 */
function eventsOf(output, number) {
  const { data } = output;
  if (output.output_type === "stream") {
    return textEvents(output.name === "stderr" ? "stderr" : "stdout", joined(output.text));
  }
  if (output.output_type === "error") {
    return textEvents("stderr", (output.traceback ?? []).join("\n"));
  }
  if (!data) return [];
  const verdict = data[verdictType];
  if (typeof verdict === "object" && verdict !== null && !Array.isArray(verdict)) {
    return [/** @type {Unnumbered} */ ({ ...verdict, type: "verdict", call: 0, case: 0 })];
  }
  return [{ type: "output", call: 0, case: 0, name: `output-${number}`, title: "", bundle: data }];
}

/**
 * @param {"stdout" | "stderr"} stream
 * @param {string} text
 * @returns {Unnumbered[]}
 */
function textEvents(stream, text) {
  if (text === "") return [];
  const whole = text.endsWith("\n") ? text : `${text}\n`;
  return [{
    type: "text",
    call: 0,
    case: 0,
    stream,
    text: whole,
    lines: whole.split("\n").length - 1,
  }];
}

/** @param {string | readonly string[] | undefined} text */
function joined(text) {
  return typeof text === "string" ? text : text?.join("") ?? "";
}
