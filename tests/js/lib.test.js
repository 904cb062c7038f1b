import assert from "node:assert/strict";
import { test } from "node:test";

import { timeOn, untilNextMinute } from "../../static/js/lib/clock.js";
import { coordinate, isInside } from "../../static/js/lib/coordinates.js";
import { ownPath, withParameters } from "../../static/js/lib/http.js";
import { latestOnly } from "../../static/js/lib/latest.js";

test("a clock is written without asking the device for its zone", () => {
  const moment = Date.UTC(2026, 4, 3, 18, 30);

  assert.equal(timeOn(moment, 300), "23:30");
  assert.equal(timeOn(moment, 360), "00:30");
});

test("the clock ticks at the full minute", () => {
  assert.equal(untilNextMinute(Date.UTC(2026, 0, 1, 0, 0, 15)), 45_000);
});

test("coordinates have five decimals and a point", () => {
  assert.equal(coordinate(70.4961099), "70.49611");
  assert.equal(coordinate("39.9"), "39.90000");
});

test("what is no number lies nowhere", () => {
  const region = [67, 37.5, 75, 41.5];

  assert.equal(isInside(region, 70.5, 39.9), true);
  assert.equal(isInside(region, 39.9, 70.5), false);
  assert.equal(isInside(region, NaN, 39.9), false);
});

test("parameters replace those of the URL, lists repeat, empty ones are left out", () => {
  assert.equal(withParameters("/a/?x=1&y=2", { x: 3, z: null, w: "" }), "/a/?y=2&x=3");
  assert.equal(withParameters("/a/", { form: ["crowd", "brawl"] }), "/a/?form=crowd&form=brawl");
  assert.equal(withParameters("/a/"), "/a/");
});

test("a URL of ours is followed by its path, whatever host it names", () => {
  assert.equal(ownPath("https://bt.example/incidents/BIT-1/?a=1#e2"), "/incidents/BIT-1/?a=1#e2");
  assert.equal(ownPath("/incidents/BIT-1/"), "/incidents/BIT-1/");
  assert.equal(ownPath("//evil.example/x"), "/x");
});

test("a slow answer to an old question is dropped", async () => {
  const waiting = [];
  const handed = [];
  const ask = latestOnly(() => new Promise((resolve) => waiting.push(resolve)), (answer) => handed.push(answer));

  const [first, second] = [ask("old"), ask("new")];
  waiting[1]("new answer");
  waiting[0]("old answer");
  await Promise.all([first, second]);

  assert.deepEqual(handed, ["new answer"]);
});

test("the failure of an old question is nobody's business", async () => {
  const failures = [];
  let fail;
  const ask = latestOnly(
    (name) => (name === "old" ? new Promise((_, reject) => (fail = reject)) : Promise.resolve("fine")),
    () => {},
    (error) => failures.push(error),
  );

  const old = ask("old");
  await ask("new");
  fail(new Error("late"));
  await old;

  assert.deepEqual(failures, []);
});
