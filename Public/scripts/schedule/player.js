/** Steps through schedules, and lets a person make the choices. */

import { make, setText } from "../lib/dom.js";
import { messageOf } from "../lib/problem-text.js";
import { save } from "../outputs/download.js";
import { fold, press } from "../outputs/nodes.js";
import { asSentences, asSVG } from "./exports.js";
import { handPanel } from "./hand.js";
import { lanesView } from "./lanes.js";
import { modelNames, nextSwitch, parting, told } from "./model.js";
import { sourceView } from "./source.js";
import { stateView } from "./state.js";

/** @typedef {import("./exploration.d.ts").Exploration} Exploration */
/** @typedef {import("./exploration.d.ts").Names} Names */
/** @typedef {import("./exploration.d.ts").Schedule} Schedule */
/** @typedef {import("./exploration.d.ts").View} View */
/** @typedef {import("./exploration.d.ts").ScheduleSource} ScheduleSource */

/**
 * What a player needs: the program, and where its schedules come from.
 *
 * @typedef {object} Stage
 * @property {string} source
 * @property {Names} names
 * @property {ScheduleSource | null} schedules where others come from
 * @property {((id: string) => string) | null} link the address that opens a schedule
 * @property {readonly {name: string, make: (schedule: Schedule) => View}[]} views beside the lanes
 */

let made = 0;

export class Player {
  #stage;
  /** @type {Schedule[]} */
  #schedules;
  #shown = 0;
  #step = -1;
  /** Those that are seen. @type {View[]} */
  #views = [];
  #closeViews = () => {};
  #view = 0;
  #id = `player-${made += 1}`;

  #tabs = make("div", { class: "tabs", role: "tablist", "aria-label": "Schedules" });
  #sentence = make("p", { class: "schedule-sentence" });
  #problem = make("p", { class: "schedule-problem", role: "status" });
  #slider = make("input", { type: "range", min: "0", "aria-label": "Step" });
  #place = make("output", { class: "schedule-place", "aria-live": "polite" });
  #viewTabs = make("div", { class: "tabs view-tabs", role: "tablist", "aria-label": "Views" });
  #stageNode = make("div", { class: "schedule-stage" });
  #side = make("div", { class: "schedule-side" });
  #said = make("span", { class: "for-readers", role: "status" });
  #words = fold("Every step as text", (body) => {
    const lines = asSentences(this.#stage.names, this.schedule);
    body.replaceChildren(make("ol", {}, ...lines.map((line) => make("li", {}, line))));
  });
  #hand;
  element;

  /**
   * @param {Stage} stage
   * @param {readonly Schedule[]} schedules at least one
   */
  constructor(stage, schedules) {
    this.#stage = stage;
    this.#schedules = [...schedules];
    this.#hand = handPanel(stage, {
      steps: () => this.schedule.steps.slice(0, this.#step + 1),
      model: () => this.schedule.model,
      show: (schedule, problem) => this.open({ ...schedule, title: "by hand" }, problem, true),
    });
    const go = (
      /** @type {string} */ text,
      /** @type {string} */ tip,
      /** @type {() => number} */ to,
    ) => press(text, () => this.show(to()), { title: tip, "aria-label": tip });
    const bar = make(
      "div",
      { class: "schedule-bar", role: "group", "aria-label": "Steps" },
      go("⇤", "Before the first step (Home)", () => -1),
      go("←", "One step back (Left)", () => this.#step - 1),
      this.#slider,
      go("→", "One step on (Right)", () => this.#step + 1),
      go("⇥", "The last step (End)", () => this.schedule.steps.length - 1),
      go("⇄", "To the next switch (])", () => nextSwitch(this.schedule.steps, this.#step, 1)),
      this.#place,
    );
    this.#slider.addEventListener("input", () => this.show(Number(this.#slider.value) - 1));
    this.element = make(
      "section",
      { class: "schedule-player", "aria-label": "Schedule", tabindex: "0" },
      this.#tabs,
      this.#sentence,
      this.#problem,
      bar,
      this.#viewTabs,
      make("div", { class: "schedule-columns" }, this.#stageNode, this.#side),
      this.#hand.element,
      this.#words.element,
      this.#exports(),
    );
    this.element.addEventListener("step", (event) => {
      if (event instanceof CustomEvent) this.show(event.detail.step);
    });
    this.element.addEventListener("choose", (event) => {
      if (event instanceof CustomEvent) void this.replay(event.detail.schedule, "chosen");
    });
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.#draw();
    this.show(this.schedule.steps.length - 1);
  }

  /** @returns {Schedule} */
  get schedule() {
    return /** @type {Schedule} */ (this.#schedules[this.#shown]);
  }

  /**
   * Shows another schedule, in a tab of its own unless there is one.
   *
   * @param {Schedule} schedule
   * @param {string} [problem]
   * @param {boolean} [replaces] whether a tab of the same title is replaced
   */
  open(schedule, problem = "", replaces = false) {
    const same = this.#schedules.findIndex((one) =>
      replaces ? one.title === schedule.title : one.id === schedule.id && one.title !== "by hand"
    );
    if (same >= 0) {
      this.#schedules[same] = schedule;
      this.#shown = same;
    } else this.#shown = this.#schedules.push(schedule) - 1;
    this.#draw();
    setText(this.#problem, problem);
    this.show(schedule.steps.length - 1);
  }

  /**
   * Has a schedule replayed and shows it.
   *
   * @param {string} schedule
   * @param {string} title
   */
  async replay(schedule, title) {
    if (!this.#stage.schedules) return;
    try {
      const play = await this.#stage.schedules.replay({ source: this.#stage.source, schedule });
      this.open({ ...play.schedule, title }, play.problem?.sentence ?? "");
    } catch (error) {
      setText(this.#problem, messageOf(error));
    }
  }

  /** @param {number} step -1 is before the first */
  show(step) {
    const { steps } = this.schedule;
    this.#step = Math.max(-1, Math.min(steps.length - 1, step));
    this.#slider.value = String(this.#step + 1);
    const made = steps[this.#step];
    const words = made ? told(this.#stage.names, made) : "before the first step";
    const place = `${this.#step + 1} of ${steps.length}: ${words}`;
    setText(this.#place, place);
    this.#slider.setAttribute("aria-valuetext", place);
    for (const view of this.#views) view.show(this.#step);
    this.#hand.show(this.schedule, this.#step);
  }

  close() {
    this.#closeViews();
  }

  #draw() {
    const { names, source, views } = this.#stage;
    const schedule = this.schedule;
    this.close();
    const other = this.#schedules[this.#shown === 0 ? 1 : 0];
    const parts = other && other !== schedule && other.model === schedule.model
      ? parting(schedule, other)
      : null;
    const all = [
      { name: "Lanes", make: (/** @type {Schedule} */ it) => lanesView(names, it, parts) },
      ...views,
    ];
    const side = [stateView(names, schedule), sourceView(source, names, schedule)];
    /** Made when they are looked at. @type {Map<number, View>} */
    const made = new Map();
    this.#side.replaceChildren(...side.map(({ element }) => element));
    this.#slider.max = String(schedule.steps.length);
    setText(this.#sentence, schedule.sentence);
    setText(this.#problem, "");
    this.#words.refresh();
    tabList(this.#tabs, `${this.#id}-schedule`, this.#schedules.map(titleOf), this.#shown, (i) => {
      this.#shown = i;
      this.#draw();
      this.show(this.schedule.steps.length - 1);
    });
    const pick = (/** @type {number} */ i) => {
      const one = made.get(i) ?? all[i]?.make(schedule);
      if (!one) return;
      made.set(i, one);
      this.#view = i;
      this.#views = [one, ...side];
      this.#stageNode.replaceChildren(one.element);
      tabList(this.#viewTabs, `${this.#id}-view`, all.map(({ name }) => name), i, pick);
      one.show(this.#step);
    };
    this.#closeViews = () => {
      for (const view of made.values()) view.close?.();
    };
    pick(this.#view);
    this.#viewTabs.hidden = all.length < 2;
  }

  #exports() {
    const name = () =>
      `schedule-${this.schedule.digits.slice(0, 24).replaceAll(",", "-") || "start"}`;
    const copy = (/** @type {string} */ text, /** @type {string} */ what) => {
      navigator.clipboard.writeText(text).then(
        () => setText(this.#said, `${what} copied`),
        () => setText(this.#problem, `Nothing could be copied; here it is: ${text}`),
      );
    };
    return make(
      "p",
      { class: "downloads" },
      press("Copy id", () => copy(this.schedule.id, "Id")),
      ...(this.#stage.link
        ? [press("Copy link", () => copy(this.#stage.link?.(this.schedule.id) ?? "", "Link"))]
        : []),
      press(
        "SVG",
        () => save(`${name()}.svg`, "image/svg+xml", [asSVG(this.#stage.names, this.schedule)]),
      ),
      ...(this.#stage.schedules?.isOpen
        ? [
          press("Text", () => void this.#saveText(name())),
          press("Chrome trace", () => void this.#saveTrace(name())),
        ]
        : []),
      press(
        "JSON",
        () => save(`${name()}.json`, "application/json", [JSON.stringify(this.schedule, null, 1)]),
      ),
      this.#said,
    );
  }

  /**
   * The forms that the explorer writes itself; undefined when it cannot be asked.
   *
   * @returns {Promise<import("./exploration.d.ts").Play | undefined>}
   */
  async #written() {
    const question = { source: this.#stage.source, schedule: this.schedule.id };
    try {
      return await this.#stage.schedules?.replay({ ...question, wantsExports: true });
    } catch (error) {
      setText(this.#problem, messageOf(error));
      return undefined;
    }
  }

  /** @param {string} name */
  async #saveText(name) {
    const text = (await this.#written())?.text;
    if (text) save(`${name}.txt`, "text/plain", [text]);
  }

  /** @param {string} name */
  async #saveTrace(name) {
    const trace = (await this.#written())?.trace;
    if (trace) save(`${name}.trace.json`, "application/json", [trace]);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const isField = event.target instanceof HTMLInputElement && event.target !== this.#slider;
    if (isField || event.ctrlKey || event.altKey || event.metaKey) return;
    const { steps } = this.schedule;
    const onTab = event.target instanceof HTMLElement && event.target.role === "tab";
    /** @type {Record<string, () => void>} */
    const moves = {
      ...(onTab ? {} : {
        ArrowLeft: () => this.show(this.#step - 1),
        ArrowRight: () => this.show(this.#step + 1),
        Home: () => this.show(-1),
        End: () => this.show(steps.length - 1),
      }),
      "[": () => this.show(nextSwitch(steps, this.#step, -1)),
      "]": () => this.show(nextSwitch(steps, this.#step, 1)),
    };
    const move = moves[event.key] ?? this.#hand.key(event.key);
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  }
}

/** @param {Schedule} schedule */
function titleOf(schedule) {
  return `${modelNames[schedule.model] ?? schedule.model}: ${schedule.title}`;
}

/**
 * @param {HTMLElement} host
 * @param {string} id
 * @param {readonly string[]} titles
 * @param {number} chosen
 * @param {(index: number) => void} choose
 */
function tabList(host, id, titles, chosen, choose) {
  const hadFocus = host.contains(document.activeElement);
  const tabs = titles.map((title, i) =>
    press(title, () => choose(i), {
      role: "tab",
      id: `${id}-${i}`,
      "aria-selected": String(i === chosen),
      tabindex: i === chosen ? "0" : "-1",
    })
  );
  host.replaceChildren(...tabs);
  host.onkeydown = (event) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    choose((chosen + by + titles.length) % titles.length);
  };
  if (hadFocus) tabs[chosen]?.focus();
}
