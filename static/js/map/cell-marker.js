// What one cell of incidents looks like: a severity mark, or a ringed disc with its count.
import { severityMark, svg } from "../lib/svg.js";

/** Return the radius of a cluster's disc: three sizes. */
export function radiusOf(n) {
  if (n < 10) return 12;
  return n < 100 ? 15 : 19;
}

/** Return a count short enough for its disc; the label beside it says it in full. */
export function shortCount(n) {
  if (n < 10_000) return String(n);
  return n < 1_000_000 ? `${Math.floor(n / 1000)}k` : `${Math.floor(n / 100_000) / 10}M`;
}

/** Return the words of a cell, from a template such as "Incidents: {n}. Highest severity: {s}". */
export function labelOf({ n, max_severity: severity }, template) {
  return template.replace("{n}", n).replace("{s}", severity);
}

function cluster({ n, max_severity: severity }) {
  const r = radiusOf(n);
  const size = 2 * (r + 3);
  const c = size / 2;
  const shoulder = { x: c + r * 0.45, y: c - r * 1.25, width: 17, height: 17 };
  return svg(
    "svg",
    { viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true" },
    svg("circle", { class: "cl-disc", cx: c, cy: c, r }),
    svg("circle", { class: "cl-ring", cx: c, cy: c, r: r + 2.5 }),
    svg("text", { class: `cl-n${n >= 1000 ? " cl-n-long" : ""}`, x: c, y: c + 4.5 }, shortCount(n)),
    severityMark(severity, shoulder),
  );
}

/** Make the Leaflet icon of a cell; its size in pixels is at least a finger's where it is a cluster. */
export function cellIcon(cell) {
  const size = cell.n > 1 ? 2 * (radiusOf(cell.n) + 3) : 24;
  const node = cell.n > 1 ? cluster(cell) : severityMark(cell.max_severity);
  return L.divIcon({ html: node, className: "leaflet-div-icon m-cell", iconSize: [size, size], iconAnchor: [size / 2, size / 2] });
}
