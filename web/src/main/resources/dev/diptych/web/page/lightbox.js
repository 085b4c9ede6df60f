// One result, large: walked with keys, buttons and swipes, beside it what is known of it.

import { followUps, nameOf, writer } from "./card.js";
import { button, byId, el, tool } from "./dom.js";
import { facts } from "./facts.js";
import { t } from "./i18n.js";
import { percent } from "./numbers.js";
import { isPicked, pick } from "./selection.js";
import { why } from "./why.js";
import { zoomable } from "./zoom.js";

const dialog = byId("details");

/** The large view that is open; null while none is. */
let view = null;

export const isOpen = () => dialog.open;

/**
 * Opens a result. `list` gives the entries that can be walked, as they are now; `actions` = { follow(hit, target),
 * words(), join(hit, weight), narrow(condition), more(): whether there were more, shown(hit), closed() }.
 */
export function openLightbox(list, entry, actions) {
  view?.zoom?.end();
  view = shell(list, actions);
  dialog.replaceChildren(view.stage, view.panel);
  show(entry);
  if (!dialog.open) dialog.showModal();
  view.close.focus();
}

/** Shows another result in the open view, or the first time. */
export const closeLightbox = () => dialog.close();

function shell(list, actions) {
  const stage = el("div", { class: "viewer" });
  const prev = tool("prev", "prev", t("details.prev"), () => step(-1));
  const next = tool("next", "next", t("details.next"), () => step(1));
  const close = tool("close", "close", t("details.close"), () => dialog.close(), { autofocus: true });
  const said = el("p", { class: "visually-hidden", role: "status" });
  const place = el("span", { class: "where muted" });
  const body = el("div", { class: "facts-body" });
  const panel = el("div", { class: "facts" }, el("div", { class: "bar" }, prev, next, place, close), body, said);
  return { list, actions, stage, panel, body, prev, next, close, place, said, entry: null, zoom: null };
}

async function step(by) {
  const now = view;
  let entries = now.list();
  const index = entries.findIndex((each) => each.hit.id === now.entry.hit.id);
  if (index < 0) return;
  if (!entries[index + by] && by > 0 && (await now.actions.more())) entries = now.list();
  if (view === now && entries[index + by]) show(entries[index + by]);
}

function large(hit) {
  const img = el("img", { class: "full", alt: nameOf(hit), draggable: "false" });
  const under = el("img", { class: "under", alt: "", "aria-hidden": "true", draggable: "false" });
  if (hit.thumbnail) under.src = hit.thumbnail;
  const frame = el("div", { class: "frame" }, under, img);
  if (hit.width && hit.height) {
    frame.style.setProperty("--ratio", String(hit.width / hit.height));
    frame.style.setProperty("--width", `${hit.width}px`);
  }
  img.addEventListener("load", () => frame.classList.add("here"));
  // Originals that browsers cannot show, or that are gone, leave the small picture.
  img.addEventListener("error", () => {
    frame.classList.add("small");
    if (img.dataset.last || !hit.thumbnail) return;
    img.dataset.last = "yes";
    img.src = hit.thumbnail;
  });
  img.src = hit.image;
  return frame;
}

function show(entry) {
  const { hit } = entry;
  const { stage, actions } = view;
  const image = hit.modality === "image";
  view.zoom?.end();
  view.entry = entry;
  dialog.setAttribute("aria-label", hit.rank ? t("details.label", { n: hit.rank, name: nameOf(hit) }) : nameOf(hit));
  dialog.className = `details ${hit.modality}`;
  const frame = image ? large(hit) : null;
  const content = image ? el("div", { class: "content" }, frame) : el("div", { class: "content" }, el("q", { class: "quote" }, hit.text), writer(hit));
  stage.replaceChildren(content);
  if (image) {
    view.zoom = zoomable(stage, content, { step, zoomed: () => {} });
    stage.append(
      el(
        "div",
        { class: "zoom" },
        tool("", "plus", t("zoom.in"), () => view.zoom.closer()),
        tool("", "minus", t("zoom.out"), () => view.zoom.farther()),
        tool("", "fit", t("zoom.whole"), () => view.zoom.whole()),
      ),
    );
  } else {
    view.zoom = null;
  }
  const words = actions.words();
  view.body.replaceChildren(
    ...[
      image && words && hit.itm ? why(words, hit, frame) : null,
      el("div", { class: "buttons" }, buttons(hit)),
      facts(entry, {
        narrow: (condition) => leave(() => actions.narrow(condition)),
        open: (id) => actions.openOther(id),
      }),
    ].filter(Boolean),
  );
  view.panel.scrollTop = 0;
  place();
  actions.shown(hit);
}

/** Where in the list this one stands, and whether it goes on. */
function place() {
  const entries = view.list();
  const index = entries.findIndex((each) => each.hit.id === view.entry.hit.id);
  const alone = index < 0;
  view.prev.hidden = view.next.hidden = alone;
  view.prev.setAttribute("aria-disabled", String(index <= 0));
  view.next.setAttribute("aria-disabled", String(!alone && !entries[index + 1] && !view.actions.hasMore()));
  view.place.textContent = alone ? "" : t("details.place", { n: index + 1, of: entries.length });
  const { hit } = view.entry;
  const match = hit.matchProbability === null || hit.matchProbability === undefined ? "" : `, ${t("match")} ${percent(hit.matchProbability)}`;
  view.said.textContent = alone ? nameOf(hit) : `${t("details.place", { n: index + 1, of: entries.length })}: ${nameOf(hit)}${match}`;
}

/** Closes the view and goes on with something else. */
function leave(work) {
  view.leaving = true;
  dialog.close();
  work();
}

function buttons(hit) {
  const { actions } = view;
  const follow = followUps(hit, { follow: (each, target) => leave(() => actions.follow(each, target)) }, "quiet");
  follow.forEach((each) => each.removeAttribute("tabindex"));
  const all = [...follow];
  if (actions.joinable()) {
    all.push(
      button("quiet", "plus", t("join.like"), () => leave(() => actions.join(hit, 1))),
      button("quiet", "minus", t("join.unlike"), () => leave(() => actions.join(hit, -1))),
    );
  }
  if (hit.image) {
    const picked = button("quiet pick-it", "check", t("select.this"), () => {
      pick(hit);
      picked.setAttribute("aria-pressed", String(isPicked(hit.id)));
    }, { "aria-pressed": String(isPicked(hit.id)) });
    all.push(
      el("a", { class: "quiet", href: hit.image, download: hit.fileName }, t("details.download")),
      el("a", { class: "quiet", href: hit.image, target: "_blank", rel: "noopener" }, t("details.original")),
      picked,
    );
  }
  return all;
}

const KEYS = {
  ArrowRight: () => step(1),
  ArrowLeft: () => step(-1),
  "+": () => view.zoom?.closer(),
  "=": () => view.zoom?.closer(),
  "-": () => view.zoom?.farther(),
  0: () => view.zoom?.whole(),
};

dialog.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  const work = KEYS[event.key];
  if (!work) return;
  event.preventDefault();
  work();
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
dialog.addEventListener("close", () => {
  const closed = view;
  if (!closed) return;
  view = null;
  closed.zoom?.end();
  dialog.replaceChildren();
  if (closed.leaving) return;
  closed.actions.closed();
  document.querySelector(`[data-grid] [data-id="${CSS.escape(closed.entry.hit.id)}"] .open`)?.focus();
});
