// The form of a new incident: keeps what is typed, shows what belongs to a choice, the live severity and place, GPS
// and the map when asked for. Without it the form still works: every button saves.
import { timeOn } from "../lib/clock.js";
import { autosave, keeper } from "../lib/draft.js";
import { fieldOf } from "../lib/focus-errors.js";

const form = document.getElementById("new-incident");
const { draft, user, save: saveUrl, csrfCookie } = form.dataset;
const started = Date.now();
const serverNow = () => {
  const clocks = document.querySelector("[data-clocks]");
  return Number(clocks.dataset.now) * 1000 + Date.now() - started;
};
const one = (selector, root = form) => root.querySelector(selector);

// --- Answers ---

const HOUSEKEEPING = new Set(["csrfmiddlewaretoken", "draft", "owner", "typed_ago", "go", "language"]);

function valuesOf(name) {
  return new FormData(form).getAll(name);
}

function setAnswer(name, values) {
  const fields = [...form.elements].filter((field) => field.name === name);
  for (const field of fields) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}

function isChosen(name, value) {
  return [...form.elements].some((field) => field.name === name && field.value === value && field.checked);
}

// --- Saving ---

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}

function freshToken() {
  // Signing in again in another tab changes the token; the cookie knows.
  return cookie(csrfCookie) || one("[name=csrfmiddlewaretoken]").value;
}

async function post(body, { keepalive = false }) {
  const abort = new AbortController();
  const timeout = setTimeout(() => abort.abort(), 30_000);
  try {
    const response = await fetch(saveUrl, {
      method: "POST",
      body,
      keepalive,
      signal: abort.signal,
      headers: { "X-CSRFToken": freshToken(), Accept: "application/json" },
    });
    const isJSON = (response.headers.get("Content-Type") ?? "").includes("json");
    return { status: response.status, answer: isJSON ? await response.json() : {} };
  } finally {
    clearTimeout(timeout);
  }
}

function tellSaved(text, { link = null, isSaved = false } = {}) {
  const line = document.querySelector("[data-saved]");
  one("[data-saved-mark]", line).hidden = !isSaved;
  const words = one("[data-saved-words]", line);
  words.textContent = text;
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.href = link.href;
  anchor.textContent = link.text;
  words.append(" ", anchor);
}

function tell(state, answer = {}) {
  const said = form.dataset;
  if (state === "saving") return;
  if (state === "waiting") tellSaved(said.saidWaiting);
  if (state === "refused") tellSaved(answer.detail);
  if (state === "reload") tellSaved(said.saidReload, { link: { href: answer.reload, text: said.saidReloadLink } });
  if (state === "signin") {
    const back = `${location.pathname}?draft=${draft}`;
    const href = `${answer.sign_in}?next=${encodeURIComponent(back)}`;
    tellSaved(said.saidSignin, { link: { href, text: said.saidSigninLink } });
  }
  if (state !== "saved" || !answer.saved_at) return;
  tellSaved(said.saidSaved.replace("{time}", answer.saved_at), { isSaved: true });
  if (answer.stated_at) one("[data-when]").dataset.statedAt = answer.stated_at;
  showSeverity(answer.severity);
  showSite(answer.site);
  showAgo();
}

const keep = keeper(sessionStorage, draft, user);
const saving = autosave({ draft, keep, post, tell });

// --- What is shown live ---

function showSeverity({ level, label, because }) {
  const box = one("[data-severity]");
  one("[data-severity-label]", box).textContent = label;
  one("[data-severity-because]", box).textContent = because;
  const mark = one("[data-severity-mark]", box);
  const svg = one("svg", mark);
  svg.setAttribute("class", `sev sev-${level} sev-l`);
  svg.setAttribute("aria-label", mark.dataset.said.replace("{n}", level));
  one("use", svg).setAttribute("href", `#i-sev-${level}`);
  for (const choice of form.elements.raise_to) {
    choice.closest(".opt").hidden = choice.value !== "" && Number(choice.value) <= level;
  }
}

const PLACE = ["place_by", "coordinates", "place", "km_line", "km_mark"];

function showSite(site) {
  // A late answer about the place as it was must not move a newer pin back.
  if (PLACE.some(saving.isUnsaved)) return;
  const box = one("[data-site]");
  box.hidden = !site;
  if (!site) return;
  one("[data-site-words]", box).textContent = site.words;
  one("[data-site-distance]", box).textContent = site.distance;
  movePin(site.point);
}

function showAgo() {
  const at = one("[data-ago-at]");
  const minutes = Number.parseInt(form.elements.minutes_ago.value, 10);
  at.textContent = "";
  if (!(minutes > 0)) return;
  const moment = Number(one("[data-when]").dataset.statedAt) * 1000 - minutes * 60_000;
  const { own, ownName, other, otherName } = at.dataset;
  at.textContent = `, ${timeOn(moment, Number(own))} ${ownName} · ${timeOn(moment, Number(other))} ${otherName}`;
}

function showSubs() {
  for (const sub of form.querySelectorAll("[data-sub]")) {
    const name = sub.closest("[data-when]") ? "when" : "place_by";
    sub.hidden = !isChosen(name, sub.dataset.sub);
  }
}

// --- Map and GPS, only when asked for ---

const pinLon = document.getElementById("pin-lon");
const pinLat = document.getElementById("pin-lat");
const gpsSaid = one("[data-gps-said]");

function usePoint({ lon, lat, accuracy, how }) {
  if (lon === null) return;
  form.elements.coordinates.value = `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
  form.elements.coordinates_from.value = how === "gps" ? "gps" : "pin";
  form.elements.gps_accuracy.value = how === "gps" && accuracy ? Math.round(accuracy) : "";
  for (const name of ["coordinates", "coordinates_from", "gps_accuracy"]) saving.change(name, valuesOf(name));
  saving.send();
}

function movePin([lon, lat]) {
  if (Number(pinLon.value) === lon && Number(pinLat.value) === lat) return;
  pinLon.value = lon;
  pinLat.value = lat;
  pinLat.dispatchEvent(new Event("change"));
}

async function useGps(button) {
  const { words } = JSON.parse(document.getElementById("pin-map-settings").textContent);
  button.disabled = true;
  gpsSaid.textContent = words.waiting;
  try {
    const { locateDevice } = await import("../map/pin-picker.js");
    const { lon, lat, accuracy } = await locateDevice();
    usePoint({ lon, lat, accuracy, how: "gps" });
    gpsSaid.textContent = words.gps.replace("{where}", `${lat.toFixed(5)}, ${lon.toFixed(5)}`).replace("{m}", Math.round(accuracy));
  } catch (error) {
    gpsSaid.textContent = error?.code === 1 ? words.denied : words.failed_gps;
  } finally {
    button.disabled = false;
  }
}

function fetchStyle(href) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = reject;
    document.head.append(link);
  });
}

function fetchScript(src) {
  const script = document.createElement("script");
  script.src = src;
  return new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

async function showMap(button) {
  const frame = one("[data-pin-map]");
  const { leafletCss, mapCss, leafletJs, startJs, saidLoading, saidFailed } = frame.dataset;
  button.disabled = true;
  gpsSaid.textContent = saidLoading;
  try {
    const [{ startMap }] = await Promise.all([import(startJs), fetchScript(leafletJs), fetchStyle(leafletCss), fetchStyle(mapCss)]);
    frame.hidden = one("[data-map-note]").hidden = false;
    const canvas = document.getElementById("pin-map");
    const map = L.map(canvas, { minZoom: 6, maxZoom: 17, attributionControl: false });
    canvas.addEventListener("bordertrack:pin", ({ detail }) => usePoint(detail));
    startMap(map, JSON.parse(document.getElementById("pin-map-settings").textContent), frame);
    one("[data-point-tools]").hidden = true;
    gpsSaid.textContent = "";
  } catch {
    gpsSaid.textContent = saidFailed;
    button.disabled = false;
  }
}

// --- Wiring ---

function onTyped({ target }) {
  const { name } = target;
  if (!name || HOUSEKEEPING.has(name)) return;
  if (name === "coordinates") {
    // Typed by hand: no longer what the device said.
    for (const note of ["coordinates_from", "gps_accuracy"]) {
      form.elements[note].value = "";
      saving.change(note, []);
    }
  }
  const { sub } = target.closest("[data-sub]")?.dataset ?? {};
  const group = target.closest("[data-when]") ? "when" : "place_by";
  if (sub && !isChosen(group, sub)) {
    setAnswer(group, [sub]);
    saving.change(group, [sub]);
  }
  saving.change(name, valuesOf(name));
  if (name === "when" || name === "minutes_ago") one("[data-when]").dataset.statedAt = Math.floor(serverNow() / 1000);
  showSubs();
  showAgo();
}

// A reload during an outage, or a sign-in, gives back what had not reached the server.
const unsaved = keep.take();
for (const [name, values] of Object.entries(unsaved ?? {})) {
  setAnswer(name, values);
  saving.change(name, values);
}
history.replaceState(null, "", `?draft=${draft}${location.hash}`);
form.addEventListener("input", onTyped);
form.addEventListener("submit", () => {
  one("[name=csrfmiddlewaretoken]").value = freshToken();
  one("[name=typed_ago]").value = Math.round(saving.ago());
});
document.addEventListener("visibilitychange", () => document.hidden && saving.leave());
window.addEventListener("pagehide", () => saving.leave());
window.addEventListener("online", () => saving.send());
one("[data-gps]").addEventListener("click", ({ currentTarget }) => useGps(currentTarget));
one("[data-show-map]").addEventListener("click", ({ currentTarget }) => showMap(currentTarget));
one("[data-point-tools]").hidden = false;
showSubs();
showAgo();

/** Go to one question, as *Change* on the page of answers asks; it may lie in a fold. */
function goTo(question) {
  for (let fold = question.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  question.scrollIntoView();
  fieldOf(question).focus({ preventScroll: true });
}

const asked = location.hash && document.getElementById(location.hash.slice(1));
if (asked) {
  // After the load: before it, the browser goes to the fragment itself and takes the focus away.
  window.addEventListener("load", () => setTimeout(() => goTo(asked)));
}
