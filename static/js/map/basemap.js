// Our own basemap: land, lakes, rivers and schematic roads. No tile server is asked; neither side is tinted.
import { getJSON } from "../lib/http.js";
import { onSchemeChange, palette } from "../lib/palette.js";

const STYLES = {
  land: { fill: true, fillColor: "--m-land", fillOpacity: 1, color: "--m-admin", weight: 1.2, dashArray: "8 3 1 3" },
  lakes: { fill: true, fillColor: "--m-water", fillOpacity: 1, color: "--m-river", weight: 0.8 },
  rivers: { fill: false, color: "--m-river", weight: 1.2 },
  roads: { fill: false, color: "--m-road", weight: 1.4, dashArray: "7 2" },
};

function styleOf(name, feature) {
  // The schematic file holds the valley's roads and its river.
  return name === "roads" && feature.properties.kind !== "road" ? STYLES.rivers : STYLES[name];
}

/** Draw the basemap from its files ({land, lakes, rivers, roads}: URLs); one that does not come is left out. */
export function addBasemap(map, files) {
  map.createPane("basemap").style.zIndex = 210;
  const renderer = L.canvas({ pane: "basemap", padding: 0.3 });
  const layers = {};

  function restyle() {
    const colour = palette(map.getContainer());
    for (const [name, layer] of Object.entries(layers)) {
      layer.setStyle((feature) => {
        const style = styleOf(name, feature);
        return { ...style, color: colour(style.color), fillColor: style.fillColor && colour(style.fillColor) };
      });
    }
  }

  onSchemeChange(restyle);
  // In this order whatever arrives first: water lies on land.
  const asked = Object.keys(STYLES).map((name) => files[name] && getJSON(files[name]).catch(() => null));
  return Promise.all(asked).then((answers) => {
    Object.keys(STYLES).forEach((name, i) => {
      if (answers[i]) layers[name] = L.geoJSON(answers[i], { renderer, pane: "basemap", interactive: false }).addTo(map);
    });
    restyle();
  });
}
