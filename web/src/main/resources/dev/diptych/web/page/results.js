// The results: a line on how they came about, then the grid, or both orders side by side.

import { isMix } from "./address.js";
import { BELOW_MARK, card, orderWords, setLikely } from "./card.js";
import { nameOfPart } from "./chips.js";
import { entries, offersFew, sideBySide, verdict, wasReranked } from "./difference.js";
import { button, el, foreign } from "./dom.js";
import { glide, layOut, places } from "./grid.js";
import { parts, t } from "./i18n.js";
import { milliseconds, percent } from "./numbers.js";
import { dropShots, keepShots } from "./shot.js";

const PLACEHOLDERS = 12;

/** How many of the nearest are shown where nothing is a good match, until more are asked for. */
const NEAREST = 5;

/** Grey cards while the first answer is on its way; what is there already only fades. */
export function showBusy(container, target) {
  container.hidden = false;
  container.setAttribute("aria-busy", "true");
  if (container.querySelector(".card, .tile")) {
    container.classList.add("fading");
    return;
  }
  container.replaceChildren(
    el("div", { class: "report" }, el("p", { class: "count" }, t("results.searching"))),
    el(
      "ol",
      { class: `grid ${target}`, "aria-hidden": "true" },
      Array.from({ length: PLACEHOLDERS }, () => el("li", { class: "card ghost" })),
    ),
  );
}

/** The server's sentence as people write sentences. */
const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1) + (/[.!?]$/.test(words) ? "" : ".");

/** A failed search: what happened and a way on. `ways` = { retry, choose }. */
export function showError(container, error, ways) {
  container.hidden = false;
  container.removeAttribute("aria-busy");
  container.classList.remove("fading");
  const unusable = error.status === 413 || error.code === "UNREADABLE_IMAGE";
  const title =
    error.status === 0 ? "error.none" : unusable ? "error.picture" : error.status >= 500 ? "error.failed" : "error.refused";
  container.replaceChildren(
    el(
      "div",
      { class: "state error", role: "alert" },
      el("h2", {}, t(title)),
      el("p", {}, error.status === 0 ? sentence(error.message) : foreign(sentence(error.message))),
      el(
        "p",
        { class: "ways" },
        unusable
          ? el("button", { type: "button", class: "go", onclick: ways.choose }, t("error.chooseOther"))
          : el("button", { type: "button", class: "go", onclick: ways.retry }, t("error.again")),
        el("button", { type: "button", class: "quiet", onclick: ways.clear }, t("error.clear")),
      ),
    ),
  );
}

function nothing(search, status, actions) {
  const words = search.target === "text";
  const none = status && (words ? status.index.texts === 0 : status.index.images === 0);
  return el(
    "div",
    { class: "state" },
    el("h2", {}, none ? t(words ? "empty.noTexts" : "empty.noPictures") : t("empty.nothing")),
    el("p", {}, none ? parts("empty.index", { command: el("code", {}, "diptych index PATH...") }) : t("empty.answer")),
    search.filters.length > 0
      ? el("p", { class: "ways" }, el("button", { type: "button", class: "go", onclick: actions.dropFilters }, t("empty.dropFilters")))
      : null,
  );
}

function stage(name, label, ms) {
  return el("span", { class: `stage ${name}` }, `${label} `, el("b", {}, milliseconds(ms)));
}

function timings(answer, firstOnly, provisional) {
  const times = answer.timings;
  const shown = [stage("encode", t("stage.encode"), times.encodeMs), stage("recall", t("stage.recall"), times.recallMs)];
  if (wasReranked(answer)) {
    shown.push(stage("rerank", t("stage.rerank"), times.rerankMs));
    shown.push(el("span", { class: "stage" }, t("stage.pairs", { n: answer.rerank.depthReached })));
  } else if (provisional) {
    shown.push(el("span", { class: "stage reading" }, "\u2026"));
  } else if (firstOnly) {
    shown.push(el("span", { class: "stage" }, t("stage.off")));
  }
  const compared = t(answer.recall.exact ? "stage.allVectors" : "stage.vectors", { n: answer.recall.visited, ms: milliseconds(times.totalMs) });
  return el("p", { class: "timings", title: compared }, shown);
}

const quoted = (name) => t("quoted", { name });

function namePart(part) {
  if (part.kind === "image") return t("subject.yourPicture");
  if (!part.name) return t("subject.aResult");
  return t(part.isPicture ? "subject.picture" : "subject.words", { name: part.name });
}

/** What the results are results of. */
export function subject(search) {
  if (!isMix(search)) return search.q ? quoted(search.q) : namePart(search.parts[0]);
  const wanted = search.parts.filter((each) => each.weight > 0).map((each) => quoted(nameOfPart(each)));
  const unwanted = search.parts.filter((each) => each.weight < 0).map((each) => quoted(nameOfPart(each)));
  const with_ = [...(search.q ? [quoted(search.q)] : []), ...wanted].join(" + ");
  return unwanted.length > 0 ? t("subject.less", { wanted: with_, unwanted: unwanted.join(", ") }) : with_;
}

/** "Words for", "Pictures for" or, where a picture asks for pictures, "Pictures like". */
function heading(search) {
  const what = el("em", {}, subject(search));
  if (search.target === "text") return parts("heading.wordsFor", { what });
  const alike = !search.q && search.parts.every((each) => each.kind === "image" || each.isPicture);
  return parts(alike ? "heading.picturesLike" : "heading.picturesFor", { what });
}

function report(search, mode, answers, list, provisional = false, hints = {}) {
  const answer = answers[mode];
  // What is provisional has as many lines as what takes its place, so that nothing moves then.
  const sentence = provisional ? t("stage.reading") : verdict(mode, answers);
  const sameKind = mode === "both" && !wasReranked(answer) && !answer.rerank?.degraded && answer.query.rerank !== 0;
  const reranked = provisional || (mode === "both" && wasReranked(answer));
  // A model without a second stage may have a probability of its own.
  const rated = reranked || (!provisional && mode === "both" && answer.hits.some((hit) => hit.matchProbability !== null));
  const below = list.find((entry) => entry.below);
  const calibrated = provisional ? hints.calibrated : answer.hits.some((hit) => hit.calibrated);
  return el(
    "div",
    { class: "report" },
    el("h2", { class: "count" }, heading(search)),
    timings(answer, search.firstOnly, provisional),
    sentence ? el("p", { class: `verdict ${provisional ? "both" : mode}` }, sentence) : null,
    sameKind ? el("p", { class: "verdict" }, t("report.sameKind")) : null,
    rated ? el("p", { class: "fine" }, t(calibrated ? "report.calibrated" : "report.uncalibrated")) : null,
    !provisional && reranked && below ? el("p", { class: "fine" }, BELOW_MARK, " ", t("report.below", { why: orderWords(below) })) : null,
  );
}

/** Cards, and between the good matches and the others a line. */
function behindLine(list, answer, mode, actions) {
  const cards = list.map((entry) => card(entry, actions));
  const good = list.findIndex((entry) => !entry.hit.goodMatch);
  if (mode === "both" && good > 0) {
    const under = answer.confidence.threshold;
    cards.splice(good, 0, el("li", { class: "line" }, under === null ? t("line") : t("line.threshold", { p: percent(under) })));
  }
  return cards;
}

function ending(more, answer, actions) {
  if (more) return button("quiet more", null, t("results.more"), actions.more);
  return el("p", { class: "all muted" }, t("results.all", { n: answer.hits.length }));
}

/**
 * Shows what came. `actions` = { open, follow, more, dropFilters }; a provisional answer is still being read by the
 * second stage.
 */
export function showResults(container, search, answers, status, actions, provisional = false) {
  const mode = provisional || search.firstOnly ? "first" : "both";
  const answer = answers[mode];
  setLikely(answer.confidence?.threshold);
  const before = places(container);
  container.hidden = false;
  container.classList.remove("fading");
  if (provisional) container.setAttribute("aria-busy", "true");
  else container.removeAttribute("aria-busy");
  if (answer.hits.length === 0) {
    container.replaceChildren(nothing(search, status, actions));
    return [];
  }
  keepShots(container);
  if (!provisional && search.sideBySide && answers.first && wasReranked(answers.both)) {
    const both = entries("both", answers);
    container.replaceChildren(report(search, "both", answers, both), sideBySide(answers, actions));
    dropShots();
    return both;
  }
  const all = entries(mode, answers);
  const few = mode === "both" && offersFew(answer);
  const list = few ? all.slice(0, NEAREST) : all;
  const grid = el("ol", { class: `grid ${search.target}`, "data-grid": "" }, behindLine(list, answer, mode, actions));
  container.replaceChildren(
    report(search, mode, answers, list, provisional, { calibrated: status?.model.calibration !== null }),
    grid,
    provisional ? "" : ending(few ? list.length < all.length || answer.listing.next !== null : answer.listing.next !== null, answer, actions),
  );
  dropShots();
  if (search.target === "image") layOut(grid);
  glide(container, before);
  return list;
}

/** Adds the next page below, nothing above moves. `answers` hold it already, from the given place on. */
export function appendResults(container, search, answers, from, actions) {
  const mode = search.firstOnly ? "first" : "both";
  const answer = answers[mode];
  const list = entries(mode, answers);
  const grid = container.querySelector("[data-grid]");
  const lined = grid.querySelector(".line") !== null;
  const added = list.slice(from).map((entry) => card(entry, actions));
  const good = list.findIndex((entry) => !entry.hit.goodMatch);
  if (mode === "both" && !lined && good >= Math.max(1, from)) {
    added.splice(good - from, 0, el("li", { class: "line" }, answer.confidence.threshold === null ? t("line") : t("line.threshold", { p: percent(answer.confidence.threshold) })));
  }
  grid.append(...added);
  container.querySelector(".more, .all")?.replaceWith(ending(answer.listing.next !== null, answer, actions));
  if (search.target === "image") layOut(grid);
  return list;
}
