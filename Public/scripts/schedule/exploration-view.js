/** The answer of an exploration: what was found, the counts, the outcomes, and a player of schedules. */

import { make } from "../lib/dom.js";
import { messageOf } from "../lib/problem-text.js";
import { press } from "../outputs/nodes.js";
import { counted, modelNames } from "./model.js";
import { Player } from "./player.js";

/** @typedef {import("./exploration.d.ts").Exploration} Exploration */
/** @typedef {import("./exploration.d.ts").Finding} Finding */
/** @typedef {import("./exploration.d.ts").ModelAnswer} ModelAnswer */
/** @typedef {import("./exploration.d.ts").Outcome} Outcome */
/** @typedef {import("./exploration.d.ts").Schedule} Schedule */
/** @typedef {import("./exploration.d.ts").View} View */

/** The numbers that stand side by side, and what they mean. */
const columns = /** @type {const} */ ([
  ["interleavings", "All orders in which the steps can happen."],
  ["explored", "Schedules that were walked to their end."],
  ["distinct", "Those that differ in who read what from whom."],
  ["outcomes", "Different results."],
  ["states", "Different situations on the way."],
]);

/**
 * @param {Exploration} exploration
 * @param {object} page
 * @param {import("./exploration.d.ts").ScheduleSource | null} page.schedules
 * @param {((id: string) => string) | null} page.link
 * @param {readonly {name: string, make: (schedule: Schedule) => View}[]} page.views
 * @returns {{element: HTMLElement, close: () => void, open: (id: string) => void}}
 */
export function explorationView(exploration, page) {
  const place = make("div");
  /** @type {Player | null} */
  let player = null;
  function start(/** @type {readonly Schedule[]} */ schedules) {
    const { schedules: from, link, views } = page;
    player = new Player(
      { source: exploration.source, names: exploration, schedules: from, link, views },
      schedules,
    );
    place.replaceChildren(player.element);
    return player;
  }
  const open = async (/** @type {string} */ id, /** @type {string} */ title) => {
    const known = exploration.schedules.find((schedule) => schedule.id === id);
    if (player && known) player.open(known);
    else if (player) await player.replay(id, title);
    else if (page.schedules) {
      try {
        const play = await page.schedules.replay({ source: exploration.source, schedule: id });
        const schedule = { ...play.schedule, title };
        start([schedule]).open(schedule, play.problem?.sentence);
      } catch (error) {
        place.replaceChildren(make("p", { class: "schedule-problem" }, messageOf(error)));
      }
    }
    player?.element.focus();
  };
  const canOpen = (/** @type {string} */ id) =>
    exploration.schedules.some((schedule) => schedule.id === id) ||
    page.schedules?.has(exploration.source, id) === true;
  const element = make(
    "div",
    { class: "exploration" },
    countsTable(exploration.models),
    ...findingNodes(exploration.models, canOpen, open),
    ...outcomeNodes(exploration, canOpen, open),
    place,
  );
  if (exploration.schedules.length > 0) start(exploration.schedules);
  else if (page.schedules?.isOpen) {
    place.append(
      press("Schedule it yourself", () => open("", "by hand"), { class: "start-by-hand" }),
    );
  }
  return {
    element,
    close: () => player?.close(),
    open: (id) => {
      open(id, "from the link");
      place.scrollIntoView({ block: "start" });
    },
  };
}

/** @param {readonly ModelAnswer[]} models */
function countsTable(models) {
  const used = columns.filter(([name]) => models.some(({ counts }) => cellOf(counts, name) !== ""));
  const head = used.map(([name, meaning]) => make("th", { scope: "col", title: meaning }, name));
  const rows = models.map(({ model, counts, isComplete, remark }) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, modelNames[model] ?? model),
      ...used.map(([name]) => make("td", {}, cellOf(counts, name))),
      make("td", { class: "remark" }, isComplete ? "" : remark ?? ""),
    )
  );
  return make(
    "div",
    { class: "table-scroller", tabindex: "0", role: "group", "aria-label": "Counts" },
    make(
      "table",
      { class: "counts" },
      make("caption", { class: "for-readers" }, "How much there was to explore"),
      make(
        "thead",
        {},
        make("tr", {}, make("th", { scope: "col" }, "Model"), ...head, make("td")),
      ),
      make("tbody", {}, ...rows),
    ),
  );
}

/**
 * @param {ModelAnswer["counts"]} counts
 * @param {(typeof columns)[number][0]} name
 */
function cellOf(counts, name) {
  const value = counts[name];
  if (value !== undefined) return counted(value);
  if (name === "interleavings" && counts.estimate) {
    return `about ${counts.estimate.mean.toPrecision(2)}`;
  }
  return "";
}

/**
 * @param {readonly ModelAnswer[]} models
 * @param {(id: string) => boolean} canOpen
 * @param {(id: string, title: string) => void} open
 */
function findingNodes(models, canOpen, open) {
  const all = models.flatMap(({ model, findings }) =>
    findings.map((finding) => ({ model, finding }))
  );
  if (all.length === 0) return [];
  return [
    make(
      "ul",
      { class: "findings", "aria-label": "What was found" },
      ...all.map(({ model, finding }) => {
        const { name } = finding;
        const words = `${modelNames[model]}: ${name}`;
        return make(
          "li",
          {},
          canOpen(finding.id)
            ? press(words, () => open(finding.id, name.toLowerCase()))
            : make("strong", {}, words),
          ` ${finding.sentence} `,
          make("small", {}, proofOf(finding)),
        );
      }),
    ),
  ];
}

/** @param {Finding} finding */
function proofOf({ preemptions, steps, isMinimal }) {
  const some = `${preemptions} ${preemptions === 1 ? "preemption" : "preemptions"}, ${steps} steps`;
  if (!isMinimal) return `${some}.`;
  return preemptions === 0
    ? `${some}; it needs no preemption.`
    : `${some}; fewer preemptions are not enough: proved.`;
}

/**
 * @param {Exploration} exploration
 * @param {(id: string) => boolean} canOpen
 * @param {(id: string, title: string) => void} open
 */
function outcomeNodes({ columns, models, outcomes, seen }, canOpen, open) {
  const isSeen = seen !== undefined && seen.iterations > 0;
  const remark = seen ? [make("p", { class: "seen" }, seen.sentence)] : [];
  // One outcome without values says nothing that the counts do not say.
  if (outcomes.length === 0 || columns.length === 0) return remark;
  const rows = outcomes.map((row) => {
    const values = row.values.join(", ");
    const cells = models.map(({ model, isComplete }) => {
      const reach = row.models[model];
      if (!reach) return make("td", { class: "never" }, isComplete ? "never" : "not seen");
      const text = reach.count === undefined ? "yes" : counted(reach.count);
      const title = `outcome ${values}`;
      return make(
        "td",
        {},
        canOpen(reach.id)
          ? press(text, () => open(reach.id, title), {
            "aria-label": `${text} in ${
              modelNames[model]
            }: show a schedule that ends with ${values}`,
          })
          : text,
      );
    });
    const node = make(
      "tr",
      { fails: row.fails },
      make("th", { scope: "row" }, values),
      ...cells,
      ...(isSeen ? [make("td", {}, row.seen ? counted(row.seen) : "not seen")] : []),
      make("td", { class: "note" }, noteOf(row)),
    );
    if (row.grade) node.setAttribute("grade", row.grade);
    return node;
  });
  return [
    make(
      "div",
      { class: "table-scroller", tabindex: "0", role: "group", "aria-label": "Outcomes" },
      make(
        "table",
        { class: "outcome-table" },
        make("caption", {}, "Outcomes, with the number of interleavings that end so"),
        make(
          "thead",
          {},
          make(
            "tr",
            {},
            make("th", { scope: "col" }, columns.join(", ")),
            ...models.map(({ model }) => make("th", { scope: "col" }, modelNames[model] ?? model)),
            ...(isSeen ? [make("th", { scope: "col" }, "Seen on this machine")] : []),
            make("th", { scope: "col" }, "Note"),
          ),
        ),
        make("tbody", {}, ...rows),
      ),
    ),
    ...remark,
  ];
}

/** @param {Outcome} row */
function noteOf({ grade, note, fails }) {
  return [grade ?? (fails ? "fails" : ""), note ?? ""].filter(Boolean).join(": ");
}
