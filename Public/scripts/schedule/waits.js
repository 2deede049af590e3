/** Who waits for whom after a step, in words and places. */

/** @typedef {import("./exploration.d.ts").Schedule} Schedule */
/** @typedef {import("./exploration.d.ts").WaitForGraph} WaitForGraph */

export const nobody = "Nobody waits at this step.";

/**
 * The graph after a step; -1 is before the first.
 *
 * @param {Schedule} schedule
 * @param {number} step
 * @returns {WaitForGraph}
 */
export function waitsAt(schedule, step) {
  const { waits } = step < 0 ? schedule : schedule.steps[step] ?? {};
  return waits ?? { waits: [], edges: [], cycle: [] };
}

/**
 * Why the threads of a circle can never go on; empty without a circle.
 *
 * @param {readonly string[]} threads
 * @param {WaitForGraph} graph
 */
export function cycleSentence(threads, { waits, cycle }) {
  if (cycle.length === 0) return "";
  const parts = cycle.map((thread) => {
    const wait = waits.find((one) => one.thread === thread);
    return `${threads[thread] ?? "?"} ${wait?.text ?? "waits"}`;
  });
  return `${parts.join("; ")}: a circle, so none of them can ever go on.`;
}

/**
 * The whole graph in words, one line a wait.
 *
 * @param {readonly string[]} threads
 * @param {WaitForGraph} graph
 * @returns {string[]}
 */
export function waitLines(threads, graph) {
  if (graph.waits.length === 0) return [nobody];
  const circle = cycleSentence(threads, graph);
  const others = graph.waits.filter(({ thread }) => !graph.cycle.includes(thread))
    .map(({ thread, text }) => `${threads[thread] ?? "?"} ${text}.`);
  return [...(circle ? [circle] : []), ...others];
}

/** Whether an arrow is one of the circle's. @param {WaitForGraph} graph @param {number} waiter @param {number} holder */
export function isInCycle({ cycle }, waiter, holder) {
  const place = cycle.indexOf(waiter);
  return place >= 0 && cycle[(place + 1) % cycle.length] === holder;
}

/**
 * Threads on a circle that is large enough for the words on the arrows; names stand outside.
 *
 * @param {readonly string[]} names
 * @param {(text: string) => number} measure
 */
export function circle(names, measure) {
  const longest = Math.max(0, ...names.map(measure));
  const reach = Math.max(88, names.length * 20);
  const side = Math.ceil(longest) + 28;
  const [width, height] = [2 * (reach + side), 2 * (reach + 42)];
  // Two stand side by side, so that their arrows have room above and below.
  const start = names.length === 2 ? Math.PI : -Math.PI / 2;
  const nodes = names.map((name, i) => {
    const angle = start + (i * 2 * Math.PI) / names.length;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const isUpright = Math.abs(dx) < 0.2;
    return {
      name,
      x: width / 2 + dx * reach,
      y: height / 2 + dy * reach,
      labelX: width / 2 + dx * (reach + (isUpright ? 0 : 20)),
      labelY: height / 2 + dy * (reach + (isUpright ? 28 : 20)) + 4,
      anchor: isUpright ? "middle" : dx > 0 ? "start" : "end",
    };
  });
  return { width, height, nodes };
}
