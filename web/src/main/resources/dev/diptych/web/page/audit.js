// Captions that do not describe their picture, with one that would.

import * as api from "./api.js";
import { button, copy, el, foreign } from "./dom.js";
import { t } from "./i18n.js";
import { percent } from "./numbers.js";

let asked = null;

/** The view is left: nobody waits for the answer any more. */
export const leaveAudit = () => asked?.abort();

function rejected(each, actions) {
  const address = `api/v1/items/${encodeURIComponent(each.item)}`;
  return el(
    "li",
    { class: "rejected" },
    el("button", { type: "button", class: "shot-of", "aria-label": t("audit.open", { text: each.text }), onclick: () => actions.openItem(each.item) },
      el("img", { src: `${address}/thumbnail`, alt: "", width: "96", height: "96", loading: "lazy" })),
    el(
      "div",
      {},
      el("p", {}, el("q", { class: "quote", lang: "" }, each.text)),
      el("p", { class: "muted" }, t("audit.fits", { p: percent(each.matchProbability) })),
      each.better
        ? el("p", {}, t("audit.better"), " ", el("q", { lang: "" }, each.better.text), " ", el("small", { class: "muted" }, t("facts.generatedBy", { p: percent(each.better.matchProbability), model: each.better.model })))
        : null,
      el("p", { class: "path" }, each.path),
      el(
        "p",
        { class: "chips" },
        button("chip", "copy", t("facts.copyPath"), (event) => copy(each.path).then((done) => { event.target.closest("button").lastChild.textContent = t(done ? "facts.copied" : "copy.failed"); })),
        button("chip", "words", t("follow.words"), () => actions.follow({ id: each.item, modality: "image", texts: [each.text], fileName: each.path }, "text")),
        button("chip", "search", t("audit.pictures"), () => actions.words(each.text)),
      ),
    ),
  );
}

const PAGE = 50;

/** How long the server looks before it says how far it is. */
const SLICE = "2s";

/** Draws the view. `actions` = { openItem(id), follow(hit, target), words(text) }. */
export async function showAudit(place, actions) {
  leaveAudit();
  const head = el("h2", {}, t("view.audit"));
  const said = el("p", { role: "status" }, t("audit.running"));
  const bar = el("progress", { "aria-label": t("jobs.progress") });
  const list = el("ul", { class: "rejects" });
  const foot = el("p", {});
  place.replaceChildren(head, el("p", { class: "muted" }, t("audit.what")), said, bar, list, foot);
  const { signal } = (asked = new AbortController());
  const page = (offset) => api.audit({ limit: PAGE, offset, budget: SLICE }, signal);

  async function add() {
    const answer = await page(list.childElementCount);
    list.append(...answer.rejected.map((each) => rejected(each, actions)));
    return answer;
  }

  try {
    let answer = await page(0);
    while (answer.outOfTime) {
      said.textContent = t("audit.looked", { n: answer.looked, of: answer.images });
      bar.max = Math.max(1, answer.images);
      bar.value = answer.looked;
      answer = await page(0);
    }
    bar.remove();
    said.textContent = t("audit.summary", { n: answer.found, texts: answer.texts, pictures: answer.pictures, p: percent(answer.threshold) })
      + (answer.unread > 0 ? ` ${t("audit.unread", { n: answer.unread })}` : "");
    list.append(...answer.rejected.map((each) => rejected(each, actions)));
    const more = button("quiet more", null, t("results.more"), async () => {
      await add();
      if (list.childElementCount >= answer.found) more.remove();
    });
    if (list.childElementCount < answer.found) foot.append(more);
  } catch (error) {
    if (error.name === "AbortError") return;
    bar.remove();
    said.replaceChildren(foreign(error.message));
  }
}
