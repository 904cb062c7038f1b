import assert from "node:assert/strict";
import { test } from "node:test";

import { labelOf, radiusOf, shortCount } from "../../static/js/map/cell-marker.js";
import { boxAround } from "../../static/js/map/cell-layer.js";
import { shortName, thatFit } from "../../static/js/map/labels.js";
import { LAYERS, strokes } from "../../static/js/map/line-styles.js";
import { distanceKm, posts, stepAt } from "../../static/js/map/posts.js";
import { formatView, parseView } from "../../static/js/map/view.js";

const STATUSES = ["undefined", "disputed", "described", "agreed", "delimited", "demarcating", "demarcated", "checked"];

test("the less is settled, the wider the band", () => {
  const widths = STATUSES.map((status) => strokes({ status }, 12).band.weight);

  assert.deepEqual(widths, [13, 11, 8, 8, 5, 5, 5, 5]);
});

test("each status has a line of its own", () => {
  const looks = STATUSES.map((status) => JSON.stringify(strokes({ status }, 12)));

  assert.equal(new Set(looks).size, STATUSES.length);
});

test("the comb says apportioned, and is dropped far out", () => {
  assert.ok(strokes({ status: "described", apportioned: true }, 9).comb);
  assert.equal(strokes({ status: "described", apportioned: true }, 7).comb, undefined);
  assert.equal(strokes({ status: "described", apportioned: false }, 9).comb, undefined);
});

test("far out all is thinner", () => {
  for (const status of STATUSES) {
    assert.ok(strokes({ status }, 7).band.weight < strokes({ status }, 12).band.weight);
    assert.ok(strokes({ status }, 7).line.weight < strokes({ status }, 12).line.weight);
  }
});

test("an unknown status is drawn as undefined, never as settled", () => {
  assert.deepEqual(strokes({ status: "new" }, 12), strokes({ status: "undefined" }, 12));
});

test("every stroke has a layer, and a band lies below every line", () => {
  for (const status of STATUSES) {
    for (const layer of Object.keys(strokes({ status, apportioned: true }, 12))) assert.ok(LAYERS.includes(layer));
  }
  assert.ok(LAYERS.indexOf("band") < LAYERS.indexOf("line"));
});

test("clusters come in three sizes and their counts fit", () => {
  assert.deepEqual([3, 12, 400].map(radiusOf), [12, 15, 19]);
  assert.deepEqual([41, 9999, 12_345, 1_250_000].map(shortCount), ["41", "9999", "12k", "1.2M"]);
});

test("a cell says its count and severity in words", () => {
  assert.equal(labelOf({ n: 12, max_severity: 4 }, "Incidents: {n}. Highest severity: {s}"), "Incidents: 12. Highest severity: 4");
});

test("the box around a cell holds the cell", () => {
  const [west, south, east, north] = boxAround({ lon: 70.5, lat: 39.9 }, 17).split(",").map(Number);

  assert.ok(west < 70.5 && 70.5 < east && south < 39.9 && 39.9 < north);
});

test("of two names in one place the more important stays", () => {
  const labels = [
    { x: 10, y: 10, name: "Chorku", rank: 3 },
    { x: 12, y: 12, name: "Isfara", rank: 0 },
    { x: 200, y: 10, name: "Batken", rank: 0 },
  ];

  assert.deepEqual(thatFit(labels).map(({ name }) => name), ["Isfara", "Batken"]);
});

test("a name on the map leaves its other name out", () => {
  assert.equal(shortName("Guliston (Kayrakkum)"), "Guliston");
  assert.equal(shortName("Ак-Сай"), "Ак-Сай");
});

test("posts stand at whole kilometres, once where stretches meet", () => {
  const stretch = (from_km, to_km, lon0, lon1) => ({
    geometry: { type: "LineString", coordinates: [[lon0, 40], [lon1, 40]] },
    properties: { line: "main", from_km, to_km },
  });

  const found = posts([stretch(0, 10, 70, 71), stretch(10, 25, 71, 72.5)], 10);

  assert.deepEqual(found.map(({ km }) => km), [10, 20]);
  assert.ok(Math.abs(found[0].lon - 71) < 1e-9);
  assert.ok(Math.abs(found[1].lon - 72) < 1e-6);
});

test("posts come every 100, then 10, then 1 km", () => {
  assert.deepEqual([7, 11, 15].map(stepAt), [100, 10, 1]);
});

test("a degree of longitude at 40 north is some 85 km", () => {
  assert.ok(Math.abs(distanceKm([70, 40], [71, 40]) - 85.2) < 0.3);
});

test("a view survives the URL, and nonsense is none", () => {
  assert.deepEqual(parseView(formatView({ zoom: 13, lat: 39.94167, lon: 70.49611 })), { zoom: 13, lat: 39.94167, lon: 70.49611 });
  for (const text of [null, "", "9/400/70", "9/39.9", "javascript:1", "9/39.9/700"]) assert.equal(parseView(text), null);
});
