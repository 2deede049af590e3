import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../Public/scripts/api.js";
import { Edits } from "../../Public/scripts/edits.js";
import { applyEvent, fromSnapshot } from "../../Public/scripts/store.js";

/** @typedef {import("../../Public/scripts/types.d.ts").OperationsRequest} OperationsRequest */
/** @typedef {import("../../Public/scripts/types.d.ts").ServerEvent} ServerEvent */
/** @typedef {import("../../Public/scripts/edits.js").Saved} Saved */

/** Numbers that a seed gives again. @param {number} seed */
function numbers(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

const snapshot = {
  id: "n",
  title: "",
  revision: 1,
  sequence: "",
  cells: [{
    id: "a",
    kind: /** @type {const} */ ("code"),
    source: Array.from({ length: 8 }, (_, index) => `line ${index}`).join("\n"),
    revision: 1,
  }],
};

/** One cell behind the rules of the real server: compare and swap, and each key once. */
class Server {
  source = snapshot.cells[0]?.source ?? "";
  revision = 1;
  /** @type {Map<string, number>} */
  answers = new Map();
  /** @type {ServerEvent[]} */
  events = [];

  /** @param {OperationsRequest} request */
  apply({ base, key, operations: [operation] }) {
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    if (operation?.type !== "setSource") throw new Problem("Not in this test.", 400);
    const { source, revision } = this;
    if (revision > base) {
      throw new Problem("Changed meanwhile.", 409, [{ id: "a", kind: "code", source, revision }]);
    }
    if (operation.source !== source) {
      this.revision += 1;
      this.source = operation.source;
      this.events.push({
        type: "cellChanged",
        notebook: "n",
        key,
        revision: this.revision,
        cell: { id: "a", kind: "code", source: this.source, revision: this.revision },
      });
    }
    this.answers.set(key, this.revision);
    return this.revision;
  }
}

/** A tab, whose network may fail before or after the server has heard it. */
class Page {
  state = fromSnapshot(snapshot);
  editor = snapshot.cells[0]?.source ?? "";
  heard = 0;
  keys = 0;
  /** @type {Saved} */
  kept = { edits: [], conflicts: [] };

  /**
   * @param {Server} server
   * @param {string} name
   * @param {(below: number) => number} random
   */
  constructor(server, name, random) {
    this.server = server;
    this.name = name;
    this.random = random;
    this.isReliable = false;
    this.edits = this.open();
  }

  open() {
    const edits = new Edits({
      send: async (request) => {
        await Promise.resolve();
        const luck = this.isReliable ? 9 : this.random(10);
        if (luck === 0) throw new Problem("Nobody there.", 0);
        const revision = this.server.apply(request);
        if (luck === 1) throw new Problem("The answer got lost.", 0);
        return { revision };
      },
      later: () => () => {},
      now: () => 0,
      keep: (kept) => {
        this.kept = structuredClone(kept);
      },
      makeKey: () => `${this.name}${this.keys += 1}`,
      changed: () => {},
      redraw: () => this.draw(),
      merged: () => {},
      refused: (sentence) => assert.fail(sentence),
    }, this.kept);
    edits.over(this.state);
    return edits;
  }

  get shown() {
    return this.edits.over(this.state).cells.get("a")?.source ?? "";
  }

  /** @param {string} line */
  type(line) {
    const lines = this.editor.split("\n");
    lines.splice(this.random(lines.length + 1), 0, line);
    this.editor = lines.join("\n");
    this.edits.add([{ type: "setSource", cell: "a", source: this.editor }]);
  }

  /** The editor shows what the page holds; until then it shows what it did. */
  draw() {
    this.editor = this.shown;
  }

  /** @param {number} count */
  hear(count) {
    for (const event of this.server.events.slice(this.heard, this.heard + count)) {
      this.state = applyEvent(this.state, event);
      this.heard += 1;
    }
    this.draw();
  }

  /** The page is left and comes back with what the browser kept and the server has. */
  reload() {
    const { source, revision } = this.server;
    const cells = snapshot.cells.map((cell) => ({ ...cell, source, revision }));
    this.state = fromSnapshot({ ...snapshot, revision, cells });
    this.heard = this.server.events.length;
    this.edits = this.open();
    this.draw();
  }
}

test("whatever two pages type, and whatever the network does, no line is lost or doubled", async () => {
  let clean = 0;
  let merges = 0;
  for (let seed = 1; seed <= 400; seed += 1) {
    const random = numbers(seed);
    const server = new Server();
    const pages = [new Page(server, "p", random), new Page(server, "q", random)];
    /** @type {string[]} */
    const typed = [];
    for (let step = 0; step < 60; step += 1) {
      const page = pages[random(2)];
      if (!page) continue;
      const act = random(13);
      if (act < 3) {
        const line = `${page.name} ${step}`;
        typed.push(line);
        page.type(line);
      } else if (act < 7) await page.edits.flush();
      else if (act < 11) page.hear(1 + random(3));
      else if (act === 11) page.draw();
      else page.reload();
    }
    for (const page of pages) page.isReliable = true;
    for (let round = 0; round < 3; round += 1) {
      for (const page of pages) {
        await page.edits.flush();
        page.hear(Infinity);
      }
    }
    const conflicts = pages.flatMap(({ edits }) => edits.conflicts);
    const all = [server.source, ...conflicts.map(({ mine }) => mine)].join("\n").split("\n");
    const lost = typed.filter((line) => !all.includes(line));
    assert.deepEqual(lost, [], `seed ${seed}`);
    const saved = server.source.split("\n");
    assert.equal(new Set(saved).size, saved.length, `seed ${seed}: a line is doubled`);
    for (let index = 0; index < 8; index += 1) assert.ok(saved.includes(`line ${index}`));
    if (conflicts.length > 0) continue;
    clean += 1;
    if (saved.some((line) => line[0] === "p") && saved.some((line) => line[0] === "q")) merges += 1;
    for (const page of pages) assert.equal(page.shown, server.source, `seed ${seed}`);
  }
  assert.ok(clean > 50 && merges > 50, `${clean} clean, ${merges} with lines of both`);
});
