import assert from "node:assert/strict";
import { test } from "node:test";
import { diff, hunks, linesOf, merge } from "../../Public/scripts/lib/diff.js";

/** Numbers that a seed gives again. @param {number} seed */
function numbers(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

/**
 * @param {(below: number) => number} random
 * @param {number} most
 */
const someText = (random, most) =>
  Array.from({ length: random(most) }, () => "abcd".charAt(random(4))).join("\n");

/**
 * Changes up to three stretches of lines.
 * @param {string} text
 * @param {(below: number) => number} random
 */
function changed(text, random) {
  const lines = linesOf(text);
  for (let count = random(4); count > 0; count -= 1) {
    const added = Array.from({ length: random(3) }, () => "xyz".charAt(random(3)));
    lines.splice(random(lines.length + 1), random(3), ...added);
  }
  return lines.join("\n");
}

/**
 * The longest list that is in both, the slow and certain way.
 * @param {readonly string[]} a
 * @param {readonly string[]} b
 */
function commonLength(a, b) {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const line of a) {
    const next = [0];
    b.forEach((other, index) => {
      const [corner = 0, up = 0] = [row[index], row[index + 1]];
      next.push(line === other ? corner + 1 : Math.max(up, next[index] ?? 0));
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

test("a difference leads from one text to the other, in as few lines as possible", () => {
  for (let seed = 1; seed <= 2_000; seed += 1) {
    const random = numbers(seed);
    const [before, after] = [someText(random, 14), someText(random, 14)];
    const lines = diff(before, after);
    const side = (/** @type {string} */ not) =>
      lines.filter(({ type }) => type !== not).map(({ text }) => text).join("\n");
    assert.equal(side("added"), before, `seed ${seed}`);
    assert.equal(side("removed"), after, `seed ${seed}`);
    const same = lines.filter(({ type }) => type === "same").length;
    assert.equal(same, commonLength(linesOf(before), linesOf(after)), `seed ${seed}`);
  }
});

test("texts that have nothing in common are replaced, however long", () => {
  const before = Array.from({ length: 5_000 }, (_, index) => `a${index}`);
  const after = Array.from({ length: 5_000 }, (_, index) => `b${index}`);
  assert.deepEqual(hunks(before, after), [{ start: 0, end: 5_000, newStart: 0, newEnd: 5_000 }]);
  // One line more in the middle of a long text is found at once.
  const more = before.toSpliced(2_500, 0, "new");
  assert.deepEqual(hunks(before, more), [{
    start: 2_500,
    end: 2_500,
    newStart: 2_500,
    newEnd: 2_501,
  }]);
});

test("a merge holds what either side did, and both the same", () => {
  for (let seed = 1; seed <= 3_000; seed += 1) {
    const random = numbers(seed);
    const base = someText(random, 16);
    const [mine, theirs] = [changed(base, random), changed(base, random)];
    assert.equal(merge(base, mine, base), mine, `seed ${seed}`);
    assert.equal(merge(base, base, theirs), theirs, `seed ${seed}`);
    assert.equal(merge(base, mine, mine), mine, `seed ${seed}`);
    assert.equal(merge(base, mine, theirs), merge(base, theirs, mine), `seed ${seed}`);
  }
});

test("a merge loses no line that somebody wrote and brings back none that somebody took out", () => {
  let clean = 0;
  for (let seed = 1; seed <= 3_000; seed += 1) {
    const random = numbers(seed);
    // Every line is another one, so that each can be followed.
    const lines = Array.from({ length: 12 }, (_, index) => `line ${index}`);
    const edit = (/** @type {string} */ who) => {
      const own = [...lines];
      own.splice(random(own.length + 1), random(3), `${who} ${random(9)}`);
      return own;
    };
    const [mine, theirs] = [edit("mine"), edit("theirs")];
    const merged = merge(lines.join("\n"), mine.join("\n"), theirs.join("\n"));
    if (merged === null) continue;
    clean += 1;
    const result = linesOf(merged);
    const expected = new Set([
      ...lines.filter((line) => mine.includes(line) && theirs.includes(line)),
      ...mine.filter((line) => line.startsWith("mine")),
      ...theirs.filter((line) => line.startsWith("theirs")),
    ]);
    assert.deepEqual(new Set(result), expected, `seed ${seed}`);
    assert.equal(result.length, expected.size, `seed ${seed}`);
    // Each side's lines keep their order.
    for (const side of [mine, theirs]) {
      const kept = side.filter((line) => expected.has(line));
      assert.deepEqual(result.filter((line) => side.includes(line)), kept, `seed ${seed}`);
    }
  }
  assert.ok(clean > 1_500, `${clean} of 3000 were clean`);
});

test("changes of the same or neighbouring lines are left to the people", () => {
  const base = "one\ntwo\nthree\nfour\nfive";
  assert.equal(merge(base, base.replace("two", "2"), base.replace("two", "zwei")), null);
  assert.equal(merge(base, base.replace("two", "2"), base.replace("three", "3")), null);
  assert.equal(
    merge(base, base.replace("two", "2"), base.replace("four", "4")),
    "one\n2\nthree\n4\nfive",
  );
  assert.equal(merge(base, `zero\n${base}`, `null\n${base}`), null);
  assert.equal(merge(base, `zero\n${base}`, `${base}\nsix`), `zero\n${base}\nsix`);
  assert.equal(merge("a", "", "b"), null);
  assert.equal(merge("x", "x\n", "x\n\n"), null);
});
