// One result: a picture or a text, its place, and what both stages said of it.

import { button, el, icon, meter } from "./dom.js";
import { t } from "./i18n.js";
import { cosine, moved, percent } from "./numbers.js";
import { isPicked, pick } from "./selection.js";
import { ratioOf, shot } from "./shot.js";

/** What to call a result aloud. */
export const nameOf = (hit) => hit.text ?? hit.texts?.[0] ?? hit.fileName;

/** That a model wrote the words of a result; null where people did. */
export const writer = (hit) =>
  hit.generatedBy
    ? el("small", { class: "muted", title: t("card.fits", { p: percent(hit.generatedBy.matchProbability) }) }, t("card.generatedBy", { model: hit.generatedBy.model }))
    : null;

/**
 * How far a result moved between the stages, as a badge; null where it did not.
 * `entry` = { hit, mode, other }: `other` is its place in the other stage's order, null for none known,
 * Infinity for further down than was looked.
 */
export function badge({ hit, mode, other }) {
  if (other === null || other === undefined || other === hit.rank) return null;
  const up = mode === "both" ? other > hit.rank : other < hit.rank;
  const arrow = up ? "\u2191" : "\u2193";
  const key = mode === "both" ? "from" : other === Infinity ? "out" : "to";
  return el(
    "span",
    { class: `badge ${up ? "up" : "down"}`, title: t(`badge.${key}.long`, { n: other }) },
    `${arrow} ${t(`badge.${key}`, { n: other })}`,
  );
}

/** What is to be said beside a match probability. */
export const calibration = (hit) => t(hit.calibrated ? "match.calibrated" : "match.uncalibrated");

/** From which probability on a match is likely where the server applies no threshold. */
const HALF = 0.5;

let likely = HALF;

/** Takes the threshold of the answer that is shown; null where none is applied. */
export const setLikely = (threshold) => { likely = threshold ?? HALF; };

/** How a match probability is written: gold where the model believes in it. */
export const matchClass = (hit) =>
  hit.matchProbability !== null && hit.matchProbability < likely ? "value unlikely" : "value rerank";

/** Stands beside a percentage that is lower than the next result's. */
export const BELOW_MARK = "\u2020";

let order = "match + cosine";

/** Says what the server orders results by, in a few words. */
export const setOrder = (words) => { order = words ?? order; };

/** Why a result stands before one of a higher percentage. */
export const orderWords = ({ hit }) => (hit.mix ? t("below.mix") : t("below.order", { order }));

const belowSentence = (entry) => t("below.sentence", { why: orderWords(entry) });

export const belowMark = (entry) =>
  entry.below ? el("sup", { class: "below", title: belowSentence(entry) }, BELOW_MARK) : null;

/** The same as a sentence, for the large view; null where there is nothing to explain. */
export const belowWords = (entry) => (entry.below ? belowSentence(entry) : null);

const copiesWords = (hit) => t("card.copies", { n: hit.copies });

const lookalikesWords = (hit) => t("card.alike", { n: hit.lookalikes.count });

/** A file URI as people write paths. */
export function pathOf(source) {
  try {
    const uri = new URL(source);
    return uri.protocol === "file:" ? decodeURIComponent(uri.pathname) + uri.hash : source;
  } catch {
    return source;
  }
}

/** What found a result, where that is not its vector alone. */
export function foundBy(hit) {
  if (hit.exact) return t("found.exact");
  return { words: t("found.words"), both: t("found.both") }[hit.foundBy] ?? null;
}

const byWords = (hit) => hit.exact || hit.foundBy === "words";

/** The bars of both stages. */
export function scores(hit) {
  return el(
    "span",
    { class: "scores" },
    hit.matchProbability === null
      ? el("span", { class: "score-row unread" }, el("span", {}, t("match")), el("span", { class: "muted" }, t("match.unread")))
      : el(
          "span",
          { class: "score-row" },
          el("span", {}, t("match"), " ", el("small", {}, calibration(hit))),
          el("b", {}, percent(hit.matchProbability)),
          meter("rerank", hit.matchProbability),
        ),
    el(
      "span",
      { class: "score-row" },
      el("span", {}, "ITC ", el("small", {}, t("cosine"))),
      el("b", {}, cosine(hit.itc)),
      meter("recall", hit.itc),
    ),
    byWords(hit) ? el("span", { class: "score-row" }, el("span", {}, t("found"), " ", el("small", {}, foundBy(hit)))) : null,
  );
}

function spoken({ hit, mode, other, below }) {
  const said = [`${hit.rank}: ${nameOf(hit)}`];
  if (hit.generatedBy) said.push(t("card.generatedBy", { model: hit.generatedBy.model }));
  if (hit.matchProbability !== null) said.push(t("card.spokenMatch", { p: percent(hit.matchProbability), how: calibration(hit) }));
  said.push(`ITC ${cosine(hit.itc)}`);
  if (mode === "both" && other !== null && other !== hit.rank) said.push(moved(other, hit.rank));
  if (byWords(hit)) said.push(t("card.spokenFound", { how: foundBy(hit) }));
  if (below) said.push(belowSentence({ hit }));
  if (hit.copies) said.push(copiesWords(hit));
  if (hit.lookalikes?.count) said.push(lookalikesWords(hit));
  return said.join(", ");
}

/** What can be asked with a result as the query. */
export function followUps(hit, actions, className) {
  const ask = (target, name, key) =>
    button(className, name, t(key), () => actions.follow(hit, target), { tabindex: "-1", title: t(key) });
  return hit.modality === "image"
    ? [ask("image", "alike", "follow.alike"), ask("text", "words", "follow.words")]
    : [ask("image", "picture", "follow.pictures"), ask("text", "alike", "follow.texts")];
}

/** A count of what stands behind a card, which leads there; screen readers hear it with the card itself. */
function behind(className, words, entry, actions, title) {
  return el("button", { type: "button", class: `copies ${className}`, tabindex: "-1", title, onclick: () => actions.open(entry) }, words);
}

/** A box that takes a result among the selected ones. */
function picker(hit) {
  const box = el("input", { type: "checkbox", tabindex: "-1", "aria-label": t("select.one", { name: nameOf(hit) }), onchange: (event) => pick(hit, event.target.checked) });
  box.checked = isPicked(hit.id);
  return el("label", { class: "pick" }, box, icon("check"));
}

/** The card of one result. `actions` = { open(entry), follow(hit, target) }. */
export function card(entry, actions) {
  const { hit, mode, other } = entry;
  const picture = hit.modality === "image";
  const read = mode === "both" && hit.matchProbability !== null;
  const hidden = mode === "first" && other === 1 && hit.rank > 1;
  const itc = el("span", { class: "value recall" }, `ITC ${cosine(hit.itc)}`);
  const match = el("span", { class: matchClass(hit) }, read ? percent(hit.matchProbability) : "", belowMark(entry));
  const item = el(
    "li",
    { class: `card ${picture ? "picture" : "words"}${hidden ? " overlooked" : ""}`, "data-id": hit.id },
    el(
      "button",
      { type: "button", class: "open", tabindex: "-1", "aria-label": spoken(entry), onclick: () => actions.open(entry) },
      picture ? shot(hit) : el("q", { class: "quote" }, hit.text),
      picture ? null : writer(hit),
      picture ? el("span", { class: "reveal" }, scores(hit), el("span", { class: "caption" }, nameOf(hit))) : null,
    ),
    el("div", { class: "actions" }, followUps(hit, actions, "act")),
    picture ? picker(hit) : null,
    el(
      "div",
      { class: "foot", "aria-hidden": "true" },
      el("span", { class: "rank" }, String(hit.rank)),
      badge(entry),
      hit.copies ? behind("", copiesWords(hit), entry, actions, hit.sources.slice(1).map(pathOf).join("\n")) : null,
      hit.lookalikes?.count ? behind("alike", lookalikesWords(hit), entry, actions, t("card.alike.long")) : null,
      el("span", { class: "values" }, picture && read ? null : itc, read ? match : null),
    ),
  );
  if (picture) item.dataset.ratio = String(ratioOf(hit));
  return item;
}
