import assert from "node:assert/strict";
import { test } from "node:test";

import { changedQuery } from "../../static/js/lib/address.js";

test("a changed address stays readable", () => {
  assert.equal(changedQuery("?cause=movement", { bbox: "70,39,71,40" }), "?cause=movement&bbox=70,39,71,40");
  assert.equal(changedQuery("?map=9/39.9/70.5", { cause: "trade,movement" }), "?map=9/39.9/70.5&cause=trade,movement");
});

test("null takes a parameter out of an address", () => {
  assert.equal(changedQuery("?bbox=70,39,71,40&cursor=x", { bbox: null, cursor: null }), "");
});
