// One result: a picture or a text, its place, and what both stages said of it.

import { el, icon, meter } from "./dom.js";
import { cosine, moved, percent } from "./numbers.js";

/** What to call a result aloud. */
export const nameOf = (hit) => hit.text ?? hit.texts[0] ?? hit.fileName;

/** The small picture of a result; falls back to the original, then to a blank. */
export function thumbnail(hit, className) {
  const img = el("img", { class: className, alt: "", loading: "lazy", decoding: "async", draggable: "false" });
  const ratio = hit.height ? hit.width / hit.height : 1;
  if (ratio > 1.7 || ratio < 0.58) img.classList.add("whole");
  const sources = [hit.thumbnail, hit.image].filter(Boolean);
  const next = () => {
    const source = sources.shift();
    if (source) img.src = source;
    else img.classList.add("blank");
  };
  img.addEventListener("error", next);
  next();
  return img;
}

/**
 * How far a result moved between the stages, as a badge; null where it did not.
 * `entry` = { hit, mode, other }: `other` is its place in the other stage's order, null for none known,
 * Infinity for further down than was looked.
 */
export function badge({ hit, mode, other }) {
  if (other === null || other === hit.rank) return null;
  const up = mode === "both" ? other > hit.rank : other < hit.rank;
  const arrow = up ? "\u2191" : "\u2193";
  const words =
    mode === "both" ? `from ${other}` : other === Infinity ? "drops out" : `to ${other}`;
  return el(
    "span",
    {
      class: `badge ${up ? "up" : "down"}`,
      title:
        mode === "both"
          ? `The first stage alone put this at ${other}.`
          : other === Infinity
            ? "The second stage takes this off the first page."
            : `The second stage puts this at ${other}.`,
    },
    `${arrow} ${words}`,
  );
}

/** What is to be said beside a match probability. */
export const calibration = (hit) => (hit.calibrated ? "calibrated" : "uncalibrated");

/** How a match probability is written: gold where the second stage believes in it. */
export const matchClass = (hit) =>
  hit.matchProbability !== null && hit.matchProbability < 0.5 ? "value unlikely" : "value rerank";

/** Stands beside a percentage that is lower than the next result's. */
export const BELOW_MARK = "\u2020";

let order = "match + cosine";

/** Says what the server orders results by, in a few words. */
export const setOrder = (words) => { order = words ?? order; };

/** Why a result stands before one of a higher percentage. */
export const orderWords = () => `the order is ${order}, of which the percentage is one part`;

const belowSentence = () => `The next result has a higher percentage: ${orderWords()}.`;

export const belowMark = (entry) =>
  entry.below ? el("sup", { class: "below", title: belowSentence() }, BELOW_MARK) : null;

/** The same as a sentence, for the large view; null where there is nothing to explain. */
export const belowWords = (entry) => (entry.below ? belowSentence() : null);

/** How many copies of a picture stand behind its card; null where there are none. */
export const copies = (hit) =>
  hit.copies
    ? el("span", { class: "copies", title: hit.sources.slice(1).map(pathOf).join("\n") }, copiesWords(hit))
    : null;

const copiesWords = (hit) => `+${hit.copies} ${hit.copies === 1 ? "copy" : "copies"}`;

/** A file URI as people write paths. */
export function pathOf(source) {
  try {
    const uri = new URL(source);
    return uri.protocol === "file:" ? decodeURIComponent(uri.pathname) + uri.hash : source;
  } catch {
    return source;
  }
}

/** The bars of both stages. */
export function scores(hit) {
  return el(
    "span",
    { class: "scores" },
    hit.matchProbability === null
      ? el("span", { class: "score-row unread" }, el("span", {}, "Match"), el("span", { class: "muted" }, "not read"))
      : el(
          "span",
          { class: "score-row" },
          el("span", {}, "Match ", el("small", {}, calibration(hit))),
          el("b", {}, percent(hit.matchProbability)),
          meter("rerank", hit.matchProbability),
        ),
    el(
      "span",
      { class: "score-row" },
      el("span", {}, "ITC ", el("small", {}, "cosine")),
      el("b", {}, cosine(hit.itc)),
      meter("recall", hit.itc),
    ),
  );
}

function spoken({ hit, mode, other, below }) {
  const parts = [`${hit.rank}: ${nameOf(hit)}`];
  if (hit.matchProbability !== null) parts.push(`match ${percent(hit.matchProbability)}, ${calibration(hit)}`);
  parts.push(`ITC ${cosine(hit.itc)}`);
  if (mode === "both" && other !== null && other !== hit.rank) parts.push(moved(other, hit.rank));
  if (below) parts.push(belowSentence());
  if (hit.copies) parts.push(copiesWords(hit));
  return parts.join(", ");
}

/** What can be asked with a result as the query. */
export function followUps(hit, actions, className) {
  const picture = hit.modality === "image";
  const button = (target, name, words) =>
    el(
      "button",
      { type: "button", class: className, title: words, tabindex: "-1", onclick: () => actions.follow(hit, target) },
      icon(name),
      el("span", {}, words),
    );
  return picture
    ? [button("image", "alike", "More like this"), button("text", "words", "What words fit")]
    : [button("image", "picture", "What pictures fit"), button("text", "alike", "Words like these")];
}

/** The card of one result. `actions` = { open(entry), follow(hit, target) }. */
export function card(entry, actions) {
  const { hit, mode, other } = entry;
  const picture = hit.modality === "image";
  const read = mode === "both" && hit.matchProbability !== null;
  const hidden = mode === "first" && other === 1 && hit.rank > 1;
  const itc = el("span", { class: "value recall" }, `ITC ${cosine(hit.itc)}`);
  const match = el("span", { class: matchClass(hit) }, read ? percent(hit.matchProbability) : "", belowMark(entry));
  return el(
    "li",
    { class: `card ${picture ? "picture" : "words"}${hidden ? " overlooked" : ""}`, "data-id": hit.id },
    el(
      "button",
      { type: "button", class: "open", tabindex: "-1", "aria-label": spoken(entry), onclick: () => actions.open(entry) },
      picture ? thumbnail(hit, "thumb") : el("q", { class: "quote" }, hit.text),
      picture ? el("span", { class: "reveal" }, scores(hit), el("span", { class: "caption" }, nameOf(hit))) : null,
    ),
    el("div", { class: "actions" }, followUps(hit, actions, "act")),
    el(
      "div",
      { class: "foot", "aria-hidden": "true" },
      el("span", { class: "rank" }, String(hit.rank)),
      badge(entry),
      copies(hit),
      el("span", { class: "values" }, picture && read ? null : itc, read ? match : null),
    ),
  );
}
