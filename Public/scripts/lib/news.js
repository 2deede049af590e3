/**
 * What is worth saying aloud about a change of the state: a run's start, each quarter, its verdicts,
 * its end.
 *
 * @typedef {import("../types.d.ts").NotebookState} NotebookState
 * @typedef {import("../types.d.ts").Run} Run
 */

/**
 * @param {NotebookState} before
 * @param {NotebookState} after
 * @returns {{text: string, weight: number} | null} the weightiest news
 */
export function news(before, after) {
  /** @type {{text: string, weight: number} | null} */
  let best = null;
  for (const [id, cell] of after.cells) {
    const old = before.cells.get(id);
    if (!cell.run || cell.run === old?.run || !old) continue;
    const found = ofRun(old.run?.id === cell.run.id ? old.run : null, cell.run);
    const place = after.order.indexOf(id) + 1;
    if (found && (!best || found.weight >= best.weight)) {
      best = { text: `Cell ${place}: ${found.text}`, weight: found.weight };
    }
  }
  return best;
}

/**
 * @param {Run | null} old
 * @param {Run} run
 */
function ofRun(old, run) {
  if (run.phase !== old?.phase && run.phase !== "queued" && run.phase !== "running") {
    const verdict = run.verdicts.at(-1);
    const end = run.phase === "done"
      ? "done"
      : run.reason
      ? `${run.phase}: ${run.reason}`
      : run.phase;
    return { text: verdict ? `${end}. ${verdict.sentence}` : end, weight: 3 };
  }
  if (run.verdicts.length > (old?.verdicts.length ?? 0)) {
    return { text: run.verdicts.at(-1)?.sentence ?? "", weight: 2 };
  }
  if (run.phase === "running" && old?.phase !== "running") return { text: "started", weight: 1 };
  const quarter = Math.floor((run.progress?.fraction ?? 0) * 4);
  if (quarter > Math.floor((old?.progress?.fraction ?? 0) * 4) && quarter < 4) {
    return { text: `${quarter * 25} per cent. ${run.progress?.sentence ?? ""}`, weight: 0 };
  }
  return null;
}
