// What the second stage changes, in places, in words and side by side.

import { badge, nameOf, thumbnail } from "./card.js";
import { el } from "./dom.js";
import { cosine, count, percent } from "./numbers.js";

/** How many results each side shows. */
const SIDE = 12;

/** Results with their place in the other stage's order. */
export function entries(mode, answers) {
  if (mode === "both") {
    return answers.both.hits.map((hit) => ({ hit, mode, other: hit.itm ? hit.recallRank : null }));
  }
  const places = answers.both ? new Map(answers.both.hits.map((hit) => [hit.id, hit.rank])) : null;
  const reached = answers.both?.hits.length ?? 0;
  return answers.first.hits.map((hit) => {
    const beyond = hit.rank <= reached ? Infinity : null;
    return { hit, mode, other: places ? (places.get(hit.id) ?? beyond) : null };
  });
}

/** Whether the second stage had its say in this answer. */
export const wasReranked = (answer) => Boolean(answer) && answer.depthReached > 0;

/** One sentence on what the second stage changed; null where there is nothing to say. */
export function verdict(mode, answers) {
  const both = answers.both;
  if (!wasReranked(both) || both.hits.length === 0) return null;
  const read = both.hits.filter((hit) => hit.itm);
  const changed = read.filter((hit) => hit.rank !== hit.recallRank).length;
  const from = both.hits[0].recallRank;
  if (mode === "first") {
    if (from > 1) return `The answer that reading together puts first stands at place ${from} here.`;
    return changed === 0
      ? "Reading words and pictures together would change nothing here."
      : `Reading together keeps the first answer and moves ${changed} of these.`;
  }
  if (from > 1) {
    return `The second stage brought the first answer up from place ${from} and moved ${changed} of ${read.length}.`;
  }
  return changed === 0
    ? "Both stages agree on every place."
    : `Both stages agree on the first answer; the second moved ${changed} of ${read.length}.`;
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
      hit.modality === "image" ? thumbnail(hit, "thumb") : el("q", { class: "quote" }, hit.text),
    ),
    el(
      "div",
      { class: "foot", "aria-hidden": "true" },
      el("span", { class: "rank" }, String(hit.rank)),
      badge(entry),
      el("span", { class: `value ${mode === "both" ? "rerank" : "recall"}` }, value),
    ),
  );
}

function side(mode, title, words, answers, actions) {
  const list = entries(mode, answers).slice(0, SIDE);
  return el(
    "section",
    { class: `panel side ${mode === "both" ? "rerank" : "recall"}`, "aria-label": title },
    el("p", { class: "eyebrow" }, mode === "both" ? "Both stages" : "First stage"),
    el("h2", {}, title),
    el("p", { class: "muted" }, words),
    el("ol", { class: "strip", "data-grid": "" }, list.map((entry) => tile(entry, actions))),
  );
}

/** The two orders beside each other: the diptych. */
export function sideBySide(answers, actions) {
  const pairs = count(answers.both.depthReached, "pair");
  return el(
    "div",
    { class: "diptych" },
    side("first", "By cosine alone", "The order in which recall hands them over.", answers, actions),
    side("both", "After reading together", `The same candidates, ${pairs} read by the second stage.`, answers, actions),
  );
}
