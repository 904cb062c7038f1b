// Keeps the dashboard and its map one result: what is in view is said, and on request all parts count only that.
import { changedQuery } from "../lib/address.js";
import { latestOnly } from "../lib/latest.js";
import { grouped } from "../lib/numbers.js";
import { askParts, placeParts } from "../lib/page-parts.js";

const WHOLE_BORDER = { centre: [39.6, 71.2], zoom: 7 };
const bar = document.querySelector("[data-map-bar]");
const inView = bar.querySelector("[data-in-view]");
const follow = bar.querySelector("[data-follow]");
const whole = bar.querySelector("[data-whole]");

const isFollowing = () => follow.getAttribute("aria-pressed") === "true";
const boxOf = (map) => map.getBounds().toBBoxString().split(",").map((side) => Number(side).toFixed(4)).join(",");
const said = (name) => new URLSearchParams(location.search).get(name);

function wait(yes) {
  for (const part of document.querySelectorAll("[data-part]")) part.classList.toggle("is-waiting", yes);
}

const refresh = latestOnly(
  async (search) => askParts(`${location.pathname}${search}`),
  (rendered) => {
    // A filter that is being chosen must not close under the hand.
    placeParts(rendered, (part) => part.id === "part-filters" && part.querySelector("details[open]"));
    wait(false);
    tellInView();
  },
  () => {
    wait(false);
    inView.textContent = bar.dataset.failed;
  },
);

function narrow(box) {
  const search = changedQuery(location.search, { bbox: box, cursor: null });
  history.replaceState(history.state, "", `${location.pathname}${search}`);
  wait(true);
  refresh(search);
}

function start(map) {
  follow.hidden = whole.hidden = false;
  follow.setAttribute("aria-pressed", String(Boolean(said("bbox"))));
  follow.addEventListener("click", () => {
    const on = !isFollowing();
    follow.setAttribute("aria-pressed", String(on));
    narrow(on ? boxOf(map) : null);
  });
  whole.addEventListener("click", (event) => {
    event.preventDefault();
    map.setView(WHOLE_BORDER.centre, WHOLE_BORDER.zoom);
  });
  map.on("moveend", () => isFollowing() && narrow(boxOf(map)));
}

let answered = null;

function tellInView(answer = answered) {
  if (!answer) return;
  answered = answer;
  const { cells, without_place: without } = answer;
  const n = cells.reduce((sum, cell) => sum + cell.n, 0);
  const words = isFollowing() ? bar.dataset.only : bar.dataset.some;
  const { total } = document.getElementById("part-counted").dataset;
  const write = (count) => grouped(count, bar.dataset.group);
  inView.textContent = words.replace("{n}", write(n)).replace("{total}", write(total)).replace("{m}", write(without));
}

// Whoever changes a filter goes on looking at the same place.
function keepView(event) {
  const link = event.target.closest?.('main a[href^="?"], main a[href="/"]');
  if (link && link !== whole) link.search = changedQuery(link.search, { map: said("map") });
}

function keepState(event) {
  const form = event.target.closest?.("#part-filters");
  if (!form) return;
  for (const name of ["map", "bbox"]) {
    let field = form.querySelector(`input[type=hidden][name=${name}]`);
    if (!field && said(name)) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name });
      form.append(field);
    }
    if (field) field.value = said(name) ?? "";
  }
}

function closePicks(except) {
  for (const pick of document.querySelectorAll("details.pick[open]")) if (pick !== except) pick.open = false;
}

document.addEventListener("bordertrack:map", ({ detail }) => start(detail.map));
document.addEventListener("bordertrack:cells", ({ detail }) => tellInView(detail.answer));
document.addEventListener("click", (event) => {
  keepView(event);
  closePicks(event.target.closest?.("details.pick"));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelector("details.pick[open] > summary")?.focus();
  closePicks(null);
});
document.addEventListener("submit", keepState);
