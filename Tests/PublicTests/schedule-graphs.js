/** Explorations that the tests of the schedule's graphs share; made by the explorer. */

/** @typedef {import("../../Public/scripts/schedule/exploration.d.ts").Exploration} Exploration */
/** @typedef {import("../../Public/scripts/schedule/exploration.d.ts").Schedule} Schedule */

/**
 * @param {"race" | "dining" | "sb" | "lost"} name
 * @returns {Exploration & {schedules: Schedule[], first: Schedule}}
 */
export function sample(name) {
  const place = new URL(`../Fixtures/explorer/graphs-${name}.json`, import.meta.url);
  const exploration = JSON.parse(Deno.readTextFileSync(place));
  return { ...exploration, first: exploration.schedules[0] };
}

/** Every sign seven pixels wide. @param {string} text */
export const measure = (text) => text.length * 7;

/**
 * Eight threads that make forty steps in turn, each fifth of which learns of the step before.
 *
 * @returns {{threads: string[], steps: import("../../Public/scripts/schedule/exploration.d.ts").Step[]}}
 */
export function crowd() {
  const threads = Array.from({ length: 8 }, (_, i) => `philosopher ${i}`);
  const clocks = threads.map(() => threads.map(() => 0));
  const steps = Array.from({ length: 40 }, (_, i) => {
    const thread = (i * 3) % 8;
    const clock = clocks[thread] ?? [];
    clock[thread] = (clock[thread] ?? 0) + 1;
    const after = i % 5 === 4 ? [i - 1] : [];
    for (const other of after) {
      (clocks[(other * 3) % 8] ?? []).forEach((known, of) => {
        clock[of] = Math.max(clock[of] ?? 0, known);
      });
    }
    const races = i % 10 === 0 ? [i + 1] : i % 10 === 1 ? [i - 1] : [];
    return {
      choice: `${thread}`,
      thread,
      kind: "store",
      text: `writes table[${i}] = ${i * 100}`,
      clock: [...clock],
      after,
      races,
      code: "",
      place: { line: 0, from: 0, to: 0 },
      enabled: [],
      state: { variables: {}, objects: {}, threads: {} },
    };
  });
  return { threads, steps };
}
