import assert from "node:assert/strict";
import { test } from "node:test";
import { when } from "../../Public/scripts/elements/share-dialog.js";
import { runReader } from "../../Public/scripts/api.js";

test("a link says when it was made and when it ends", () => {
  const link = {
    id: "s",
    kind: /** @type {const} */ ("live"),
    created: "2026-11-30T12:00:00.000Z",
    expires: null,
  };
  assert.match(when(link), /^made Nov 30, open until withdrawn$/);
  assert.match(
    when({ ...link, expires: "2026-12-07T12:00:00.000Z" }),
    /^made Nov 30, open until Dec 7, \d+:00 [AP]M$/,
  );
  assert.equal(when({ ...link, ended: "revoked" }), "made Nov 30, withdrawn");
  assert.equal(when({ ...link, ended: "expired" }), "made Nov 30, expired");
});

test("an HTML output is framed at the address of whoever reads it", () => {
  const output = { id: 4, call: 0, case: 0, name: "", title: "", bundle: {} };
  assert.deepEqual(runReader().frame("r1", output), { src: "/api/runs/r1/frames/4" });
  assert.deepEqual(runReader("/s/abc").frame("r/1", output), {
    src: "/s/abc/runs/r%2F1/frames/4",
  });
});
