// The border by status, as of a date: band, comb, ticks and line of every stretch, on one canvas.
import { getJSON, ownPath } from "../lib/http.js";
import { onSchemeChange, palette } from "../lib/palette.js";
import { LAYERS, strokes } from "./line-styles.js";

async function everyPage(url, parameters) {
  const first = await getJSON(url, parameters);
  const features = [...first.features];
  for (let next = first.next; next; ) {
    const page = await getJSON(ownPath(next));
    features.push(...page.features);
    next = page.next;
  }
  return features;
}

function latLngs({ type, coordinates }) {
  const turned = (line) => line.map(([lon, lat]) => [lat, lon]);
  return type === "MultiLineString" ? coordinates.map(turned) : turned(coordinates);
}

/** Draw the line as of `at` (YYYY-MM-DD, or today); a pressed stretch is handed to `onPress`, if there is one. Returns its features. */
export async function addBorderLine(map, { url, at, onPress }) {
  const features = await everyPage(url, { format: "geojson", at });
  map.createPane("border").style.zIndex = 410;
  const renderer = L.canvas({ pane: "border", padding: 0.3, tolerance: 6 });
  const drawn = [];
  for (const layer of LAYERS) {
    for (const { geometry, properties } of features) {
      // Where nothing listens a press goes through to the map: a pin is put on the line more often than beside it.
      const pressed = Boolean(onPress) && layer === "band";
      // Every stroke exists once, hidden where a zoom or a status has none: cheaper than making them anew.
      const stroke = L.polyline(latLngs(geometry), { renderer, pane: "border", interactive: pressed, smoothFactor: 0.8 });
      if (pressed) stroke.on("click", (event) => (L.DomEvent.stop(event), onPress(properties)));
      drawn.push({ layer, stroke: stroke.addTo(map), properties });
    }
  }

  function restyle() {
    const colour = palette(map.getContainer());
    const zoom = map.getZoom();
    for (const { layer, stroke, properties } of drawn) {
      const style = strokes(properties, zoom)[layer];
      const plain = { dashArray: null, opacity: 1, lineCap: "butt", lineJoin: "round" };
      stroke.setStyle(style ? { ...plain, stroke: true, ...style, color: colour(style.color) } : { stroke: false });
    }
  }

  map.on("zoomend", restyle);
  onSchemeChange(restyle);
  restyle();
  return features;
}
