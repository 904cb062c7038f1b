// Draws the kilometre posts of what is seen.
import { html, svg } from "../lib/svg.js";
import { posts, stepAt } from "./posts.js";

function postIcon(km) {
  const dot = svg("svg", { viewBox: "0 0 6 6", "aria-hidden": "true" }, svg("circle", { class: "m-post", cx: 3, cy: 3, r: 2 }));
  const label = html("span", { class: "m-km", "aria-hidden": "true" }, String(km));
  const both = html("span", { class: "m-place" }, dot, label);
  return L.divIcon({ html: both, className: "leaflet-div-icon m-label", iconSize: null, iconAnchor: [3, 6] });
}

/** Keep posts along the stretches in step with the zoom. */
export function addKmPosts(map, features) {
  map.createPane("posts").style.zIndex = 580;
  const layer = L.layerGroup().addTo(map);
  const bySteps = new Map();

  function draw() {
    layer.clearLayers();
    const step = stepAt(map.getZoom());
    if (!bySteps.has(step)) bySteps.set(step, posts(features, step));
    const seen = map.getBounds();
    for (const { km, lon, lat } of bySteps.get(step)) {
      if (!seen.contains([lat, lon])) continue;
      L.marker([lat, lon], { icon: postIcon(km), pane: "posts", interactive: false, keyboard: false }).addTo(layer);
    }
  }

  map.on("moveend", draw);
  draw();
}
