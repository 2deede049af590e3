/** A lasting sentence under the bar: how strong the isolation is, what is missing. */

import { button, icon, make } from "./dom.js";

const icons = { strict: "shield-check", reduced: "shield-exclamation", none: "shield-x" };

/**
 * @param {"strict" | "reduced" | "none" | "plain" | "problem"} level
 * @param {string} text
 * @param {{label: string, press: () => void}} [action]
 */
export function showBanner(level, text, action) {
  const place = document.querySelector(".banners");
  if (!place) return;
  const name = level === "plain" || level === "problem" ? "info-circle" : icons[level];
  const banner = make("section", { class: "banner", "data-level": level });
  banner.setAttribute("aria-label", "Notice");
  banner.append(icon(name), make("p", {}, text));
  if (action) banner.append(button({ ...action, class: "quiet" }));
  banner.append(button({ label: "Hide", icon: "x-lg", quiet: true, press: () => banner.remove() }));
  place.append(banner);
}
