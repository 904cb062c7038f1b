// Counts as the page's language writes them: browsers know no Tajik or Kyrgyz, so the page shows how it writes 1000.

/** Return a whole number with its digits grouped as in `example`, such as "1,000". */
export function grouped(n, example) {
  const separator = example.length > 4 ? example.slice(1, -3) : "";
  return String(n).replace(/\B(?=(\d{3})+$)/g, separator);
}
