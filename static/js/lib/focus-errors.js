// Gives the error summary focus, and takes its links to the first field of a question instead of its frame.

const FIELDS = "input:not([type=hidden]), select, textarea";

/** Return what should take focus for a link's target: a field, or the first field (the chosen one) inside a group. */
export function fieldOf(target) {
  if (!target) return null;
  if (target.matches(FIELDS)) return target;
  return target.querySelector(`:is(${FIELDS}):checked`) ?? target.querySelector(FIELDS) ?? target;
}

export function focusErrors(root = document) {
  const summary = root.querySelector("[data-error-summary]");
  if (!summary) return;
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const field = fieldOf(target);
    if (!field) return;
    event.preventDefault();
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    (target.closest(".q") ?? target).scrollIntoView();
    field.focus({ preventScroll: true });
  });
  summary.focus();
}

if (typeof document !== "undefined") focusErrors();
