// Wires the map of a page. Its settings are JSON beside it (people/maps.py); the page hears what happens by events:
// bordertrack:map {map}, bordertrack:cells {answer, bbox}, bordertrack:cell {cell, bbox}, bordertrack:pin.
import { html, severityMark, svg } from "../lib/svg.js";
import { addBasemap } from "./basemap.js";
import { addBorderLine } from "./border-line.js";
import { addKmPosts } from "./km-posts.js";
import { panelOf, tellIncidents, tellStretch } from "./panel.js";
import { addPinPicker } from "./pin-picker.js";
import { addPlaces } from "./places.js";
import { addScale } from "./scale.js";
import { lookAt } from "./view.js";

function announce(map, name, detail) {
  map.getContainer().dispatchEvent(new CustomEvent(`bordertrack:${name}`, { bubbles: true, detail }));
}

function addPoint(map, { lon, lat, severity, radius_m: radius, label }) {
  if (radius) L.circle([lat, lon], { radius, className: "acc", interactive: false }).addTo(map);
  const node = severity ? severityMark(severity) : svg("svg", { viewBox: "0 0 24 24" }, svg("circle", { class: "pin", cx: 12, cy: 12, r: 7 }));
  const icon = L.divIcon({ html: node, className: "leaflet-div-icon m-cell", iconSize: [24, 24], iconAnchor: [12, 12] });
  L.marker([lat, lon], { icon, title: label ?? "", interactive: false, keyboard: false }).addTo(map);
}

async function addCells(map, panel, { cells, words, urls }) {
  // Only a map of incidents needs it: a form on a poor link must not load it.
  const { addCellLayer } = await import("./cell-layer.js");
  const layer = addCellLayer(map, {
    url: urls.cells,
    filters: cells.filters,
    label: words.cell,
    onAnswer: (answer, bbox) => announce(map, "cells", { answer, bbox }),
    onFail: () => panel.say(html("p", {}, words.failed)),
    onCell(cell, bbox) {
      announce(map, "cell", { cell, bbox });
      tellIncidents(panel, { url: urls.incidents, filters: cells.filters, bbox, words });
    },
  });
  // A page whose filters change without a reload tells the map.
  map.getContainer().addEventListener("bordertrack:filters", ({ detail }) => layer.refresh(detail.filters));
}

export function startMap(map, settings, frame) {
  const { words, urls, region } = settings;
  const panel = panelOf(frame);
  map.setMaxBounds([[region[1] - 1, region[0] - 1], [region[3] + 1, region[2] + 1]]);
  map.zoomControl.setPosition("topright");
  map.zoomControl._zoomInButton.title = words.zoom_in;
  map.zoomControl._zoomOutButton.title = words.zoom_out;
  map.zoomControl._zoomInButton.setAttribute("aria-label", words.zoom_in);
  map.zoomControl._zoomOutButton.setAttribute("aria-label", words.zoom_out);
  lookAt(map, settings);
  addScale(map, words);
  addBasemap(map, urls.basemap);
  const say = (text) => panel.say(html("p", {}, text));
  if (urls.segments) {
    const onPress = settings.pin ? undefined : (stretch) => tellStretch(panel, stretch, { words, url: urls.segment });
    addBorderLine(map, { url: urls.segments, at: settings.at, onPress }).then(
      (features) => addKmPosts(map, features),
      () => say(words.no_line),
    );
  }
  addPlaces(map, { url: urls.places, countries: settings.countries }).catch(() => {});
  if (settings.point) addPoint(map, settings.point);
  if (settings.cells) addCells(map, panel, settings);
  if (settings.pin) {
    const [lon, lat] = [settings.pin.lon, settings.pin.lat].map((id) => document.getElementById(id));
    const tools = frame.querySelector("[data-pin-tools]");
    if (lon && lat && tools) addPinPicker(map, { lon, lat, tools, say, words, region });
  }
  announce(map, "map", { map });
}

// django-leaflet fires map:init once per map, after load: modules are there by then.
window.addEventListener("map:init", ({ detail: { map } }) => {
  const box = map.getContainer();
  const settings = document.getElementById(`${box.id}-settings`);
  if (settings) startMap(map, JSON.parse(settings.textContent), box.closest("[data-map-frame]"));
});
