/** Puts a timeline on a canvas: buffers from draw.js, then axis, names and texts. */

import { band, markColumns, profile, reduce } from "./draw.js";
import { detail, firstOwner, ownerInks } from "./model.js";
import { mark, states } from "./records.js";
import { axis } from "./view.js";

/** @typedef {import("./model.js").Timeline} Timeline */
/** @typedef {import("./layout.js").Layout} Layout */
/** @typedef {import("./layout.js").Row} Row */
/** @typedef {import("./colours.js").Colours} Colours */
/** @typedef {import("./view.js").Span} Span */

/** Height of the time axis. */
export const axisHeight = 24;

/** Boxes at least this wide get a text, rows at least this high. */
const roomyWidth = 44;
const roomyHeight = 13;

/**
 * @typedef {object} Scene
 * @property {Timeline} timeline
 * @property {Layout} layout
 * @property {Span} view
 * @property {Colours} colours
 * @property {number} width CSS pixels of the canvas
 * @property {number} height
 * @property {number} gutter CSS pixels for the names
 * @property {number} scroll CSS pixels that the rows are moved up
 * @property {number} ratio device pixels per CSS pixel
 * @property {number} selected record or -1
 * @property {number} hovered record or -1
 * @property {number} lane selected thread or -1
 * @property {string} font family
 */

/** Draws scenes; keeps its buffers from one to the next. */
export class Painter {
  #context;
  /** @type {ImageData | null} */
  #image = null;
  #pixels = new Uint32Array(0);
  #codes = new Uint8Array(0);
  /** @type {Map<string, number>} */
  #widths = new Map();

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error("This browser cannot draw on a canvas.");
    this.#context = context;
  }

  /** @param {Scene} scene */
  paint(scene) {
    const { colours, ratio, gutter } = scene;
    const canvas = this.#context.canvas;
    const left = Math.round(gutter * ratio);
    const top = Math.round(axisHeight * ratio);
    const width = Math.max(1, canvas.width - left);
    const height = Math.max(1, canvas.height - top);
    this.#resize(width, height);
    this.#pixels.fill(colours.packed.paper);
    const texts = this.#rows(scene, width, height);
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.fillStyle = colours.plain.paper;
    this.#context.fillRect(0, 0, canvas.width, canvas.height);
    if (this.#image) this.#context.putImageData(this.#image, left, top);
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#texts(scene, texts);
    this.#names(scene);
    this.#axis(scene);
    this.#outline(scene, scene.hovered, 1);
    this.#outline(scene, scene.selected, 2);
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #resize(width, height) {
    if (this.#image?.width === width && this.#image.height === height) return;
    this.#image = new ImageData(width, height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    this.#codes = new Uint8Array(width);
  }

  /**
   * @param {Scene} scene
   * @param {number} width
   * @param {number} height
   */
  #rows({ layout, view, colours, scroll, ratio }, width, height) {
    /** @type {{row: Row, record: number, left: number, right: number}[]} */
    const texts = [];
    const pixels = this.#pixels;
    for (const row of layout.rows) {
      const top = Math.round((row.top - scroll) * ratio);
      const bottom = Math.round((row.top + row.height - scroll) * ratio);
      const first = Math.max(0, top);
      const last = Math.min(height, bottom);
      if (last <= first) continue;
      const roomy = row.height >= roomyHeight ? roomyWidth * ratio : Infinity;
      for (let y = first; y < last; y++) {
        pixels.fill(colours.packed.stripe, y * width, (y + 1) * width);
      }
      for (const box of reduce(this.#codes, row.track, view, roomy)) texts.push({ row, ...box });
      band(pixels, width, first, last - first, this.#codes, colours.inks);
      this.#marks(row, view, width, first, last, colours, ratio);
    }
    return texts;
  }

  /**
   * Instants are flags: a line over the whole row with a head that can be seen.
   *
   * @param {Row} row
   * @param {Span} view
   * @param {number} width
   * @param {number} first
   * @param {number} last
   * @param {Colours} colours
   * @param {number} ratio
   */
  #marks({ track }, view, width, first, last, colours, ratio) {
    const colour = colours.inks[mark]?.pixels[0] ?? 0;
    const head = Math.round(2 * ratio);
    for (const column of markColumns(track, view, width)) {
      for (let y = first; y < last; y++) {
        const reach = Math.max(0, head - (y - first));
        const from = Math.max(0, column - reach);
        const to = Math.min(width, column + reach + Math.max(1, Math.round(ratio)));
        this.#pixels.fill(colour, y * width + from, y * width + to);
      }
    }
  }

  /**
   * @param {Scene} scene
   * @param {{row: Row, record: number, left: number, right: number}[]} texts
   */
  #texts({ timeline, colours, gutter, scroll, ratio, font }, texts) {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(gutter, axisHeight, 1e5, 1e5);
    context.clip();
    context.font = `11px ${font}`;
    context.textBaseline = "middle";
    for (const { row, record, left, right } of texts) {
      const { object, note } = detail(timeline, record);
      const owner = timeline.lanes[timeline.records.lane[record] ?? 0]?.name;
      const text = row.track.kind === "lock" ? owner : note ?? object;
      if (!text) continue;
      const room = (right - left) / ratio - 8;
      const width = this.#measure(text);
      if (width > room) continue;
      const x = gutter + left / ratio + 4;
      const y = axisHeight + row.top - scroll;
      const code = row.track.kind === "lock"
        ? firstOwner + (timeline.records.lane[record] ?? 0) % ownerInks
        : timeline.records.state[record] ?? 0;
      if (!colours.inks[code]?.plain) {
        // On a pattern a text needs quiet ground.
        context.fillStyle = colours.plain.paper;
        context.beginPath();
        context.roundRect(x - 3, y + 2, width + 6, row.height - 4, 3);
        context.fill();
      }
      context.fillStyle = colours.texts[code] ?? colours.plain.text;
      context.fillText(text, x, y + row.height / 2 + 0.5);
    }
    context.restore();
  }

  /** @param {string} text */
  #measure(text) {
    let width = this.#widths.get(text);
    if (width === undefined) {
      if (this.#widths.size > 5000) this.#widths.clear();
      width = this.#context.measureText(text).width;
      this.#widths.set(text, width);
    }
    return width;
  }

  /** @param {Scene} scene */
  #names({ layout, colours, gutter, height, scroll, lane, font }) {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(0, axisHeight, gutter - 8, height);
    context.clip();
    context.textBaseline = "middle";
    for (const { track, top, height: rowHeight } of layout.rows) {
      const y = axisHeight + top - scroll;
      if (track.label === "" || y + rowHeight < axisHeight || y > height) continue;
      const chosen = track.lane === lane && track.lane >= 0;
      if (chosen) {
        context.fillStyle = colours.plain.choice;
        context.fillRect(0, y, 3, rowHeight);
      }
      context.font = `${chosen ? "600 " : ""}${Math.min(12, rowHeight + 1)}px ${font}`;
      context.fillStyle = colours.plain.text;
      context.fillText(track.label, 8, y + rowHeight / 2 + 0.5);
    }
    context.restore();
    context.font = `600 11px ${font}`;
    context.textBaseline = "middle";
    context.fillStyle = colours.plain.faint;
    for (const { top, text } of layout.headings) {
      const y = axisHeight + top - scroll + 7;
      if (y > axisHeight + 6) context.fillText(text, 8, y);
    }
  }

  /** @param {Scene} scene */
  #axis({ view, colours, width, height, gutter, font }) {
    const context = this.#context;
    const plot = width - gutter;
    const { unit, base, ticks } = axis(view, Math.max(2, plot / 110));
    const place = (/** @type {number} */ time) =>
      gutter + ((time - view.from) / (view.to - view.from)) * plot;
    context.fillStyle = colours.plain.paper;
    context.fillRect(0, 0, width, axisHeight);
    context.font = `11px ${font}`;
    context.textBaseline = "middle";
    context.fillStyle = colours.plain.faint;
    context.fillText(base ? `${base}, ${unit}` : unit, 8, axisHeight / 2);
    context.strokeStyle = colours.plain.grid;
    context.lineWidth = 1;
    for (const { time, label } of ticks) {
      const x = Math.round(place(time)) + 0.5;
      context.beginPath();
      context.moveTo(x, axisHeight - 4);
      context.lineTo(x, height);
      context.globalAlpha = 0.55;
      context.stroke();
      context.globalAlpha = 1;
      const half = context.measureText(label).width / 2;
      const at = Math.min(Math.max(x, gutter + half), width - half - 2);
      context.fillText(label, at - half, axisHeight / 2);
    }
    context.fillStyle = colours.plain.grid;
    context.fillRect(gutter, axisHeight - 1, plot, 1);
  }

  /**
   * @param {Scene} scene
   * @param {number} record
   * @param {number} thickness
   */
  #outline({ timeline, layout, view, colours, width, gutter, scroll }, record, thickness) {
    if (record < 0) return;
    const { records } = timeline;
    const lane = records.lane[record] ?? -1;
    const scale = (width - gutter) / (view.to - view.from);
    const from = gutter + ((records.start[record] ?? 0) - view.from) * scale;
    const to = gutter + ((records.end[record] ?? 0) - view.from) * scale;
    const row = layout.rows.find(({ track }) => track.lane === lane && has(track, record));
    if (!row || to < gutter || from > width) return;
    const left = Math.max(gutter - 2, from - 1);
    const right = Math.min(width + 2, Math.max(to, from + 3) + 1);
    const top = axisHeight + row.top - scroll;
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(gutter, axisHeight, width, 1e5);
    context.clip();
    context.strokeStyle = colours.plain.paper;
    context.lineWidth = thickness + 2;
    context.strokeRect(left, top - 1, right - left, row.height + 2);
    context.strokeStyle = colours.plain.choice;
    context.lineWidth = thickness;
    context.strokeRect(left, top - 1, right - left, row.height + 2);
    context.restore();
  }
}

/**
 * @param {import("./model.js").Track} track
 * @param {number} record
 */
function has(track, record) {
  return track.record.includes(record) || track.markRecord.includes(record);
}

/**
 * Draws the strip that shows the whole: how many threads are in which state, moment by moment.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Timeline} timeline
 * @param {Colours} colours
 */
export function paintProfile(context, timeline, colours) {
  const { width, height } = context.canvas;
  const counts = profile(timeline.tracks, timeline, width, states.length);
  const threads = Math.max(
    1,
    timeline.tracks.filter((t) => t.kind === "activity" && t.label).length,
  );
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  pixels.fill(colours.packed.stripe);
  for (let x = 0; x < width; x++) {
    let below = 0;
    for (let code = 0; code < states.length; code++) {
      const count = counts[x * states.length + code] ?? 0;
      if (count === 0) continue;
      const from = Math.round((below / threads) * height);
      below += count;
      const to = Math.round((below / threads) * height);
      const one = colours.inks[code];
      if (!one) continue;
      for (let y = height - to; y < height - from; y++) {
        const line = (y % one.size) * one.size;
        pixels[y * width + x] = one.pixels[line + x % one.size] ?? 0;
      }
    }
  }
  context.putImageData(image, 0, 0);
}
