// The form of a side's account: keeps what is typed in this tab, adds rows in place, shows what belongs to a choice.
// Without it the form still works: every button carries all that was typed.
import { keeper } from "../lib/draft.js";
import { readOn } from "../lib/two-clocks.js";

const form = document.getElementById("account");
const { account, user, csrfCookie, typed } = form.dataset;
const one = (selector, root = form) => root.querySelector(selector);
const HOUSEKEEPING = new Set(["csrfmiddlewaretoken", "owner", "go", "speak"]);
const keep = keeper(sessionStorage, `account:${account}`, user);

// --- Rows ---

function addRow(rows) {
  const count = one("[data-count]", rows);
  const blank = one("template[data-blank]", rows);
  const holder = document.createElement("div");
  // Numbered in every attribute of the row: names, ids, and what points at them.
  holder.innerHTML = blank.innerHTML.replaceAll("__n__", count.value);
  const row = holder.firstElementChild;
  one("[data-cards]", rows).append(row);
  count.value = Number(count.value) + 1;
  row.setAttribute("aria-label", `${row.getAttribute("aria-label").trim()} ${count.value}`);
  return row;
}

function onMore(event) {
  const more = event.target.closest("[data-more]");
  if (!more) return;
  event.preventDefault();
  addRow(more.closest("[data-rows]")).querySelector("select, input:not([type=hidden])").focus();
  keepTyped();
}

// --- What belongs to a choice ---

function showSubs() {
  for (const sub of form.querySelectorAll("[data-sub]")) {
    sub.hidden = ![...form.elements.place_by].some((choice) => choice.checked && choice.value === sub.dataset.sub);
  }
}

// --- The other clock ---

const clocks = [...form.elements.clock].map((choice) => ({ choice, zone: choice.value, name: choice.closest(".opt").textContent.trim() }));

function showOtherClock() {
  const stated = clocks.find(({ choice }) => choice.checked);
  const other = clocks.find(({ choice }) => !choice.checked);
  for (const moment of form.querySelectorAll("[data-moment]")) {
    const [date, time] = moment.querySelectorAll("input");
    const read = stated && readOn(date.value, time.value, stated.zone, other.zone);
    const day = read && read.date !== date.value ? `${read.date}, ` : "";
    one("[data-other-clock]", moment).textContent = read ? `${time.value} ${stated.name} · ${day}${read.time} ${other.name}` : "";
  }
}

// --- What is typed ---

function typedAnswers() {
  const answers = {};
  for (const [name, value] of new FormData(form)) {
    if (!HOUSEKEEPING.has(name)) (answers[name] ??= []).push(value);
  }
  return answers;
}

function keepTyped() {
  keep.put(typedAnswers());
}

function giveBack(answers) {
  for (const rows of form.querySelectorAll("[data-rows]")) {
    const wanted = Number(answers[`${rows.dataset.rows}-count`]?.[0] ?? 0);
    while (Number(one("[data-count]", rows).value) < wanted) addRow(rows);
  }
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || HOUSEKEEPING.has(field.name)) continue;
    const values = answers[field.name] ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}

// --- Wiring ---

const kept = keep.take();
// What was typed upon another version is not put over this one: it was saved, or somebody else saved meanwhile.
if (kept && typed === undefined && kept.etag?.[0] === form.elements.etag.value) {
  giveBack(kept);
  document.querySelector("[data-given-back]").hidden = false;
} else {
  keep.drop();
}
form.addEventListener("click", onMore);
form.addEventListener("input", () => {
  showSubs();
  showOtherClock();
  keepTyped();
});
form.addEventListener("submit", () => {
  // Signing in again in another tab changes the token; the cookie knows.
  one("[name=csrfmiddlewaretoken]").value = cookie(csrfCookie) || one("[name=csrfmiddlewaretoken]").value;
});
showSubs();
showOtherClock();
