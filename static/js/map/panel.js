// What was pressed on the map, told below it: lines of text and links, never markup from data.
import { getJSON, ownPath } from "../lib/http.js";
import { html, severityMark } from "../lib/svg.js";

/** Return {say(...nodes), clear()} over the panel of a map's frame. */
export function panelOf(frame) {
  const panel = frame.querySelector("[data-map-panel]");
  return {
    say(...nodes) {
      panel.replaceChildren(...nodes);
      panel.hidden = false;
    },
    clear() {
      panel.hidden = true;
    },
  };
}

function incidentRow({ title, severity, url, number, own_number: ownNumber }) {
  const name = html("a", { class: "t", href: ownPath(url) }, title);
  const words = html("span", {}, name, html("br"), html("span", { class: "m" }, number ?? ownNumber ?? ""));
  return html("li", {}, html("div", { class: "inc" }, severityMark(severity), words));
}

/** Tell the incidents of a box, as links, most recent first; `words` are {loading, more, failed}. */
export async function tellIncidents(panel, { url, filters, bbox, words }) {
  panel.say(html("p", {}, words.loading));
  try {
    const page = await getJSON(filters ? `${url}?${filters}` : url, { bbox, limit: 10 });
    const rows = html("ul", { class: "rows" }, ...page.results.map(incidentRow));
    panel.say(rows, ...(page.next ? [html("p", { class: "quiet" }, words.more)] : []));
  } catch {
    panel.say(html("p", {}, words.failed));
  }
}

/** Tell what stretch of the line was pressed; `words` are {km, apportioned}. */
export function tellStretch(panel, stretch, { words, url }) {
  const { segment, name, from_km: from, to_km: to, status_label: status, apportioned } = stretch;
  const where = `${name} (${segment}), ${words.km} ${from.toFixed(1)} – ${to.toFixed(1)}: ${status.toLowerCase()}`;
  const link = html("a", { href: url.replace("{code}", encodeURIComponent(segment)) }, where);
  panel.say(html("p", {}, link, ...(apportioned ? [`. ${words.apportioned}`] : [])));
}
