// Where the map looks, kept in the URL as map=zoom/lat/lon so that reload, Back and a shared link show the same.

/** Return {zoom, lat, lon} of a text such as "9/39.95/70.6", or null. */
export function parseView(text) {
  const parts = /^(\d{1,2})\/(-?\d{1,2}(?:\.\d+)?)\/(-?\d{1,3}(?:\.\d+)?)$/.exec(text ?? "");
  if (!parts) return null;
  const [zoom, lat, lon] = parts.slice(1).map(Number);
  return Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { zoom, lat, lon } : null;
}

export function formatView({ zoom, lat, lon }) {
  const digits = zoom < 9 ? 2 : zoom < 13 ? 3 : 5;
  return `${Math.round(zoom)}/${lat.toFixed(digits)}/${lon.toFixed(digits)}`;
}

/** Look where the URL says, else at `bounds` ([west, south, east, north]); keep the URL in step where `keep` is set. */
export function lookAt(map, { bounds, keep }) {
  const said = keep && parseView(new URLSearchParams(location.search).get("map"));
  if (said) map.setView([said.lat, said.lon], said.zoom, { animate: false });
  else if (bounds) map.fitBounds([[bounds[1], bounds[0]], [bounds[3], bounds[2]]], { animate: false, maxZoom: 14 });
  if (!keep) return;
  map.on("moveend", () => {
    const here = new URL(location.href);
    const { lat, lng: lon } = map.getCenter();
    // Slashes stay readable in a query string.
    here.searchParams.delete("map");
    const rest = here.searchParams.toString();
    const view = `map=${formatView({ zoom: map.getZoom(), lat, lon })}`;
    history.replaceState(history.state, "", `${here.pathname}?${rest ? `${rest}&` : ""}${view}${here.hash}`);
  });
}
