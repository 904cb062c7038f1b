// How a stretch of the line is drawn: the less is settled, the wider and softer. The same figures stand in map.css.

const BAND = { undefined: 13, disputed: 11, described: 8, agreed: 8 };
const SETTLED_BAND = 5;
const VAGUE = new Set(["undefined", "disputed"]);
const LINES = {
  undefined: { weight: 2.6, dashArray: "0 7", lineCap: "round" },
  disputed: { weight: 2.2, dashArray: "4 7" },
  described: { weight: 1.8, dashArray: "9 4" },
  agreed: { weight: 1.8, dashArray: "12 4 2 4" },
  delimited: { weight: 2.4 },
  demarcating: { weight: 2.4 },
  demarcated: { weight: 2.4 },
  checked: { weight: 3.6 },
};
const TICKS = { demarcating: "2 12 2 40", demarcated: "2 12", checked: "2 12" };

// What lies below what, over the whole line: a band never covers the line of its neighbour.
export const LAYERS = ["band", "comb", "tick", "line", "core"];

// About 1:2,000,000 at 40° north: further out the comb is only noise, and the legend says it.
const COMB_FROM_ZOOM = 8;
const FULL_WIDTH_FROM_ZOOM = 10;

const shorter = (dash, by) => dash && dash.split(" ").map((part) => Math.round(part * by * 10) / 10).join(" ");

/** Return the strokes of a stretch at a zoom, by layer: weight, colour (a custom property), dash, cap, opacity. */
export function strokes({ status, apportioned }, zoom) {
  const known = status in LINES ? status : "undefined";
  const by = zoom < FULL_WIDTH_FROM_ZOOM ? 0.6 : 1;
  const band = (BAND[known] ?? SETTLED_BAND) * by;
  const line = LINES[known];
  const drawn = {
    band: { color: VAGUE.has(known) ? "--m-band-vague" : "--m-band", weight: band, lineCap: "butt" },
    // Thinner dots and dashes would vanish: far out the line keeps four fifths.
    line: {
      color: "--m-line",
      weight: line.weight * (by === 1 ? 1 : 0.8),
      dashArray: by === 1 ? line.dashArray : shorter(line.dashArray, 0.85),
      lineCap: line.lineCap ?? "butt",
    },
  };
  if (apportioned && zoom >= COMB_FROM_ZOOM) {
    const opacity = known === "undefined" ? 0.5 : 0.8;
    drawn.comb = { color: "--m-comb", weight: band, dashArray: by === 1 ? "1 3" : "0.8 3.2", lineCap: "butt", opacity };
  }
  if (known in TICKS) drawn.tick = { color: "--m-line", weight: 10 * by, dashArray: TICKS[known], lineCap: "butt" };
  if (known === "checked") drawn.core = { color: "--m-halo", weight: 1, lineCap: "butt" };
  return drawn;
}
