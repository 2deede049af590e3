/** A small chart on a canvas, for when the chart library is not there. */

import { axisTitle } from "./chart-words.js";
import { dashes, seriesLooks } from "./theme.js";
import { tick } from "./wording.js";

/** @typedef {import("../types.d.ts").ChartSpec} ChartSpec */

const height = 260;
const edge = { left: 62, right: 14, top: 12, bottom: 44 };

/**
 * @param {HTMLElement} host
 * @param {ChartSpec} spec
 * @param {import("./series.js").Plot} plotted
 * @param {import("./theme.js").Theme} theme
 */
export function drawPlain(host, spec, { names, categories, xs, ys }, theme) {
  const width = host.clientWidth;
  const canvas = host.querySelector("canvas") ?? document.createElement("canvas");
  host.replaceChildren(canvas);
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  canvas.style.inlineSize = `${width}px`;
  canvas.style.blockSize = `${height}px`;
  const context = canvas.getContext("2d");
  if (!context || xs.length === 0) return;
  context.scale(devicePixelRatio, devicePixelRatio);
  context.font = `12px ${theme.font}`;
  context.lineWidth = 2;
  const all = ys.flat().filter((y) => y !== undefined);
  const bars = spec.kind === "bars";
  const half = bars || categories ? 0.6 : 0;
  const x = scale(
    (xs[0] ?? 0) - half,
    (xs.at(-1) ?? 1) + half,
    edge.left,
    width - edge.right,
    spec.x.scale === "log" && !categories,
  );
  const least = all.reduce((a, b) => Math.min(a, b), Infinity);
  const most = all.reduce((a, b) => Math.max(a, b), -Infinity);
  const log = spec.y.scale === "log";
  const y = scale(log ? least : Math.min(0, least), most, height - edge.bottom, edge.top, log);

  context.strokeStyle = theme.grid;
  context.fillStyle = theme.faint;
  context.textBaseline = "middle";
  for (let i = 0; i <= 4; i++) {
    const value = y.inverse(i / 4);
    const place = y.place(value);
    context.fillRect(edge.left, place, width - edge.left - edge.right, 0.4);
    const text = tick(value);
    context.fillText(text, edge.left - context.measureText(text).width - 8, place);
  }
  const shown = categories?.map((text, i) => ({ text, value: i })) ??
    [0, 0.25, 0.5, 0.75, 1].map((part) => ({
      text: tick(x.inverse(part)),
      value: x.inverse(part),
    }));
  for (const { text, value } of shown) {
    const half = context.measureText(text).width / 2;
    context.fillText(text, x.place(value) - half, height - edge.bottom + 14);
  }
  context.fillText(axisTitle(spec.x), edge.left, height - 10);
  context.fillText(names.join(", ") || axisTitle(spec.y), edge.left + 6, edge.top);

  for (const [i, values] of ys.entries()) {
    context.strokeStyle = context.fillStyle = theme.series[i % seriesLooks] ?? theme.text;
    context.setLineDash(dashes[i % seriesLooks] ?? []);
    context.beginPath();
    let last = NaN;
    for (const [k, value] of values.entries()) {
      if (value === undefined) continue;
      const [px, py] = [x.place(xs[k] ?? 0), y.place(value)];
      if (bars) {
        const wide = Math.max(2, (x.place(0.8 / names.length) - x.place(0)) * 0.95);
        context.fillRect(px - wide / 2, py, wide, y.place(0) - py);
      } else if (spec.kind === "scatter") context.fillRect(px - 3, py - 3, 6, 6);
      else {
        if (spec.kind === "step" && !Number.isNaN(last)) context.lineTo(px, last);
        context.lineTo(px, py);
      }
      last = py;
    }
    if (!bars && spec.kind !== "scatter") context.stroke();
  }
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number} from pixels
 * @param {number} to
 * @param {boolean} log
 */
function scale(low, high, from, to, log) {
  const forth = log ? Math.log10 : (/** @type {number} */ v) => v;
  const back = log ? (/** @type {number} */ v) => 10 ** v : (/** @type {number} */ v) => v;
  const [a, b] = [forth(low), forth(high) === forth(low) ? forth(low) + 1 : forth(high)];
  return {
    place: (/** @type {number} */ value) => from + ((forth(value) - a) / (b - a)) * (to - from),
    inverse: (/** @type {number} */ part) => back(a + part * (b - a)),
  };
}
