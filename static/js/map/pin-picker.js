// One pin for the place of an incident: tap, drag, the cross in the middle, or GPS. The two inputs are the truth.
import { svg } from "../lib/svg.js";
import { coordinate, isInside } from "../lib/coordinates.js";

// From here on a village and the line beside it can be told apart.
const NEAR = 11;
const PIN = "M15 39c-3-8-12-14-12-23a12 12 0 0 1 24 0c0 9-9 15-12 23z";

function pinIcon() {
  const node = svg(
    "svg",
    { viewBox: "0 0 30 40", "aria-hidden": "true" },
    svg("path", { class: "pin", d: PIN }),
    svg("circle", { class: "pin-eye", cx: 15, cy: 16, r: 4.5 }),
  );
  return L.divIcon({ html: node, className: "leaflet-div-icon m-pin", iconSize: [30, 40], iconAnchor: [15, 39] });
}

function crossOver(map) {
  const path = svg("path", { d: "M20 2v13M20 25v13M2 20h13M25 20h13", fill: "none", stroke: "currentColor", "stroke-width": 2 });
  map.getContainer().append(svg("svg", { class: "cross", viewBox: "0 0 40 40", "aria-hidden": "true" }, path));
}

/** Ask the device where it is; resolves to {lon, lat, accuracy} or rejects with the reason's code. */
export function locateDevice() {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) {
      reject({ code: 2 });
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy }),
      reject,
      { enableHighAccuracy: true, timeout: 30_000, maximumAge: 60_000 },
    );
  });
}

/**
 * Put a pin on the map that writes to the inputs `lon` and `lat` (5 decimals) and follows them when they are typed.
 * `tools` holds the buttons data-pin-cross, data-pin-gps, data-pin-none; `say(text)` tells what happened; `words` are
 * {placed, gps, waiting, denied, failed, outside, pin}; `region` is [west, south, east, north].
 * Every change by hand dispatches `bordertrack:pin` on the map with {lon, lat, accuracy, how}.
 */
export function addPinPicker(map, { lon: lonInput, lat: latInput, tools, say, words, region }) {
  let marker = null;
  let circle = null;
  let writing = false;

  function show(lon, lat, accuracy) {
    circle?.remove();
    circle = null;
    if (lon === null) {
      marker?.remove();
      marker = null;
      return;
    }
    if (accuracy) circle = L.circle([lat, lon], { radius: accuracy, className: "acc", interactive: false }).addTo(map);
    if (marker) {
      marker.setLatLng([lat, lon]);
      return;
    }
    marker = L.marker([lat, lon], { icon: pinIcon(), draggable: true, autoPan: true, title: words.pin, zIndexOffset: 1000 });
    marker.on("dragend", () => {
      const { lng, lat: y } = marker.getLatLng();
      place(lng, y, { how: "drag" });
    });
    marker.addTo(map);
  }

  function write(lon, lat) {
    writing = true;
    lonInput.value = lon === null ? "" : coordinate(lon);
    latInput.value = lat === null ? "" : coordinate(lat);
    for (const input of [lonInput, latInput]) {
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    writing = false;
  }

  function place(lon, lat, { accuracy = null, how }) {
    if (lon !== null && !isInside(region, lon, lat)) {
      say(words.outside);
      // A pin dragged abroad goes back to where the inputs say.
      follow();
      return;
    }
    show(lon, lat, accuracy);
    write(lon, lat);
    if (lon !== null) {
      const where = `${coordinate(lat)}, ${coordinate(lon)}`;
      say((accuracy ? words.gps : words.placed).replace("{where}", where).replace("{m}", Math.round(accuracy ?? 0)));
    }
    const detail = { lon: lon === null ? null : Number(coordinate(lon)), lat: lat === null ? null : Number(coordinate(lat)), accuracy, how };
    map.getContainer().dispatchEvent(new CustomEvent("bordertrack:pin", { bubbles: true, detail }));
  }

  function follow() {
    if (writing) return;
    const [lon, lat] = [lonInput, latInput].map(({ value }) => (value.trim() === "" ? NaN : Number(value.replace(",", "."))));
    if (!isInside(region, lon, lat)) {
      if (Number.isNaN(lon) && Number.isNaN(lat)) show(null, null);
      return;
    }
    show(lon, lat);
    // A pin that stands there already is looked at; one that is being typed only moves the map when it leaves it.
    const seen = map.getBounds().pad(-0.1).contains([lat, lon]);
    if (!seen || map.getZoom() < NEAR) map.setView([lat, lon], Math.max(map.getZoom(), NEAR), { animate: false });
  }

  async function useGps(button) {
    button.disabled = true;
    say(words.waiting);
    try {
      const { lon, lat, accuracy } = await locateDevice();
      if (isInside(region, lon, lat)) map.setView([lat, lon], Math.max(map.getZoom(), 14));
      place(lon, lat, { accuracy, how: "gps" });
    } catch ({ code }) {
      say(code === 1 ? words.denied : words.failed_gps);
    } finally {
      button.disabled = false;
    }
  }

  crossOver(map);
  map.on("click", ({ latlng }) => place(latlng.lng, latlng.lat, { how: "tap" }));
  for (const input of [lonInput, latInput]) input.addEventListener("change", follow);
  tools.querySelector("[data-pin-cross]")?.addEventListener("click", () => {
    const { lng, lat } = map.getCenter();
    place(lng, lat, { how: "cross" });
  });
  const gps = tools.querySelector("[data-pin-gps]");
  gps?.addEventListener("click", () => useGps(gps));
  tools.querySelector("[data-pin-none]")?.addEventListener("click", () => place(null, null, { how: "none" }));
  tools.hidden = false;
  follow();
  return { place: (lon, lat, more = {}) => place(lon, lat, { how: "page", ...more }) };
}
