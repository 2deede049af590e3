import assert from "node:assert/strict";
import { test } from "node:test";
import { commands, keysShown } from "../../Public/scripts/lib/commands.js";
import { ago, clock, duration } from "../../Public/scripts/lib/format.js";
import { KeyReader, namesOf } from "../../Public/scripts/lib/keys.js";
import { firstProgram, languageOf, tokenAt } from "../../Public/scripts/lib/language.js";
import { isKnownAddress } from "../../Public/scripts/lib/markdown.js";
import { formulaAt } from "../../Public/scripts/lib/math-rules.js";
import { news } from "../../Public/scripts/lib/news.js";
import { saveState } from "../../Public/scripts/lib/save-state.js";
import { applyEvent, fromSnapshot } from "../../Public/scripts/store.js";

const start = fromSnapshot({
  id: "n",
  title: "Races",
  revision: 5,
  sequence: "e1.1",
  cells: ["a", "b", "c"].map((id) => ({ id, kind: "code", source: id, revision: 3 })),
});

/**
 * @param {string} key
 * @param {Partial<import("../../Public/scripts/lib/keys.js").Press>} [more]
 */
const press = (key, more = {}) => ({
  key,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  metaKey: false,
  ...more,
});

test("no key stands for two commands", () => {
  const keys = commands.flatMap((
    command,
  ) => [...(command.keys ?? []), ...(command.anywhere ?? [])]);
  assert.deepEqual(keys.filter((key, index) => keys.indexOf(key) !== index), []);
  assert.equal(new Set(commands.map(({ id }) => id)).size, commands.length);
});

test("keys are read as people press them", () => {
  const reader = new KeyReader();
  const read = (/** @type {ReturnType<typeof press>} */ one, now = 0) => {
    const found = reader.read(one, "command", true, now);
    return typeof found === "string" ? found : found?.id ?? null;
  };
  assert.equal(read(press("Enter", { shiftKey: true })), "run-next");
  assert.equal(read(press("Enter", { ctrlKey: true })), "run");
  assert.equal(read(press("Enter", { metaKey: true })), "run");
  assert.equal(read(press("Z", { shiftKey: true })), "redo");
  assert.equal(read(press("?", { shiftKey: true })), "help");
  assert.equal(read(press("_", { shiftKey: true, ctrlKey: true, code: "Minus" })), "split");
  assert.equal(read(press("d"), 0), "wait");
  assert.equal(read(press("d"), 300), "delete");
  assert.equal(read(press("d"), 600), "wait");
  assert.equal(read(press("d"), 2_000), "wait");
  assert.equal(read(press("j"), 2_100), "next");
  assert.equal(read(press("d"), 2_200), "wait");
});

test("in the editor and with single keys off, letters are letters", () => {
  const reader = new KeyReader();
  assert.equal(reader.read(press("b"), "edit", true, 0), null);
  assert.equal(reader.read(press("b"), "command", false, 0), null);
  assert.equal(reader.read(press("d"), "command", false, 0), null);
  const found = reader.read(press("?", { shiftKey: true }), "command", false, 0);
  assert.ok(found && found !== "wait" && found.id === "help");
  assert.deepEqual(namesOf(press("s", { ctrlKey: true })), ["Ctrl+s", "Mod+s"]);
  assert.deepEqual(keysShown({ id: "", title: "", keys: ["d d"] }), ["D, D"]);
});

test("the state line names exactly what is not saved", () => {
  const facts = { conflicts: 0, problem: null, kept: true };
  assert.equal(saveState(start, new Set(), facts).text, "Saved at revision 5");
  const unsaved = new Set(["c", "a", ""]);
  assert.equal(saveState(start, unsaved, facts).text, "Saving cell 1, cell 3 and the title…");
  const failed = saveState(start, new Set(["b"]), { ...facts, problem: "The disk is full." });
  assert.equal(failed.text, "Not saved: cell 2");
  assert.match(failed.why, /The disk is full\. It is kept in this browser/);
  const conflict = saveState(start, new Set(["b"]), { ...facts, conflicts: 1 });
  assert.equal(conflict.text, "Not saved: cell 2, changed elsewhere too");
});

test("what matters most is said aloud", () => {
  const queued = applyEvent(start, {
    type: "runQueued",
    notebook: "n",
    cell: "b",
    run: { id: "r", cell: "b", phase: "queued", source: "b" },
  });
  assert.equal(news(start, queued), null);
  const running = applyEvent(queued, {
    type: "runStarted",
    notebook: "n",
    cell: "b",
    run: "r",
    started: "2026-01-01T00:00:00Z",
  });
  assert.equal(news(queued, running)?.text, "Cell 2: started");
  const event = /** @type {const} */ ({
    type: "verdict",
    seq: 1,
    claim: "loses",
    verdict: "observed",
    sentence: "Updates were lost.",
    evidence: "robust",
  });
  const judged = applyEvent(running, {
    type: "runEvent",
    notebook: "n",
    cell: "b",
    run: "r",
    event,
  });
  assert.equal(news(running, judged)?.text, "Cell 2: Updates were lost.");
  const ended = applyEvent(judged, {
    type: "runEnded",
    notebook: "n",
    cell: "b",
    run: "r",
    phase: "done",
  });
  assert.equal(news(judged, ended)?.text, "Cell 2: done. Updates were lost.");
  assert.ok((news(judged, ended)?.weight ?? 0) > (news(queued, running)?.weight ?? 0));
});

test("dollars are formulas by Jupyter's rules, and money stays money", () => {
  assert.deepEqual(formulaAt("$n^2$", 0), { tex: "n^2", display: false, end: 5 });
  assert.deepEqual(formulaAt("$$\na\n$$ x", 0), { tex: "\na\n", display: true, end: 7 });
  assert.deepEqual(formulaAt("$a\\$b$", 0), { tex: "a\\$b", display: false, end: 6 });
  assert.equal(formulaAt("$5 and $6", 0), null);
  assert.equal(formulaAt("$ x$", 0), null);
  assert.equal(formulaAt("$x $", 0), null);
  assert.equal(formulaAt("$open", 0), null);
  assert.equal(formulaAt("$$", 0), null);
});

test("links that run something are no links", () => {
  for (const address of ["https://a.b", "mailto:a@b", "#x", "attachment:cat.png"]) {
    assert.ok(isKnownAddress(address), address);
  }
  const bad = [
    "javascript:alert(1)",
    " JaVaScRiPt:x",
    "data:text/html,x",
    "data:image/svg+xml,x",
    "/api",
  ];
  for (const address of bad) assert.ok(!isKnownAddress(address), address);
});

test("the first line says the language", () => {
  assert.equal(languageOf("law.amdahl()"), "interleave");
  assert.equal(languageOf("%%python\nx = 1"), "python");
  assert.equal(languageOf("%%swift"), "swift");
  assert.equal(languageOf("%%program\n"), "program");
});

test("tokens cover every line without a gap, whatever stands in it", () => {
  const lines = [
    'race.lostUpdate(threads: [1, 2], gap: .sleep) // "x"',
    "law.amdahl(p: 0.95, n: 1...64 by 4, wait: 5.ms)",
    '"open string',
    "%%python",
    "  £ü😀 $",
  ];
  for (const line of lines) {
    let text = "";
    for (let place = 0; place < line.length;) {
      const { end } = tokenAt("interleave", line, place);
      assert.ok(end > place);
      text += line.slice(place, end);
      place = end;
    }
    assert.equal(text, line);
  }
  assert.equal(tokenAt("interleave", "threads: 2", 0).kind, "label");
  assert.equal(tokenAt("interleave", "wait: 5.ms", 6).kind, "number");
  assert.equal(tokenAt("interleave", "1...64", 0).end, 1);
});

test("times read as people say them", () => {
  assert.equal(duration(0.0000042), "4 µs");
  assert.equal(duration(0.25), "250 ms");
  assert.equal(duration(1.234), "1.2 s");
  assert.equal(duration(75), "1 min 15 s");
  assert.equal(clock(7.25), "7.3 s");
  assert.equal(clock(75), "1:15");
  assert.equal(clock(3_725), "1:02:05");
  const now = new Date("2026-01-02T12:00:00Z");
  assert.equal(ago(new Date("2026-01-02T11:59:50Z"), now), "just now");
  assert.equal(ago(new Date("2026-01-02T11:00:00Z"), now), "1 hour ago");
  assert.equal(ago(new Date("2026-01-01T11:00:00Z"), now), "yesterday");
});

test("a new program cell is a program, and the menus offer it", () => {
  assert.equal(languageOf(firstProgram), "program");
  assert.equal(commands.find(({ id }) => id === "insert-program-below")?.menu, "Edit");
});
