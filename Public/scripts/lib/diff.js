/**
 * How one text becomes another, line by line, and how two changes of one text come together.
 *
 * @typedef {object} Hunk lines `start` to `end` of the old text became `newStart` to `newEnd`
 * @property {number} start
 * @property {number} end
 * @property {number} newStart
 * @property {number} newEnd
 *
 * @typedef {object} DiffLine
 * @property {"same" | "removed" | "added"} type
 * @property {string} text
 */

/** Texts that differ in more lines than this count as replaced where they differ. */
const longestScript = 1_000;
/** So many unchanged lines stay around a change. */
const context = 3;

/** @param {string} text */
export const linesOf = (text) => text.split("\n");

/**
 * The shortest way from one list of lines to another (E. W. Myers, "An O(ND) difference algorithm
 * and its variations", 1986), as the places that changed.
 * @param {readonly string[]} before
 * @param {readonly string[]} after
 * @returns {Hunk[]}
 */
export function hunks(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = before.length;
  let newEnd = after.length;
  while (end > start && newEnd > start && before[end - 1] === after[newEnd - 1]) {
    end -= 1;
    newEnd -= 1;
  }
  return changes(before.slice(start, end), after.slice(start, newEnd)).map((hunk) => ({
    start: hunk.start + start,
    end: hunk.end + start,
    newStart: hunk.newStart + start,
    newEnd: hunk.newEnd + start,
  }));
}

/**
 * @param {readonly string[]} a
 * @param {readonly string[]} b
 * @returns {Hunk[]}
 */
function changes(a, b) {
  if (a.length + b.length === 0) return [];
  const whole = { start: 0, end: a.length, newStart: 0, newEnd: b.length };
  if (a.length === 0 || b.length === 0) return [whole];
  const trace = walk(a, b);
  if (!trace) return [whole];
  const matches = matchesOf(trace, a.length, b.length);
  /** @type {Hunk[]} */
  const found = [];
  let [x, y] = [0, 0];
  for (const [i, j] of [...matches, /** @type {const} */ ([a.length, b.length])]) {
    if (i > x || j > y) found.push({ start: x, end: i, newStart: y, newEnd: j });
    [x, y] = [i + 1, j + 1];
  }
  return found;
}

/**
 * The farthest places after each number of steps; null when there are too many.
 * @param {readonly string[]} a
 * @param {readonly string[]} b
 * @returns {Int32Array[] | null}
 */
function walk(a, b) {
  const most = Math.min(a.length + b.length, longestScript);
  const middle = most + 1;
  const far = new Int32Array(2 * most + 3);
  /** @type {Int32Array[]} */
  const trace = [];
  for (let d = 0; d <= most; d += 1) {
    trace.push(far.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const [left = 0, right = 0] = [far[middle + k - 1], far[middle + k + 1]];
      let x = k === -d || (k !== d && left < right) ? right : left + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      far[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return null;
}

/**
 * The lines that both texts share, found by going the way back.
 * @param {readonly Int32Array[]} trace
 * @param {number} x
 * @param {number} y
 * @returns {(readonly [number, number])[]}
 */
function matchesOf(trace, x, y) {
  /** @type {[number, number][]} */
  const matches = [];
  for (let d = trace.length - 1; d >= 0; d -= 1) {
    const k = x - y;
    const place = d + 1 + k;
    const [left = 0, right = 0] = [trace[d]?.[place - 1], trace[d]?.[place + 1]];
    const isDown = k === -d || (k !== d && left < right);
    const fromX = d === 0 ? 0 : isDown ? right : left;
    const fromY = d === 0 ? 0 : fromX - (isDown ? k + 1 : k - 1);
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      matches.push([x, y]);
    }
    [x, y] = [fromX, fromY];
  }
  return matches.reverse();
}

/**
 * Both texts as one list of lines.
 * @param {string} before
 * @param {string} after
 * @returns {DiffLine[]}
 */
export function diff(before, after) {
  const [old, now] = [linesOf(before), linesOf(after)];
  /** @type {DiffLine[]} */
  const result = [];
  let line = 0;
  for (const hunk of hunks(old, now)) {
    for (const text of old.slice(line, hunk.start)) result.push({ type: "same", text });
    for (const text of old.slice(hunk.start, hunk.end)) result.push({ type: "removed", text });
    for (const text of now.slice(hunk.newStart, hunk.newEnd)) result.push({ type: "added", text });
    line = hunk.end;
  }
  for (const text of old.slice(line)) result.push({ type: "same", text });
  return result;
}

/**
 * Long stretches without a change become their number of lines.
 * @param {readonly DiffLine[]} lines
 * @returns {(DiffLine | number)[]}
 */
export function folded(lines) {
  /** @type {(DiffLine | number)[]} */
  const result = [];
  let index = 0;
  while (index < lines.length) {
    const start = index;
    while (lines[index]?.type === "same") index += 1;
    const head = start === 0 ? 0 : context;
    const tail = index === lines.length ? 0 : context;
    const same = lines.slice(start, index);
    if (same.length > head + tail + 1) {
      result.push(...same.slice(0, head), same.length - head - tail);
      result.push(...same.slice(same.length - tail));
    } else result.push(...same);
    for (let line = lines[index]; line && line.type !== "same"; line = lines[index]) {
      result.push(line);
      index += 1;
    }
  }
  return result;
}

/**
 * Brings two changes of one text together; null when both touch the same or neighbouring lines in
 * different ways, so that somebody has to choose.
 * @param {string} base what both began with
 * @param {string} mine
 * @param {string} theirs
 * @returns {string | null}
 */
export function merge(base, mine, theirs) {
  if (mine === theirs || base === theirs) return mine;
  if (base === mine) return theirs;
  const [old, own, other] = [linesOf(base), linesOf(mine), linesOf(theirs)];
  const ownHunks = hunks(old, own);
  const otherHunks = hunks(old, other);
  /** @type {string[]} */
  const result = [];
  let line = 0;
  while (ownHunks.length + otherHunks.length > 0) {
    const { start, end, own: a, other: b } = nextRegion(ownHunks, otherHunks);
    for (const text of old.slice(line, start)) result.push(text);
    const left = a.length > 0 ? sideOf(a, own, start, end) : null;
    const right = b.length > 0 ? sideOf(b, other, start, end) : null;
    if (left && right && left.join("\n") !== right.join("\n")) return null;
    if (left && right && left.length !== right.length) return null;
    for (const text of left ?? right ?? []) result.push(text);
    line = end;
  }
  for (const text of old.slice(line)) result.push(text);
  return result.join("\n");
}

/**
 * Takes the next changes that touch each other off both lists.
 * @param {Hunk[]} own
 * @param {Hunk[]} other
 */
function nextRegion(own, other) {
  const start = Math.min(own[0]?.start ?? Infinity, other[0]?.start ?? Infinity);
  let end = start;
  /** @type {{own: Hunk[], other: Hunk[]}} */
  const taken = { own: [], other: [] };
  for (let grows = true; grows;) {
    grows = false;
    for (const [list, into] of [[own, taken.own], [other, taken.other]]) {
      while (list?.[0] && into && list[0].start <= end) {
        const hunk = /** @type {Hunk} */ (list.shift());
        into.push(hunk);
        end = Math.max(end, hunk.end);
        grows = true;
      }
    }
  }
  return { start, end, ...taken };
}

/**
 * What one side made of a region of the old text.
 * @param {readonly Hunk[]} changed
 * @param {readonly string[]} text
 * @param {number} start
 * @param {number} end
 */
function sideOf(changed, text, start, end) {
  const [first, last] = [changed[0], changed.at(-1)];
  if (!first || !last) return [];
  return text.slice(first.newStart - (first.start - start), last.newEnd + (end - last.end));
}
