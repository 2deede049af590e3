/**
 * The line that says what is saved, and exactly what is not.
 *
 * @typedef {import("../types.d.ts").NotebookState} NotebookState
 */

/**
 * @param {NotebookState} state
 * @param {ReadonlySet<string>} unsaved cells, and "" for the title
 * @param {object} facts
 * @param {number} facts.conflicts
 * @param {string | null} facts.problem why the last attempt failed
 * @param {boolean} facts.kept whether the browser keeps what is not sent
 * @returns {{state: "saved" | "saving" | "unsaved" | "conflict", text: string, why: string}}
 */
export function saveState(state, unsaved, { conflicts, problem, kept }) {
  if (unsaved.size === 0) {
    return { state: "saved", text: `Saved at revision ${state.revision}`, why: "" };
  }
  const places = [...unsaved].filter((id) => id !== "").map((id) => state.order.indexOf(id) + 1);
  const cells = places.filter((place) => place > 0).sort((a, b) => a - b);
  const parts = cells.slice(0, 3).map((place) => `cell ${place}`);
  if (cells.length > 3) parts.push(`${cells.length - 3} more cells`);
  if (places.includes(0)) parts.push("a deleted cell");
  if (unsaved.has("")) parts.push("the title");
  const list = parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : parts[0];
  const safe = kept ? "kept in this browser until it can be sent" : "not even kept in this browser";
  if (conflicts > 0) {
    return { state: "conflict", text: `Not saved: ${list}, changed elsewhere too`, why: safe };
  }
  if (problem) {
    return { state: "unsaved", text: `Not saved: ${list}`, why: `${problem} It is ${safe}.` };
  }
  return { state: "saving", text: `Saving ${list}…`, why: "" };
}
