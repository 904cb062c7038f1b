// Takes the parts of a page that count something from a newer rendering of the same page.

/** Ask for the parts of an address as the server renders them. */
export async function askParts(url) {
  const response = await fetch(url, { credentials: "same-origin", headers: { "X-Fragment": "results" } });
  // A session that ended answers with the sign-in page, which has no parts.
  if (!response.ok || response.redirected) throw new Error(`HTTP ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Put each part (`[data-part]`, found by its id) in the place of its older self, but those that `keep` holds back. */
export function placeParts(rendered, keep = () => false) {
  for (const part of rendered.querySelectorAll("[data-part]")) {
    const older = document.getElementById(part.id);
    if (older && !keep(older)) older.replaceWith(document.adoptNode(part));
  }
}
