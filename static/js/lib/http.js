// JSON over the product's own API. An answer that is not 2xx becomes a Problem.

/** What the server refused, as its problem body tells it. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.title || `HTTP ${status}`);
    this.status = status;
    this.code = body?.code ?? "";
    this.errors = body?.errors ?? {};
  }
}

/** Return a URL with parameters added; undefined, null and "" are left out, a list repeats its key. */
export function withParameters(url, parameters = {}) {
  const [path, query = ""] = url.split("?");
  const all = new URLSearchParams(query);
  for (const [key, value] of Object.entries(parameters)) {
    const values = Array.isArray(value) ? value : [value];
    const said = values.filter((one) => one !== undefined && one !== null && one !== "");
    if (said.length) all.delete(key);
    for (const one of said) all.append(key, one);
  }
  const text = all.toString();
  return text ? `${path}?${text}` : path;
}

/** Return the path of a URL of ours: the API names its public host, the reader may have come by another name. */
export function ownPath(url) {
  const { pathname, search, hash } = new URL(url, "http://ours.invalid");
  return `${pathname}${search}${hash}`;
}

async function read(response) {
  const text = await response.text();
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    // A proxy's error page: its status says enough.
  }
  if (!response.ok) throw new Problem(response.status, body);
  return body;
}

/** Ask for JSON. */
export async function getJSON(url, parameters, { signal } = {}) {
  return read(
    await fetch(withParameters(url, parameters), { signal, headers: { Accept: "application/json" }, credentials: "same-origin" }),
  );
}
