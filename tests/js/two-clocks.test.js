import assert from "node:assert/strict";
import { test } from "node:test";

import { readOn } from "../../static/js/lib/two-clocks.js";

test("a time typed on one clock is read on the other", () => {
  assert.deepEqual(readOn("2022-01-27", "18:15", "Asia/Bishkek", "Asia/Dushanbe"), { date: "2022-01-27", time: "17:15" });
});

test("around midnight the other clock shows another day", () => {
  assert.deepEqual(readOn("2022-01-27", "23:40", "Asia/Dushanbe", "Asia/Bishkek"), { date: "2022-01-28", time: "00:40" });
});

test("in the years of summer time the clocks keep their own history", () => {
  assert.deepEqual(readOn("2003-01-15", "12:00", "Asia/Bishkek", "Asia/Dushanbe"), { date: "2003-01-15", time: "12:00" });
});

test("what is not a moment is read on no clock", () => {
  assert.equal(readOn("", "12:00", "Asia/Bishkek", "Asia/Dushanbe"), null);
  assert.equal(readOn("2022-01-27", "", "Asia/Bishkek", "Asia/Dushanbe"), null);
  assert.equal(readOn("27 January", "12:00", "Asia/Bishkek", "Asia/Dushanbe"), null);
});
