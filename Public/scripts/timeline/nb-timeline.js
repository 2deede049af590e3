import { make, setText } from "../lib/dom.js";
import { messageOf } from "../lib/problem-text.js";
import { watchSight } from "../lib/sight.js";
import { fold, press } from "../outputs/nodes.js";
import { probes, readColours } from "./colours.js";
import { dragStrip, listen } from "./gestures.js";
import { rowAt, rowOf, stack } from "./layout.js";
import { legend, paintLegend } from "./legend.js";
import { arrange, detail, firstGroup, groupsOf, recordAt, threadName } from "./model.js";
import { axisHeight, Painter, paintProfile } from "./paint.js";
import { decode, sleeping } from "./records.js";
import { inOrder, matcher, ofLane, step } from "./search.js";
import { dataTable, intervalTable, summaryTable } from "./tables.js";
import { finding, totals } from "./totals.js";
import { clamp, duration, pan, reveal, zoom } from "./view.js";

/** @typedef {import("../types.d.ts").RunTrace} RunTrace */
/** @typedef {import("./model.js").Timeline} Timeline */
/** @typedef {import("./view.js").Span} Span */

/** More records than these are not fetched: 64 MB would stand in the way of everything else. */
const maximumRecords = 2_000_000;

/** While a run goes on, its trace is fetched again at most this often (milliseconds). */
const refreshPause = 1000;

const keysHelp = "Arrow left and right move, plus and minus zoom, 0 shows everything. " +
  "Arrow up and down choose a thread, n and p its next and previous event, Escape ends the choice.";

/** @type {Timeline} */
const nothing = arrange(decode(new ArrayBuffer(0)), [], []);

/**
 * Who did what when: a thread timeline on a canvas, with its finding, a search and tables.
 *
 * `show` says which trace there is; the bytes come from `load` when the element can be seen.
 */
export class Timelines extends HTMLElement {
  /** @type {RunTrace | null} */
  #trace = null;
  /** @type {(() => Promise<ArrayBuffer>) | null} */
  #load = null;
  #loaded = 0;
  #loading = false;
  #lastLoad = -Infinity;
  #timeScale = 1;
  #visible = false;

  #records = nothing.records;
  /** @type {string | null | undefined} chosen by the person; undefined while nobody has */
  #group = undefined;
  #timeline = nothing;
  #layout = stack([]);
  /** @type {Span} */
  #view = nothing;
  #selected = -1;
  #hovered = -1;
  #lane = -1;
  /** @type {Uint32Array | null} */
  #found = null;

  #canvas = make("canvas", { "aria-hidden": "true" });
  #painter = new Painter(this.#canvas);
  #spacer = make("div", { class: "spacer" });
  #stage = make(
    "div",
    { class: "stage", tabindex: "0", role: "application", "aria-roledescription": "timeline" },
    this.#spacer,
  );
  #strip = make("canvas", { class: "strip", "aria-hidden": "true" });
  #window = make("div", { class: "window" });
  #tip = make("div", { class: "tip", "aria-hidden": "true" });
  #finding = make("p", { class: "finding" });
  #choice = make("p", { class: "choice", role: "status" });
  #problem = make("p", { class: "problem" });
  #scaleNote = make("p", { class: "scale-note" });
  #search = make("input", {
    type: "search",
    placeholder: "thread, lock, state or note",
    "aria-label": "Find events",
    autocomplete: "off",
    spellcheck: "false",
  });
  #hits = make("span", { class: "hits", role: "status" });
  #legend = legend();
  #groups = make("div", { class: "groups", role: "group", "aria-label": "Groups of threads" });
  #probes = probes();
  /** @type {import("./colours.js").Colours | null} */
  #colours = null;
  #gutter = 96;
  #frame = 0;
  #stripDirty = true;

  #summary = this.#table("Summary per thread", () => summaryTable(this.#timeline, this.#sums()));
  #intervals = this.#table(
    "Every interval",
    () => intervalTable(this.#timeline, inOrder(this.#timeline, () => true)),
  );

  #sizes = new ResizeObserver(() => this.#resize());
  #endSight = () => {};
  #dark = matchMedia("(prefers-color-scheme: dark)");
  #restyle = () => {
    this.#colours = null;
    this.#stripDirty = true;
    this.#draw();
  };
  #theme = new MutationObserver(this.#restyle);

  connectedCallback() {
    if (!this.hasChildNodes()) this.#build();
    this.#sizes.observe(this.#stage);
    this.#endSight = watchSight(this, 200, (isSeen) => {
      this.#visible = isSeen;
      if (isSeen) this.#refresh();
    });
    this.#dark.addEventListener("change", this.#restyle);
    this.#theme.observe(document.documentElement, {
      attributeFilter: ["class", "style", "theme", "data-theme"],
    });
  }

  disconnectedCallback() {
    this.#sizes.disconnect();
    this.#endSight();
    this.#theme.disconnect();
    this.#dark.removeEventListener("change", this.#restyle);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /**
   * Shows a trace; called again when blocks have arrived.
   *
   * @param {RunTrace} trace
   * @param {() => Promise<ArrayBuffer>} load
   * @param {number} [timeScale] what the sleeps of the experiment were multiplied with
   */
  show(trace, load, timeScale = 1) {
    if (this.#trace === trace) return;
    this.#trace = trace;
    this.#load = load;
    this.#timeScale = timeScale;
    this.#refresh();
  }

  #build() {
    this.#spacer.append(this.#canvas);
    const canvasTools = make(
      "div",
      { class: "timeline-tools", role: "group", "aria-label": "Timeline view" },
      press("−", () => this.#zoom(this.#middle(), 2), {
        "aria-label": "Zoom out",
        title: "Zoom out (−)",
      }),
      press("+", () => this.#zoom(this.#middle(), 0.5), {
        "aria-label": "Zoom in",
        title: "Zoom in (+)",
      }),
      press("Fit", () => this.#setView(this.#timeline), { title: "Show everything (0)" }),
    );
    const searchTools = make(
      "div",
      { class: "timeline-tools find", role: "group", "aria-label": "Events of the timeline" },
      this.#search,
      press("‹", () => this.#next(-1), {
        "aria-label": "Previous event",
        title: "Previous event (p)",
      }),
      press("›", () => this.#next(1), { "aria-label": "Next event", title: "Next event (n)" }),
      this.#hits,
    );
    const help = make("p", { class: "help" }, keysHelp, " Ctrl and the wheel zoom, too.");
    const tables = [this.#summary.element, this.#intervals.element];
    const keys = fold("Keys", (body) => body.replaceChildren(help.cloneNode(true)));
    this.#stage.setAttribute("aria-description", keysHelp);
    this.append(
      this.#finding,
      this.#scaleNote,
      make("div", { class: "timeline-bar" }, canvasTools, this.#groups, searchTools),
      this.#legend,
      make("div", { class: "overview" }, this.#strip, this.#window),
      make("div", { class: "frame" }, this.#stage, this.#tip),
      this.#choice,
      this.#problem,
      make("div", { class: "folds" }, ...tables, keys.element),
      this.#probes,
    );
    this.#stage.addEventListener("keydown", (event) => this.#key(event));
    this.#stage.addEventListener("scroll", () => this.#draw());
    this.#search.addEventListener("input", () => this.#find());
    this.#search.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") this.#next(event.shiftKey ? -1 : 1);
    });
    listen(this.#canvas, {
      pan: (part) => this.#setView(pan(this.#view, this.#timeline, part)),
      zoom: (x, factor) => this.#zoom(this.#time(x), factor),
      point: (x, y) => this.#point(x, y),
      pick: (x, y) => this.#pick(x, y),
      leave: () => this.#hover(-1),
      awake: () => this.#stage.matches(":focus"),
      width: () => this.#plot(),
    });
    dragStrip(this.#strip, (part) => {
      const { from, to } = this.#timeline;
      const half = (this.#view.to - this.#view.from) / 2;
      const middle = from + part * (to - from);
      this.#setView(clamp({ from: middle - half, to: middle + half }, this.#timeline));
    });
  }

  /**
   * @param {string} title
   * @param {() => import("../outputs/data-table.js").TableData} data
   */
  #table(title, data) {
    const table = dataTable();
    return fold(title, (body) => {
      if (!body.hasChildNodes()) body.append(table.element);
      table.show(data());
    });
  }

  #sums() {
    return totals(this.#timeline);
  }

  /** Fetches what is missing, once at a time and not more often than allowed. */
  async #refresh() {
    const trace = this.#trace;
    const load = this.#load;
    if (!trace || !load || !this.#visible || this.#loading || this.#loaded === trace.count) return;
    if (trace.count > maximumRecords) {
      setText(this.#problem, `${trace.count.toLocaleString("en")} intervals are too many to draw.`);
      return;
    }
    this.#loading = true;
    const pause = this.#lastLoad + refreshPause - performance.now();
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      const bytes = await load();
      this.#take(bytes, this.#trace ?? trace);
      setText(this.#problem, "");
      // What was announced but did not come yet is asked for with the next block.
      this.#loaded = trace.count;
    } catch (error) {
      const reason = messageOf(error);
      setText(this.#problem, `The timeline could not be fetched. ${reason}`);
      this.#loaded = trace.count;
    }
    this.#lastLoad = performance.now();
    this.#loading = false;
    if (this.#trace && this.#trace.count !== this.#loaded) this.#refresh();
  }

  /**
   * @param {ArrayBuffer} bytes
   * @param {RunTrace} trace
   */
  #take(bytes, trace) {
    this.#records = decode(bytes);
    this.#showGroups(trace);
    this.#arrange(trace);
  }

  /**
   * Buttons to show one group of threads or all.
   *
   * @param {RunTrace} trace
   */
  #showGroups({ lanes }) {
    const groups = groupsOf(lanes);
    const chosen = this.#group === undefined ? firstGroup(lanes) : this.#group;
    const wanted = groups.length === 0 ? [] : [null, ...groups];
    this.#groups.hidden = wanted.length === 0;
    if (this.#groups.children.length !== wanted.length) {
      this.#groups.replaceChildren(
        ...wanted.map((group) =>
          press(group === null ? "all" : group || "others", () => {
            this.#group = group;
            this.#selected = -1;
            this.#lane = -1;
            this.#choice.replaceChildren();
            this.#view = this.#timeline;
            if (!this.#trace) return;
            this.#showGroups(this.#trace);
            this.#arrange(this.#trace);
          })
        ),
      );
    }
    for (const [i, one] of [...this.#groups.children].entries()) {
      one.setAttribute("aria-pressed", String(wanted[i] === chosen));
    }
  }

  /** @param {RunTrace} trace */
  #arrange({ lanes, names }) {
    const fitted = this.#view.from === this.#timeline.from && this.#view.to === this.#timeline.to;
    const group = this.#group === undefined ? firstGroup(lanes) : this.#group;
    this.#timeline = arrange(this.#records, lanes, names, group);
    this.#layout = stack(this.#timeline.tracks);
    this.#view = fitted ? this.#timeline : clamp(this.#view, this.#timeline);
    if (this.#selected >= this.#timeline.records.count) this.#selected = -1;
    const sentence = finding(this.#timeline, this.#sums());
    setText(this.#finding, sentence);
    this.#stage.setAttribute("aria-label", `Timeline. ${sentence}`);
    const isScaled = this.#timeScale !== 1 && this.#timeline.records.state.includes(sleeping);
    const scaled = `Scaled time: where the original sleeps 1 s, this sleeps ${
      duration(this.#timeScale)
    }.`;
    setText(this.#scaleNote, isScaled ? scaled : "");
    paintLegend(this.#legend, this.#timeline);
    this.#stripDirty = true;
    this.#found = null;
    this.toggleAttribute("filled", this.#timeline.records.count > 0);
    this.#summary.refresh();
    this.#intervals.refresh();
    this.#resize();
  }

  #resize() {
    const longest = this.#timeline.lanes.reduce((most, { name }) => Math.max(most, name.length), 8);
    this.#gutter = Math.min(Math.max(72, longest * 7 + 20), this.#stage.clientWidth * 0.3);
    const wanted = this.#layout.height + axisHeight;
    this.#spacer.style.blockSize = `${wanted}px`;
    const height = Math.min(wanted, this.#stage.clientHeight || wanted);
    const ratio = devicePixelRatio;
    size(this.#canvas, this.#stage.clientWidth, height, ratio);
    const changed = size(this.#strip, this.#plot(), 30, ratio);
    this.style.setProperty("--timeline-gutter", `${this.#gutter}px`);
    if (changed) this.#stripDirty = true;
    this.#draw();
  }

  #plot() {
    return Math.max(1, this.#stage.clientWidth - this.#gutter);
  }

  #draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint() {
    const ratio = devicePixelRatio;
    if (this.#canvas.width === 0 || this.#canvas.height === 0) return;
    if (!this.#colours) {
      this.#colours = readColours(this.#probes, ratio);
      paintLegend(this.#legend, this.#timeline, this.#colours, ratio);
    }
    if (this.#stripDirty && this.#strip.width > 0) {
      const context = this.#strip.getContext("2d");
      if (context) paintProfile(context, this.#timeline, this.#colours);
      paintLegend(this.#legend, this.#timeline, this.#colours, ratio);
      this.#stripDirty = false;
    }
    this.#painter.paint({
      timeline: this.#timeline,
      layout: this.#layout,
      view: this.#view,
      colours: this.#colours,
      width: this.#stage.clientWidth,
      height: this.#canvas.height / ratio,
      gutter: this.#gutter,
      scroll: this.#stage.scrollTop,
      ratio,
      selected: this.#selected,
      hovered: this.#hovered,
      lane: this.#lane,
      font: getComputedStyle(this).fontFamily,
    });
    const { from, to } = this.#timeline;
    const start = (this.#view.from - from) / (to - from);
    const part = (this.#view.to - this.#view.from) / (to - from);
    this.#window.style.insetInlineStart = `${start * this.#plot()}px`;
    this.#window.style.inlineSize = `${Math.max(3, part * this.#plot())}px`;
    this.#window.hidden = part > 0.999;
  }

  /** @param {Span} view */
  #setView(view) {
    this.#view = view === this.#timeline ? view : { from: view.from, to: view.to };
    this.#hover(-1);
    this.#draw();
  }

  /**
   * @param {number} time
   * @param {number} factor
   */
  #zoom(time, factor) {
    this.#setView(zoom(this.#view, this.#timeline, time, factor));
  }

  #middle() {
    return (this.#view.from + this.#view.to) / 2;
  }

  /** @param {number} x */
  #time(x) {
    const part = (x - this.#gutter) / this.#plot();
    return this.#view.from + Math.max(0, part) * (this.#view.to - this.#view.from);
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #at(x, y) {
    const row = rowAt(this.#layout, y - axisHeight + this.#stage.scrollTop);
    if (!row || x < this.#gutter) return { row, record: -1 };
    const slack = (3 / this.#plot()) * (this.#view.to - this.#view.from);
    return { row, record: recordAt(row.track, this.#time(x), slack) };
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #point(x, y) {
    const { record } = this.#at(x, y);
    this.#hover(record);
    if (record < 0) return;
    this.#tip.replaceChildren(...describe(this.#timeline, record));
    const width = this.#tip.offsetWidth;
    const left = Math.min(Math.max(4, x + 14), this.#stage.clientWidth - width - 4);
    this.#tip.style.transform = `translate(${left}px, ${y + 18}px)`;
  }

  /** @param {number} record */
  #hover(record) {
    this.#tip.toggleAttribute("shown", record >= 0);
    if (record === this.#hovered) return;
    this.#hovered = record;
    this.#draw();
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #pick(x, y) {
    this.#stage.focus({ preventScroll: true });
    const { row, record } = this.#at(x, y);
    if (record >= 0) this.#select(record);
    else if (row && row.track.lane >= 0) this.#chooseLane(row.track.lane);
    else this.#select(-1);
  }

  /** @param {number} record */
  #select(record) {
    this.#selected = record;
    if (record >= 0) {
      this.#lane = this.#timeline.records.lane[record] ?? -1;
      this.#choice.replaceChildren(...describe(this.#timeline, record));
    } else {
      this.#lane = -1;
      this.#choice.replaceChildren();
    }
    this.#draw();
  }

  /** @param {number} lane */
  #chooseLane(lane) {
    this.#selected = -1;
    this.#lane = lane;
    const intervals = ofLane(this.#timeline, lane).length;
    setText(
      this.#choice,
      `${threadName(this.#timeline, lane)}, ${intervals.toLocaleString("en")} intervals and marks`,
    );
    this.#scrollTo(lane);
    this.#draw();
  }

  /** @param {number} lane */
  #scrollTo(lane) {
    const row = rowOf(this.#layout, lane);
    if (!row) return;
    const shown = this.#stage.clientHeight - axisHeight;
    const top = this.#stage.scrollTop;
    if (row.top < top) this.#stage.scrollTop = row.top - 6;
    else if (row.top + row.height > top + shown) {
      this.#stage.scrollTop = row.top + row.height - shown + 6;
    }
  }

  #find() {
    const text = this.#search.value.trim();
    this.#found = text === "" ? null : inOrder(this.#timeline, matcher(this.#timeline, text));
    setText(this.#hits, this.#found ? count(this.#found.length) : "");
  }

  /**
   * Goes to the next event: of those searched for, else of the chosen thread, else of all.
   *
   * @param {1 | -1} direction
   */
  #next(direction) {
    if (this.#search.value.trim() !== "" && !this.#found) this.#find();
    const list = this.#found ??
      (this.#lane >= 0 ? ofLane(this.#timeline, this.#lane) : inOrder(this.#timeline, () => true));
    const place = step(this.#timeline, list, this.#selected, this.#view.from, direction);
    if (place < 0) return;
    const record = list[place] ?? -1;
    const { records } = this.#timeline;
    const interval = { from: records.start[record] ?? 0, to: records.end[record] ?? 0 };
    this.#view = reveal(this.#view, this.#timeline, interval);
    const lane = this.#lane;
    this.#select(record);
    if (!this.#found && lane < 0) this.#lane = -1;
    this.#scrollTo(records.lane[record] ?? 0);
    if (this.#found) {
      setText(this.#hits, `${(place + 1).toLocaleString("en")} of ${count(list.length)}`);
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.#action(event.key, event.shiftKey);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /**
   * @param {string} key
   * @param {boolean} shift
   * @returns {(() => void) | null}
   */
  #action(key, shift) {
    const whole = this.#timeline;
    const move = (/** @type {number} */ part) => () => this.#setView(pan(this.#view, whole, part));
    const lane = (/** @type {number} */ by) => () => {
      const lanes = this.#layout.rows.filter(({ track }) => track.kind !== "lock" && track.label)
        .map(({ track }) => track.lane);
      const last = lanes.length - 1;
      const place = this.#lane < 0 ? (by > 0 ? 0 : last) : lanes.indexOf(this.#lane) + by;
      const next = lanes[Math.min(Math.max(0, place), last)];
      if (next !== undefined) this.#chooseLane(next);
    };
    const anchor = this.#selected >= 0 ? whole.records.start[this.#selected] ?? 0 : this.#middle();
    switch (key) {
      case "ArrowLeft":
        return move(shift ? -0.8 : -0.1);
      case "ArrowRight":
        return move(shift ? 0.8 : 0.1);
      case "Home":
        return move(-1e9);
      case "End":
        return move(1e9);
      case "ArrowUp":
        return lane(-1);
      case "ArrowDown":
        return lane(1);
      case "+":
      case "=":
        return () => this.#zoom(anchor, 0.5);
      case "-":
        return () => this.#zoom(anchor, 2);
      case "0":
        return () => this.#setView(whole);
      case "n":
        return () => this.#next(1);
      case "p":
        return () => this.#next(-1);
      case "/":
        return () => this.#search.focus();
      case "Escape":
        return this.#selected >= 0 || this.#lane >= 0 ? () => this.#select(-1) : null;
      default:
        return null;
    }
  }
}

/**
 * A record as a line of text, its thread and state first.
 *
 * @param {Timeline} timeline
 * @param {number} record
 */
function describe(timeline, record) {
  const { thread, state, object, note, start, end } = detail(timeline, record);
  const what = object ? `${state === "waiting" ? "waiting for" : state} ${object}` : state;
  const times = end > start
    ? `${duration(end - start)}, from ${duration(start, 6)} to ${duration(end, 6)}`
    : `at ${duration(start, 6)}`;
  return [
    make("strong", {}, thread),
    ` ${what}${note ? ` (${note})` : ""}: `,
    make("span", { class: "times" }, times),
  ];
}

/** @param {number} number */
function count(number) {
  return number === 1 ? "1 event" : `${number.toLocaleString("en")} events`;
}

/**
 * Gives a canvas its size in CSS and in device pixels.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {number} ratio
 */
function size(canvas, width, height, ratio) {
  const wide = Math.round(width * ratio);
  const high = Math.round(height * ratio);
  if (canvas.width === wide && canvas.height === high) return false;
  canvas.width = wide;
  canvas.height = high;
  canvas.style.inlineSize = `${width}px`;
  canvas.style.blockSize = `${height}px`;
  return true;
}

customElements.define("nb-timeline", Timelines);
