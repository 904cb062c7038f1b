// The filters of the list: codes of one filter are joined before they are sent, which saves the redirect that does it
// without JavaScript, and an open choice closes by Escape or a press elsewhere.

/** Return the tidy query of a form's entries: repeated names joined by commas, empty ones left out. */
export function tidyQuery(entries) {
  const joined = new Map();
  for (const [name, value] of entries) {
    if (String(value).trim()) joined.set(name, joined.has(name) ? `${joined.get(name)},${value}` : value);
  }
  return new URLSearchParams([...joined]).toString().replaceAll("%2C", ",");
}

function wire(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = tidyQuery(new FormData(form));
    location.assign(query ? `${form.action}?${query}` : form.action);
  });
  // On a phone the filters are behind one button; without JavaScript they lie open.
  if (matchMedia("(max-width: 59.99rem)").matches) form.querySelector("[data-fold]").open = false;
  const picks = [...form.querySelectorAll("details.pick")];
  document.addEventListener("click", ({ target }) => {
    for (const pick of picks) if (pick.open && !pick.contains(target)) pick.open = false;
  });
  form.addEventListener("keydown", ({ key, target }) => {
    const pick = target.closest("details[open]");
    if (key !== "Escape" || !pick) return;
    pick.open = false;
    pick.querySelector("summary").focus();
  });
}

if (typeof document !== "undefined") {
  const form = document.querySelector("[data-filters]");
  if (form) wire(form);
}
