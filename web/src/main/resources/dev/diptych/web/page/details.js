// One result, large, with every number.

import { badge, belowWords, calibration, followUps, foundBy, nameOf, pathOf, writer } from "./card.js";
import { byId, el, icon, meter } from "./dom.js";
import { cosine, logit, percent } from "./numbers.js";
import { why } from "./why.js";

const dialog = byId("details");

function row(term, ...value) {
  return [el("dt", {}, term), el("dd", {}, ...value)];
}

function picture(hit) {
  const img = el("img", { alt: nameOf(hit) });
  // Originals that browsers cannot show, or that are gone, leave the thumbnail.
  img.addEventListener("error", () => { img.src = hit.thumbnail; }, { once: true });
  img.src = hit.image;
  return el("div", { class: "large" }, el("div", { class: "frame" }, img));
}

/** A picture that stands behind a result, small; it leads to the original. */
function alike(id) {
  const address = `api/v1/items/${encodeURIComponent(id)}`;
  return el(
    "a",
    { href: `${address}/image`, target: "_blank", rel: "noopener", title: "Open this picture" },
    el("img", { src: `${address}/thumbnail`, alt: "Looks alike", width: "72", height: "72", loading: "lazy" }),
  );
}

function facts(entry) {
  const { hit, mode, other } = entry;
  const image = hit.modality === "image";
  const moved = badge(entry);
  const place =
    mode === "first" ? "in the first stage" :
    document.body.classList.contains("recall-only") ? "by the cosine" :
    other === null ? "not read by the second stage" :
    moved ? "in the first stage" : "in both stages";
  return el(
    "dl",
    {},
    hit.matchProbability === null
      ? document.body.classList.contains("recall-only")
        ? []
        : row("Match", el("span", { class: "muted" }, "not read by the second stage"))
      : row("Match", el("b", {}, percent(hit.matchProbability)), " ", el("small", {}, calibration(hit)), meter("rerank", hit.matchProbability), belowWords(entry)),
    hit.itm
      ? row("ITM logits", `match ${logit(hit.itm.match)} `, el("span", { class: "muted" }, `no match ${logit(hit.itm.noMatch)}`))
      : [],
    row("ITC", el("b", {}, cosine(hit.itc)), " ", el("small", {}, "cosine"), meter("recall", hit.itc)),
    row("Place", el("b", {}, String(hit.rank)), " ", mode === "both" ? (moved ?? "") : "", " ", el("small", {}, place)),
    foundBy(hit) ? row("Found by", foundBy(hit)) : [],
    image && hit.texts.length ? row("Words", hit.texts.map((text) => el("q", { class: "quote" }, text))) : [],
    image && hit.generatedTexts.length
      ? row(
          "Generated",
          hit.generatedTexts.map((each) => [
            el("q", { class: "quote" }, each.text),
            el("small", { class: "muted" }, ` ${percent(each.matchProbability)}, by ${each.model}`),
          ]).flat(),
        )
      : [],
    image ? row("Size", `${hit.width} \u00d7 ${hit.height} px`) : [],
    row("File", el("span", { class: "path" }, pathOf(hit.source))),
    hit.copies
      ? row(hit.copies === 1 ? "Copy" : `${hit.copies} copies`, hit.sources.slice(1).map((copy) => el("span", { class: "path" }, pathOf(copy))))
      : [],
    hit.lookalikes?.count ? row("Look alike", el("span", { class: "alikes" }, hit.lookalikes.ids.map(alike))) : [],
  );
}

/** Opens the dialog on one of a list of results. */
export function openDetails(entries, entry, actions) {
  const index = entries.indexOf(entry);
  const step = (by) => {
    const next = entries[index + by];
    if (next) openDetails(entries, next, actions);
  };
  const follow = { follow: (hit, target) => { dialog.close(); actions.follow(hit, target); } };
  const { hit } = entry;
  const buttons = followUps(hit, follow, "quiet");
  buttons.forEach((button) => button.removeAttribute("tabindex"));
  if (hit.image) {
    buttons.push(el("a", { class: "quiet", href: hit.image, target: "_blank", rel: "noopener" }, icon("open"), el("span", {}, "Original")));
  }
  const arrow = (name, words, by) =>
    el(
      "button",
      { type: "button", class: `tool ${name}`, title: words, "aria-label": words, disabled: !entries[index + by], onclick: () => step(by) },
      icon(name),
    );
  dialog.setAttribute("aria-label", `Result ${hit.rank}: ${nameOf(hit)}`);
  dialog.className = `details ${hit.modality}`;
  const image = hit.modality === "image";
  const large = image ? picture(hit) : el("div", { class: "large" }, el("q", { class: "quote" }, hit.text), writer(hit));
  const words = actions.words?.();
  dialog.replaceChildren(
    large,
    el(
      "div",
      { class: "facts" },
      el("div", { class: "bar" },
        arrow("prev", "Previous result", -1),
        arrow("next", "Next result", 1),
        el("button", { type: "button", class: "tool", title: "Close", "aria-label": "Close", autofocus: true, onclick: () => dialog.close() }, icon("close"))),
      facts(entry),
      image && words && hit.itm ? why(words, hit, large.firstElementChild) : null,
      el("div", { class: "buttons" }, buttons),
    ),
  );
  dialog.onkeydown = (event) => {
    if (event.key === "ArrowRight") step(1);
    else if (event.key === "ArrowLeft") step(-1);
    else return;
    event.preventDefault();
  };
  dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
  dialog.onclose = () => {
    document.querySelector(`[data-grid] [data-id="${CSS.escape(hit.id)}"] .open`)?.focus();
  };
  if (!dialog.open) dialog.showModal();
  else dialog.querySelector(".bar .tool:last-child").focus();
}

export const isOpen = () => dialog.open;
