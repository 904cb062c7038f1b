// Keeps the marks of incidents in step with what is seen: the server clusters, the map only draws.
import { getJSON, ownPath } from "../lib/http.js";
import { latestOnly } from "../lib/latest.js";
import { cellIcon, labelOf } from "./cell-marker.js";

const box = (bounds) => bounds.toBBoxString().split(",").map((side) => Number(side).toFixed(5)).join(",");

/** Return the box around a cell within which its incidents lie, at a zoom. */
export function boxAround({ lon, lat }, zoom) {
  // Half a finger at that zoom, and never less than the rounding of a coarse place.
  const reach = Math.max((360 / 256 / 2 ** zoom) * 20, 0.00002);
  return [lon - reach, lat - reach * 0.77, lon + reach, lat + reach * 0.77].map((side) => side.toFixed(5)).join(",");
}

/**
 * Draw the cells of `url` under `filters` (a query string). Options: `label`, a template of words; `onCell(cell, box)`
 * for a single incident and for a cluster that cannot be taken apart; `onAnswer(answer, bbox)`; `onFail(error)`.
 * Returns {refresh(filters)}.
 */
export function addCellLayer(map, { url, filters = "", label, onCell, onAnswer = () => {}, onFail = () => {} }) {
  const layer = L.layerGroup().addTo(map);
  let asking = filters;

  function press(cell) {
    const zoom = map.getZoom();
    if (cell.n > 1 && zoom < map.getMaxZoom()) map.setView([cell.lat, cell.lon], Math.min(zoom + 2, map.getMaxZoom()));
    else if (cell.url) location.assign(ownPath(cell.url));
    else onCell(cell, boxAround(cell, zoom));
  }

  function addCell(cell) {
    const words = labelOf(cell, label);
    const marker = L.marker([cell.lat, cell.lon], { icon: cellIcon(cell), title: words, riseOnHover: true });
    marker.on("click", () => press(cell));
    marker.on("keydown", ({ originalEvent }) => {
      if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
      originalEvent.preventDefault();
      press(cell);
    });
    marker.addTo(layer).getElement().setAttribute("aria-label", words);
  }

  function draw(answer, bbox) {
    const held = layer.getLayers().some((marker) => marker.getElement() === document.activeElement);
    layer.clearLayers();
    for (const cell of answer.cells) addCell(cell);
    // Whoever pressed a mark by keyboard stands on the map, not at the top of the page.
    if (held) map.getContainer().focus({ preventScroll: true });
    onAnswer(answer, bbox);
  }

  const ask = (bbox, zoom, query) => getJSON(query ? `${url}?${query}` : url, { bbox, zoom });
  const refreshNow = latestOnly(ask, draw, onFail);
  const refresh = () => refreshNow(box(map.getBounds()), Math.round(map.getZoom()), asking);

  map.on("moveend", refresh);
  refresh();
  return {
    refresh(changed = asking) {
      asking = changed;
      return refresh();
    },
  };
}
