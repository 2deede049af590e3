/** The line that says when a page will try to reach its server again. */

import { icon, make } from "./dom.js";

/**
 * @param {HTMLElement} place
 * @param {import("../types.d.ts").StreamState} state
 * @param {number | null} retryAt milliseconds since 1970
 * @param {() => void} retry
 */
export function showConnection(place, state, retryAt, retry) {
  place.hidden = state !== "lost";
  if (state !== "lost") return;
  const seconds = Math.max(1, Math.round(((retryAt ?? 0) - Date.now()) / 1000));
  const again = make("button", { type: "button" }, "Try now");
  again.addEventListener("click", retry);
  const text = make("span", {}, `No connection, next try in ${seconds} s.`);
  place.replaceChildren(icon("wifi-off"), text, again);
}
