import assert from "node:assert/strict";
import { test } from "node:test";
import { pathOf, share } from "../../Public/scripts/schedule/tree.js";
import { sample } from "./schedule-graphs.js";

test("a node says how many of the interleavings behind it fail", () => {
  const node = (/** @type {number | string} */ failing, /** @type {number | string} */ total) => ({
    failing,
    total,
    paths: 1,
    children: [],
  });
  assert.equal(share(node(4, 6)), "4 of 6 fail");
  assert.equal(share(node(0, 6)), "none of 6 fails");
  assert.equal(share(node(6, 6)), "all 6 fail");
  assert.equal(share(node(1, 1)), "fails");
  assert.equal(share(node(0, 1)), "passes");
  assert.equal(share(node(1, "18446744073709551615")), "1 of 18,446,744,073,709,551,615 fail");
});

test("a schedule is found in the tree, and ends at a node that fails", () => {
  const { tree, first } = sample("race");
  assert(tree);
  const path = pathOf(tree, first);
  assert.equal(path.length, first.steps.length + 1);
  const last = tree.nodes[path.at(-1) ?? 0];
  assert(last);
  assert.equal(share(last), "fails");
});

test("the numbers of the children add up", () => {
  for (const name of /** @type {const} */ (["race", "dining", "lost"])) {
    const nodes = sample(name).tree?.nodes ?? [];
    assert.notEqual(nodes.length, 0);
    for (const { total, failing, children } of nodes) {
      if (children.length === 0) continue;
      let [all, bad] = [0, 0];
      for (const { node } of children) {
        all += Number(nodes[node]?.total);
        bad += Number(nodes[node]?.failing);
      }
      assert.deepEqual([all, bad], [total, failing]);
    }
  }
});

test("a schedule of another model is not looked for", () => {
  const { tree, first } = sample("race");
  assert(tree);
  assert.deepEqual(pathOf(tree, { ...first, model: "tso" }), [0]);
});
