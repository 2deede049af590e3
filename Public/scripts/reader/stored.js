/**
 * What runs need beside their events, from the file that carries it all.
 *
 * @typedef {import("../types.d.ts").RunLoader} RunLoader
 * @typedef {import("../types.d.ts").WireRun} WireRun
 * @typedef {import("./reader.d.ts").ReaderDocument} ReaderDocument
 */

import { storedSchedules } from "../schedule/sources.js";
import { unpack } from "./packed.js";

/**
 * @param {Pick<ReaderDocument, "programs" | "traces">} document
 * @returns {(run: WireRun) => RunLoader} what the view of a run is given
 */
export function storedLoader({ programs, traces }) {
  const schedules = storedSchedules(programs);
  const records = new Map(
    traces.map(({ run, call, case: number, records }) => [`${run} ${call}.${number}`, records]),
  );
  /** @type {RunLoader} */
  const common = {
    async trace(run, call, number) {
      const found = records.get(`${run} ${call}.${number}`);
      if (found !== undefined) return await unpack(found);
      throw new Error("It is not in this file, which would have become too large.");
    },
    frame: (_, { bundle }) => ({ srcdoc: htmlOf(bundle["text/html"]) }),
    schedules,
  };
  return (run) => run.withheld?.lines ? common : { ...common, output: textOf(run) };
}

/**
 * Ranges of the text of a run whose events are all there, in bytes of UTF-8 as the server counts.
 *
 * @param {WireRun} run
 * @returns {NonNullable<RunLoader["output"]>}
 */
function textOf({ events }) {
  /** @type {Uint8Array | null} */
  let bytes = null;
  return (_, from, limit) => {
    bytes ??= new TextEncoder().encode(
      (events ?? []).map((event) => event.type === "text" ? event.text : "").join(""),
    );
    const text = new TextDecoder().decode(bytes.subarray(from, from + limit), { stream: true });
    return Promise.resolve({ text, total: bytes.length });
  };
}

/** @param {import("../types.d.ts").Json | undefined} value */
function htmlOf(value) {
  return Array.isArray(value) ? value.join("") : String(value ?? "");
}
