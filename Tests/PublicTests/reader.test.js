import assert from "node:assert/strict";
import { test } from "node:test";
import { unpack } from "../../Public/scripts/reader/packed.js";
import { storedLoader } from "../../Public/scripts/reader/stored.js";
import { servedSchedules, storedSchedules } from "../../Public/scripts/schedule/sources.js";

/** @typedef {import("../../Public/scripts/schedule/exploration.d.ts").Play} Play */
/** @typedef {import("../../Public/scripts/types.d.ts").WireRun} WireRun */

/** @param {string} id */
const play = (
  id,
) => /** @type {Play} */ (/** @type {unknown} */ ({ schedule: { id, title: "", steps: [] } }));

test("a file has the schedules that it carries, each only for its own program", async () => {
  const source = storedSchedules([
    { source: "a", plays: { "il1.x": play("il1.x") } },
    { source: "b", plays: { "__proto__.y": play("__proto__.y") } },
  ]);
  assert.equal(source.isOpen, false);
  assert.deepEqual(
    [["a", "il1.x"], ["b", "il1.x"], ["c", "il1.x"], ["a", "toString"], ["b", "__proto__.y"]]
      .map(([program = "", id = ""]) => source.has(program, id)),
    [true, false, false, false, true],
  );
  const found = await source.replay({ source: "a", schedule: "il1.x" });
  assert.equal(found.schedule.id, "il1.x");
  await assert.rejects(
    source.replay({ source: "a", schedule: "0,1," }),
    /not in the file\. Open the notebook in Interleave/,
  );
});

test("a server has every schedule", async () => {
  const source = servedSchedules(({ schedule }) => Promise.resolve(play(schedule)));
  assert.equal(source.isOpen, true);
  assert.equal(source.has("any", "thing"), true);
  assert.equal((await source.replay({ source: "a", schedule: "1," })).schedule.id, "1,");
});

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function packed(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const result = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(String.fromCharCode(...result));
}

test("records that were packed come out as they were", async () => {
  const bytes = Uint8Array.from({ length: 4096 }, (_, i) => i * i % 251);
  assert.deepEqual(new Uint8Array(await unpack(await packed(bytes))), bytes);
  await assert.rejects(unpack(btoa("no deflate")));
});

/** @type {WireRun} */
const run = {
  id: "r1",
  cell: "c",
  phase: "done",
  source: "",
  events: ["grün\n", "rot\n"].map((text, i) => ({
    type: "text",
    seq: i + 1,
    stream: "stdout",
    text,
    lines: 1,
  })),
};

test("a file gives traces, frames and the whole text of its runs", async () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, i) => i);
  const records = await packed(bytes);
  const loaderOf = storedLoader({
    programs: [],
    traces: [{ run: "r1", call: 0, case: 1, records }],
  });
  const loader = loaderOf(run);
  assert.equal((await loader.trace("r1", 0, 1)).byteLength, 64);
  await assert.rejects(loader.trace("r1", 0, 0), /not in this file/);
  const output = {
    id: 3,
    call: 0,
    case: 0,
    name: "",
    title: "",
    bundle: { "text/html": ["<b>", "x</b>"] },
  };
  assert.deepEqual(loader.frame("r1", output), { srcdoc: "<b>x</b>" });
  assert.equal(loader.link, undefined);
  // Bytes of UTF-8; a character that is cut waits for the next part.
  assert.deepEqual(await loader.output?.("r1", 0, 3), { text: "gr", total: 10 });
  assert.deepEqual(await loader.output?.("r1", 2, 100), { text: "ün\nrot\n", total: 10 });
});

test("where lines were left out, there is no whole text to ask for", () => {
  const loader = storedLoader({ programs: [], traces: [] })({
    ...run,
    withheld: { events: 1, lines: 5 },
  });
  assert.equal(loader.output, undefined);
});
