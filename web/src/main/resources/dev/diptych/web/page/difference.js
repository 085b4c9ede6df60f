// What the second stage changes, in places, in words and side by side.

import { badge, belowMark, matchClass, nameOf } from "./card.js";
import { el } from "./dom.js";
import { t } from "./i18n.js";
import { cosine, percent } from "./numbers.js";
import { shot } from "./shot.js";

/** How many results each side shows. */
const SIDE = 12;

/** Whether a result shows a lower percentage than the next one, which people take for a fault. */
function isBelowNext(hit, next) {
  if (!next || hit.matchProbability === null || next.matchProbability === null) return false;
  return hit.matchProbability < next.matchProbability && percent(hit.matchProbability) !== percent(next.matchProbability);
}

/** Results with their place in the other stage's order; `below` where the next one's percentage is higher. */
export function entries(mode, answers) {
  if (mode === "both") {
    const hits = answers.both.hits;
    return hits.map((hit, i) => ({
      hit,
      mode,
      other: hit.itm ? hit.recallRank : null,
      below: isBelowNext(hit, hits[i + 1]),
    }));
  }
  const places = answers.both ? new Map(answers.both.hits.map((hit) => [hit.id, hit.rank])) : null;
  const reached = answers.both?.hits.length ?? 0;
  return answers.first.hits.map((hit) => {
    const beyond = hit.rank <= reached ? Infinity : null;
    return { hit, mode, other: places ? (places.get(hit.id) ?? beyond) : null };
  });
}

/** Whether the second stage had its say in this answer. */
export const wasReranked = (answer) => Boolean(answer?.rerank) && answer.rerank.depthReached > 0;

/** Below this the second stage rather denies a match than claims it. */
const LIKELY = 0.5;

/** Whether nothing found is an answer: by the server's threshold, or, where it applies none, by halves. */
export function hasNoGoodMatch(answer) {
  const sure = answer.confidence;
  if (sure && sure.threshold !== null) return sure.noGoodMatch;
  const best = answer.hits[0];
  return answer.query.threshold !== "off" && best.matchProbability !== null && best.matchProbability < LIKELY;
}

/** Whether only a few of the nearest are shown at first: none is a good match by the server's threshold. */
export const offersFew = (answer) => Boolean(answer.confidence?.noGoodMatch) && !answer.expanded;

/** One sentence on what the second stage makes of it; where it had no say, null, or that nothing is likely. */
export function verdict(mode, answers) {
  const both = answers.both;
  if (!both || both.hits.length === 0) return null;
  if (!wasReranked(both)) return both.confidence?.noGoodMatch ? t("verdict.none.vectors") : null;
  const from = both.hits[0].recallRank;
  if (hasNoGoodMatch(both)) return t("verdict.none");
  const agreed = from > 1 ? "moved" : "agreed";
  return t(`verdict.${mode}.${agreed}`, { n: from });
}

function tile(entry, actions) {
  const { hit, mode } = entry;
  const value =
    mode === "both" && hit.matchProbability !== null ? percent(hit.matchProbability) : `ITC ${cosine(hit.itc)}`;
  const twins = (on) => () => {
    for (const other of document.querySelectorAll(`.tile[data-id="${CSS.escape(hit.id)}"]`)) {
      other.classList.toggle("twin", on);
    }
  };
  return el(
    "li",
    {
      class: `tile ${hit.modality === "image" ? "picture" : "words"}`,
      "data-id": hit.id,
      onmouseenter: twins(true),
      onmouseleave: twins(false),
      onfocusin: twins(true),
      onfocusout: twins(false),
    },
    el(
      "button",
      {
        type: "button",
        class: "open",
        tabindex: "-1",
        "aria-label": `${hit.rank}: ${nameOf(hit)}, ${value}`,
        onclick: () => actions.open(entry),
      },
      hit.modality === "image" ? shot(hit) : el("q", { class: "quote" }, hit.text),
    ),
    el(
      "div",
      { class: "foot", "aria-hidden": "true" },
      el("span", { class: "rank" }, String(hit.rank)),
      badge(entry),
      el("span", { class: mode === "both" ? matchClass(hit) : "value recall" }, value, belowMark(entry)),
    ),
  );
}

function side(mode, title, words, answers, actions) {
  const list = entries(mode, answers).slice(0, SIDE);
  return el(
    "section",
    { class: `panel side ${mode === "both" ? "rerank" : "recall"}`, "aria-label": title },
    el("p", { class: "eyebrow" }, t(mode === "both" ? "side.bothStages" : "welcome.first")),
    el("h2", {}, title),
    el("p", { class: "muted" }, words),
    el("ol", { class: "strip", "data-grid": "" }, list.map((entry) => tile(entry, actions))),
  );
}

/** The two orders beside each other: the diptych. */
export function sideBySide(answers, actions) {
  return el(
    "div",
    { class: "diptych" },
    side("first", t("side.cosine"), t("side.cosine.long"), answers, actions),
    side("both", t("side.together"), t("side.together.long", { n: answers.both.rerank.depthReached }), answers, actions),
  );
}
