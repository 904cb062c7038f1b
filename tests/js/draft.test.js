import assert from "node:assert/strict";
import { test } from "node:test";

import { autosave, bodyOf, keeper, waitBefore } from "../../static/js/lib/draft.js";
import { tidyQuery } from "../../static/js/pages/incident-list.js";

/** A session storage of its own. */
function storage() {
  const kept = {};
  Object.defineProperties(kept, {
    getItem: { value: (key) => kept[key] ?? null },
    setItem: { value: (key, value) => void (kept[key] = String(value)) },
    removeItem: { value: (key) => void delete kept[key] },
  });
  return kept;
}

/** An autosave whose timers run by hand and whose server answers as told. */
function stage(answers) {
  const kept = storage();
  const told = [];
  const bodies = [];
  const clock = { now: 0 };
  let due = null;
  const saving = autosave({
    draft: "d1",
    keep: keeper(kept, "d1", "7"),
    post: async (body, options) => {
      bodies.push({ body: Object.fromEntries(body), options });
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return typeof answer === "function" ? answer() : answer;
    },
    tell: (state) => told.push(state),
    now: () => clock.now,
    later: (act, wait) => {
      due = { act, wait };
      return due;
    },
    stop: () => (due = null),
  });
  return { kept, told, bodies, clock, saving, due: () => due, run: () => due.act() };
}

const OK = { status: 200, answer: {} };

test("what is typed waits for a pause, and goes in one batch", async () => {
  const { saving, bodies, due, run } = stage([OK]);
  saving.change("title", ["A"]);
  saving.change("title", ["AB"]);
  saving.change("crowd", ["10_50"]);

  assert.equal(due().wait, 800);
  await run();

  assert.equal(bodies.length, 1);
  assert.equal(bodies[0].body.title, "AB");
  assert.equal(bodies[0].body.crowd, "10_50");
});

test("the copy in the tab lasts until the server has it", async () => {
  const { saving, kept, told, run } = stage([new Error("no network"), OK]);
  saving.change("title", ["A"]);
  assert.match(kept["draft:d1"], /"A"/);

  await run();
  assert.match(kept["draft:d1"], /"A"/);
  await run();

  assert.equal(kept["draft:d1"], undefined);
  assert.deepEqual(told, ["saving", "waiting", "saving", "saved"]);
});

test("tries grow farther apart and never end", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 50].map(waitBefore), [2_000, 5_000, 10_000, 20_000, 30_000, 30_000]);
});

test("what is typed while a save is on its way goes with the next", async () => {
  let typeMore;
  const { saving, bodies, kept, run, due } = stage([() => (typeMore(), OK), OK]);
  typeMore = () => saving.change("title", ["AB"]);
  saving.change("title", ["A"]);
  await run();

  assert.match(kept["draft:d1"], /"AB"/);
  assert.ok(due());
  await run();

  assert.equal(bodies[1].body.title, "AB");
  assert.ok(saving.isClean());
});

test("signed out, the words stay and nothing is tried again", async () => {
  const { saving, kept, told, run, due } = stage([{ status: 401, answer: { sign_in: "/account/login/" } }]);
  saving.change("title", ["A"]);
  await run();

  assert.deepEqual(told, ["saving", "signin"]);
  assert.equal(due(), null);
  assert.match(kept["draft:d1"], /"A"/);
});

test("minutes ago tell how long they waited, by running time alone", async () => {
  const { saving, bodies, clock, run } = stage([new Error("no network"), OK]);
  saving.change("minutes_ago", ["10"]);
  await run();
  clock.now = 600_000;
  await run();

  assert.equal(bodies[1].body.typed_ago, "600");
});

test("a page that goes away sends what is left", () => {
  const { saving, bodies } = stage([OK]);
  saving.leave();
  saving.change("title", ["A"]);
  saving.leave();

  assert.equal(bodies.length, 1);
  assert.equal(bodies[0].options.keepalive, true);
});

test("an answer taken back is sent as changed and empty", () => {
  const body = bodyOf("d1", { forms: [] });

  assert.deepEqual(body.getAll("changed"), ["forms"]);
  assert.deepEqual(body.getAll("forms"), []);
});

test("a copy is given back to its author, and anybody else's is removed", () => {
  const kept = storage();
  keeper(kept, "d1", "7").put({ title: ["Mine"] });
  keeper(kept, "d2", "8").put({ title: ["Theirs"] });

  assert.deepEqual(keeper(kept, "d1", "7").take(), { title: ["Mine"] });
  assert.equal(kept["draft:d2"], undefined);
  assert.equal(keeper(kept, "d1", "8").take(), null);
});

test("without storage everything works and forgets", () => {
  const broken = { getItem() { throw new Error("denied"); }, setItem() { throw new Error("denied"); }, removeItem() { throw new Error("denied"); } };
  const keep = keeper(broken, "d1", "7");

  keep.put({ title: ["A"] });
  keep.drop();
  assert.equal(keep.take(), null);
});

test("a filter form is sent as its tidy address", () => {
  const query = tidyQuery([["q", " "], ["severity", "4"], ["severity", "5"], ["cause", "trade"]]);

  assert.equal(query, "severity=4,5&cause=trade");
});
