/** A schedule to take away. Pure texts; who saves them is elsewhere. */

import { told } from "./model.js";

/** @typedef {import("./exploration.d.ts").Names} Names */
/** @typedef {import("./exploration.d.ts").Schedule} Schedule */

/**
 * The lanes as a drawing that stands alone.
 *
 * @param {Names} names
 * @param {Schedule} schedule
 */
export function asSVG(names, schedule) {
  const [left, width, row, top] = [48, 190, 26, 40];
  const height = top + row * (schedule.steps.length + 2);
  const total = left + width * names.threads.length + 16;
  const parts = names.threads.map(({ name }, i) => {
    const x = left + width * i;
    const line = `<line x1="${x + 8}" y1="${top}" x2="${x + 8}" y2="${
      height - row
    }" stroke="#b9bfcc"/>`;
    return `<text x="${x}" y="24" font-weight="600">${escaped(name)}</text>${line}`;
  });
  schedule.steps.forEach((step, i) => {
    const y = top + row * (i + 0.7);
    const x = left + width * step.thread;
    if (step.preempts) {
      parts.push(
        `<line x1="8" y1="${y - 17}" x2="${total - 8}" y2="${
          y - 17
        }" stroke="#c2410c" stroke-dasharray="4 3"/>`,
      );
    }
    const isBad = schedule.failure !== undefined && i === schedule.steps.length - 1;
    parts.push(
      `<text x="12" y="${y}" fill="#6b7280">${i + 1}</text>`,
      `<circle cx="${x + 8}" cy="${y - 4}" r="4" fill="${isBad ? "#b91c1c" : "#3b5bdb"}"/>`,
      `<text x="${x + 18}" y="${y}">${escaped(step.text.slice(0, 28))}</text>`,
    );
  });
  const said = escaped(schedule.failure?.sentence ?? schedule.title);
  parts.push(`<text x="12" y="${height - 8}" fill="#b91c1c">${said}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${total}" height="${height}" ` +
    `viewBox="0 0 ${total} ${height}" font-family="sans-serif" font-size="12" fill="#1f2430">` +
    `<title>${escaped(schedule.sentence)}</title>` +
    `<rect width="100%" height="100%" fill="#ffffff"/>${parts.join("")}</svg>\n`;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * Each step in a line, with who makes it: for screen readers.
 *
 * @param {Names} names
 * @param {Schedule} schedule
 */
export function asSentences(names, schedule) {
  return schedule.steps.map((step) =>
    `${step.preempts ? "switch; " : ""}${told(names, step)}${
      step.code ? ` (line ${step.place.line})` : ""
    }`
  );
}
