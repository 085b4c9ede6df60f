// Several results at once: copy their paths, download them, search with them.

import { MOST_IN_ZIP, zipOf } from "./api.js";
import { button, byId, copy, el, say } from "./dom.js";
import { t } from "./i18n.js";

/** Selected results by id, in the order they were selected. */
const picked = new Map();

/** Most of them that one search takes. */
const MOST_AS_QUERY = 8;

let searchWith = () => {};

export const isPicked = (id) => picked.has(id);

/** Selects a result, or no longer. */
export function pick(hit, wanted = !picked.has(hit.id)) {
  if (wanted) picked.set(hit.id, hit);
  else picked.delete(hit.id);
  for (const box of document.querySelectorAll(`.card[data-id="${CSS.escape(hit.id)}"] .pick input`)) box.checked = wanted;
  show();
}

/** Selects nothing. */
export function clearPicked() {
  if (picked.size === 0) return false;
  picked.clear();
  for (const box of document.querySelectorAll(".pick input:checked")) box.checked = false;
  show();
  return true;
}

/** `withThem` gets the selected results and searches with them. */
export const listenToSelection = (withThem) => { searchWith = withThem; };

async function copyPaths() {
  const paths = [...picked.values()].map((hit) => hit.path ?? hit.source);
  const done = await copy(paths.join("\n"));
  say(t(done ? "select.copied" : "copy.failed", { n: paths.length }));
  byId("picked-said").textContent = t(done ? "select.copied" : "copy.failed", { n: paths.length });
}

/** Draws the bar at the foot of the page anew. */
export function show() {
  const bar = byId("picked");
  document.body.classList.toggle("picking", picked.size > 0);
  bar.hidden = picked.size === 0;
  if (bar.hidden) {
    bar.replaceChildren();
    return;
  }
  const tooMany = picked.size > MOST_IN_ZIP;
  const ids = [...picked.keys()];
  const focused = bar.contains(document.activeElement);
  bar.replaceChildren(
    el("b", {}, t("select.count", { n: picked.size })),
    button("quiet", "copy", t("select.copy"), copyPaths),
    tooMany
      ? el("span", { class: "muted" }, t("select.tooMany", { n: MOST_IN_ZIP }))
      : el("a", { class: "quiet", href: zipOf(ids), download: "", title: t("select.zip.long") }, t("select.zip")),
    button("quiet", "alike", t("select.search"), () => {
      const hits = [...picked.values()];
      clearPicked();
      searchWith(hits);
    }, {
      disabled: picked.size > MOST_AS_QUERY,
      title: picked.size > MOST_AS_QUERY ? t("select.mostQuery", { n: MOST_AS_QUERY }) : null,
    }),
    button("quiet", "close", t("select.none"), clearPicked),
    el("span", { id: "picked-said", class: "muted" }),
  );
  if (focused) bar.querySelector("button")?.focus();
}
