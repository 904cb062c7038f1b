// Queries as the pages write them: commas, colons and slashes stay readable.

/** Return a query string with parameters replaced; null or "" takes one out. */
export function changedQuery(search, changes) {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    if (value) query.append(name, value);
  }
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/");
  return text ? `?${text}` : "";
}
