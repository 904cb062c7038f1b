// SVG built node by node: what comes from data is text, never markup.

const NS = "http://www.w3.org/2000/svg";

/** Make an SVG element with attributes and children; a string child is text. */
export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** Make a severity mark from the page's sprite; its neighbour says the word. */
export function severityMark(level, extra = {}) {
  const mark = svg("svg", { class: `sev sev-${level}`, viewBox: "0 0 24 24", "aria-hidden": "true", ...extra });
  mark.append(svg("use", { href: `#i-sev-${level}` }));
  return mark;
}

/** Make an HTML element with attributes and children; a string child is text. */
export function html(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}
