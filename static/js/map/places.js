// Names of towns, villages and countries, in the reader's script, as many as fit.
import { getJSON } from "../lib/http.js";
import { html, svg } from "../lib/svg.js";
import { shortName, thatFit } from "./labels.js";

// From which zoom a kind is named, and how it ranks against others.
const KINDS = {
  town: { from: 7, rank: 0, look: "m-name m-name-town" },
  exclave: { from: 10, rank: 1, look: "m-name" },
  reservoir: { from: 10, rank: 2, look: "m-name m-name-water" },
  village: { from: 11, rank: 3, look: "m-name" },
};
const OTHER = { from: 12, rank: 4, look: "m-name" };

function labelIcon(name, look, dot) {
  const box = html("span", { class: look, "aria-hidden": "true" }, name);
  if (!dot) return L.divIcon({ html: box, className: "leaflet-div-icon m-label", iconSize: null, iconAnchor: [0, 8] });
  const mark = svg("svg", { viewBox: "0 0 8 8", "aria-hidden": "true" }, svg("circle", { class: "m-dot", cx: 4, cy: 4, r: 2.6 }));
  const both = html("span", { class: "m-place" }, mark, box);
  return L.divIcon({ html: both, className: "leaflet-div-icon m-label", iconSize: null, iconAnchor: [4, 8] });
}

/** Name places of the API at `url` and `countries` ([{name, lon, lat}]). */
export async function addPlaces(map, { url, countries = [] }) {
  // Below the marks of incidents, and never in their way.
  map.createPane("names").style.zIndex = 590;
  const layer = L.layerGroup().addTo(map);
  const add = (lat, lon, icon) => L.marker([lat, lon], { icon, pane: "names", interactive: false, keyboard: false }).addTo(layer);
  const places = url ? (await getJSON(url, { limit: 200 })).results : [];

  function draw() {
    layer.clearLayers();
    const zoom = map.getZoom();
    const seen = map.getBounds().pad(0.05);
    if (zoom < 10) {
      for (const { name, lon, lat } of countries) add(lat, lon, labelIcon(name, "m-name m-name-land", false));
    }
    const labels = [];
    for (const place of places) {
      const [lon, lat] = place.location.coordinates;
      const kind = KINDS[place.kind] ?? OTHER;
      if (zoom < kind.from || !seen.contains([lat, lon])) continue;
      const { x, y } = map.latLngToLayerPoint([lat, lon]);
      labels.push({ x, y, lat, lon, name: shortName(place.name), rank: kind.rank, look: kind.look });
    }
    for (const { lat, lon, name, look } of thatFit(labels)) add(lat, lon, labelIcon(name, look, true));
  }

  map.on("moveend", draw);
  draw();
}
