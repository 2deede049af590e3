import assert from "node:assert/strict";
import { test } from "node:test";
import { harmless, wholeLines } from "../../Public/scripts/outputs/plain-text.js";

test("colours, titles and cursor movements of terminals are taken out", () => {
  assert.equal(harmless("\x1b[1;31mred\x1b[0m \x1b]0;title\x07plain\x1b[2K\x1b(B"), "red plain");
  assert.equal(harmless("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\"), "link");
});

test("an overwritten line keeps its last state, line ends of other systems are line ends", () => {
  assert.equal(harmless("10 %\r50 %\r100 %\ndone\r\nend"), "100 %\ndone\nend");
});

test("control characters become visible, tabs and line feeds stay", () => {
  assert.equal(harmless("a\x00b\x07c\x7f\td\n"), "a␀b␇c␡\td\n");
});

test("characters that turn the writing direction are shown by their number", () => {
  assert.equal(harmless("x\u202ey"), "x⟨U+202E⟩y");
});

test("a line begun in one piece is shown whole in the next", () => {
  assert.deepEqual(wholeLines(["one\ntw", "o\nthr", "ee"]), ["one\n", "two\n", "three"]);
  assert.deepEqual(wholeLines(["a", "b", "c\n"]), ["", "", "abc\n"]);
  assert.equal(wholeLines(["x\ny", "z"]).join(""), "x\nyz");
});

test("a line without end is broken where a piece ends", () => {
  const long = "x".repeat(10_000);
  assert.deepEqual(wholeLines([long, "y\n"]), [long, "y\n"]);
});
