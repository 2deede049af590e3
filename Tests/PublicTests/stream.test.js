import assert from "node:assert/strict";
import { test } from "node:test";
import { StreamHub } from "../../Public/scripts/stream.js";

/** @typedef {import("../../Public/scripts/types.d.ts").FromStream} FromStream */
/** @typedef {import("../../Public/scripts/stream.js").Source} Source */

/**
 * A hub with a clock that only this test moves, and sources that only it feeds.
 * @param {string} [path]
 */
function stage(path) {
  /** @type {{at: number, action: () => void}[]} */
  let timers = [];
  let now = 0;
  /** @type {(Source & {address: string, closed: boolean})[]} */
  const sources = [];
  const hub = new StreamHub({
    open: (address) => {
      const source = {
        address,
        closed: false,
        readyState: 1,
        close: () => {
          source.closed = true;
        },
        onmessage: null,
        onerror: null,
        onopen: null,
      };
      sources.push(source);
      return source;
    },
    later: (action, milliseconds) => {
      const timer = { at: now + milliseconds, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    now: () => now,
  }, path);
  const pass = (/** @type {number} */ milliseconds) => {
    const end = now + milliseconds;
    for (;;) {
      const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      now = next.at;
      timers = timers.filter((other) => other !== next);
      next.action();
    }
    now = end;
  };
  const tab = () => {
    /** @type {FromStream[]} */
    const heard = [];
    const say = hub.connect((message) => heard.push(message));
    const ids = () =>
      heard.flatMap((one) => (one.type === "events" ? one.events.map(({ id }) => id) : []));
    return { heard, say, ids };
  };
  const last = () => {
    const source = sources.at(-1);
    assert.ok(source);
    return source;
  };
  const send = (/** @type {string} */ id, notebook = "n") => {
    const data = JSON.stringify({ type: "notebookChanged", notebook, revision: 1, title: id });
    last().onmessage?.({ data, lastEventId: id });
  };
  return { hub, sources, pass, tab, last, send };
}

test("ten tabs share one connection and all hear the same", () => {
  const { sources, pass, tab, send, last } = stage();
  const tabs = Array.from({ length: 10 }, tab);
  for (const { say } of tabs) say({ type: "follow", notebook: "n", after: "e1.5" });
  pass(1);
  assert.equal(sources.length, 1);
  assert.equal(last().address, "/api/events?notebook=n&after=e1.5");
  send("e1.6");
  send("e1.7");
  pass(20);
  for (const { ids } of tabs) assert.deepEqual(ids(), ["e1.6", "e1.7"]);
});

test("a tab that comes later with an older state misses nothing and doubles nothing", () => {
  const { sources, pass, tab, send, last } = stage();
  const first = tab();
  first.say({ type: "follow", notebook: "n", after: "e1.5" });
  pass(1);
  send("e1.6");
  send("e1.7");
  pass(20);
  const second = tab();
  second.say({ type: "follow", notebook: "n", after: "e1.6" });
  pass(1);
  assert.equal(sources.length, 2);
  assert.ok(sources[0]?.closed);
  assert.equal(last().address, "/api/events?notebook=n&after=e1.6");
  send("e1.7");
  send("e1.8");
  pass(20);
  assert.deepEqual(first.ids(), ["e1.6", "e1.7", "e1.8"]);
  assert.deepEqual(second.ids(), ["e1.7", "e1.8"]);
});

test("the stream of a link has an address of its own, and its end is told", () => {
  const { pass, tab, last } = stage("/s/abc/events");
  const reader = tab();
  reader.say({ type: "follow", notebook: "n", after: "e1.5" });
  pass(1);
  assert.equal(last().address, "/s/abc/events?notebook=n&after=e1.5");
  last().onmessage?.({ data: '{"type":"closed"}', lastEventId: "e1.5" });
  pass(20);
  const told = reader.heard.flatMap((one) => one.type === "events" ? one.events : []);
  assert.deepEqual(told.map(({ event }) => event.type), ["closed"]);
});

test("another notebook joins the same stream", () => {
  const { pass, tab, last, send } = stage();
  const first = tab();
  first.say({ type: "follow", notebook: "n", after: "e1.5" });
  pass(1);
  const second = tab();
  second.say({ type: "follow", notebook: "m", after: "e1.9" });
  pass(1);
  assert.equal(last().address, "/api/events?notebook=m&notebook=n&after=e1.5");
  send("e1.8", "m");
  send("e1.10", "m");
  send("e1.11", "n");
  pass(20);
  assert.deepEqual(second.ids(), ["e1.10"]);
  assert.deepEqual(first.ids(), ["e1.11"]);
  second.say({ type: "bye" });
  pass(1);
  assert.equal(last().address, "/api/events?notebook=n&after=e1.11");
});

test("after a refusal it tries again, later and later, from where it stood", () => {
  const { sources, pass, tab, last, send } = stage();
  const one = tab();
  one.say({ type: "follow", notebook: "n", after: "e1.5" });
  pass(1);
  send("e1.6");
  pass(20);
  const refuse = () => {
    last().readyState = 2;
    last().onerror?.();
  };
  refuse();
  assert.deepEqual(one.heard.at(-1)?.type, "state");
  pass(499);
  assert.equal(sources.length, 1);
  pass(2);
  assert.equal(sources.length, 2);
  assert.equal(last().address, "/api/events?notebook=n&after=e1.6");
  refuse();
  pass(999);
  assert.equal(sources.length, 2);
  pass(2);
  assert.equal(sources.length, 3);
  last().onopen?.();
  assert.deepEqual(one.heard.at(-1), { type: "state", state: "open", retryAt: null });
});

test("a cut that the browser mends itself opens nothing new", () => {
  const { sources, pass, tab, last } = stage();
  tab().say({ type: "follow", notebook: "n", after: "e1.5" });
  pass(1);
  last().readyState = 0;
  last().onerror?.();
  pass(60_000);
  assert.equal(sources.length, 1);
});

test("a reset reaches every tab", () => {
  const { pass, tab, last } = stage();
  const one = tab();
  one.say({ type: "follow", notebook: "n", after: "e1.5" });
  pass(1);
  last().onmessage?.({ data: JSON.stringify({ type: "reset" }), lastEventId: "e2.1" });
  pass(20);
  assert.deepEqual(one.ids(), ["e2.1"]);
});

test("a tab that says nothing any more is dropped, and may come back", () => {
  const { hub, pass, tab, last, send } = stage();
  const one = tab();
  one.say({ type: "follow", notebook: "n", after: "e1.5" });
  pass(1);
  hub.ping();
  one.say({ type: "pong" });
  for (let times = 0; times < 3; times += 1) hub.ping();
  assert.equal(hub.tabCount, 0);
  pass(1);
  assert.ok(last().closed);
  one.say({ type: "follow", notebook: "n", after: "e1.5" });
  pass(1);
  send("e1.6");
  pass(20);
  assert.deepEqual(one.ids(), ["e1.6"]);
});
