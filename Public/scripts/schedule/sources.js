/** Where schedules come from: a server replays any, a file holds some. */

/** @typedef {import("./exploration.d.ts").Play} Play */
/** @typedef {import("./exploration.d.ts").Replayer} Replayer */
/** @typedef {import("./exploration.d.ts").ScheduleSource} ScheduleSource */

/**
 * @param {Replayer} replay
 * @returns {ScheduleSource}
 */
export function servedSchedules(replay) {
  return { isOpen: true, has: () => true, replay };
}

/**
 * @param {readonly {readonly source: string, readonly plays: Readonly<Record<string, Play>>}[]} programs
 *   each program with its schedules by id
 * @returns {ScheduleSource}
 */
export function storedSchedules(programs) {
  const known = new Map(
    programs.map(({ source, plays }) => [source, new Map(Object.entries(plays))]),
  );
  return {
    isOpen: false,
    has: (source, id) => known.get(source)?.has(id) ?? false,
    replay: ({ source, schedule }) => {
      const play = known.get(source)?.get(schedule);
      if (play) return Promise.resolve(play);
      const words = "This schedule is not in the file. Open the notebook in Interleave to step " +
        "through every schedule.";
      return Promise.reject(new Error(words));
    },
  };
}
