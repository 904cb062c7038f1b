import assert from "node:assert/strict";
import { test } from "node:test";

import { changedQuery } from "../../static/js/lib/address.js";
import { grouped } from "../../static/js/lib/numbers.js";

test("a changed address stays readable", () => {
  assert.equal(changedQuery("?cause=movement", { bbox: "70,39,71,40" }), "?cause=movement&bbox=70,39,71,40");
  assert.equal(changedQuery("?map=9/39.9/70.5", { cause: "trade,movement" }), "?map=9/39.9/70.5&cause=trade,movement");
});

test("null takes a parameter out of an address", () => {
  assert.equal(changedQuery("?bbox=70,39,71,40&cursor=x", { bbox: null, cursor: null }), "");
});

test("digits are grouped as the page groups them", () => {
  assert.equal(grouped(1234567, "1,000"), "1,234,567");
  assert.equal(grouped(97500, "1\u00a0000"), "97\u00a0500");
  assert.equal(grouped(999, "1,000"), "999");
  assert.equal(grouped(1234, "1000"), "1234");
});
