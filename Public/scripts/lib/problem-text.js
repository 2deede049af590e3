/**
 * What to tell the person about something that was thrown.
 *
 * @param {unknown} problem
 */
export function messageOf(problem) {
  return problem instanceof Error ? problem.message : String(problem);
}
