// The results: a line on how they came about, then the grid, or both orders side by side.

import { BELOW_MARK, card, orderWords } from "./card.js";
import { entries, offersFew, sideBySide, verdict, wasReranked } from "./difference.js";
import { el } from "./dom.js";
import { count, milliseconds, percent } from "./numbers.js";

const PLACEHOLDERS = 12;

/** How many of the nearest are shown where nothing is a good match, until more are asked for. */
const NEAREST = 5;

/** Grey cards while the first answer is on its way; what is there already only fades. */
export function showBusy(container, target) {
  container.hidden = false;
  container.setAttribute("aria-busy", "true");
  if (container.querySelector(".card, .tile")) return;
  container.replaceChildren(
    el("div", { class: "report" }, el("p", { class: "count" }, "Searching\u2026")),
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
  const unusable = error.status === 413 || error.code === "UNREADABLE_IMAGE";
  const title =
    error.status === 0
      ? "No answer"
      : unusable
        ? "This picture cannot be used"
        : error.status >= 500
          ? "The search failed"
          : "This search cannot be carried out";
  container.replaceChildren(
    el(
      "div",
      { class: "state error", role: "alert" },
      el("h2", {}, title),
      el("p", {}, sentence(error.message)),
      unusable
        ? el("button", { type: "button", class: "go", onclick: ways.choose }, "Choose another")
        : el("button", { type: "button", class: "go", onclick: ways.retry }, "Try again"),
    ),
  );
}

function nothing(search, status) {
  const words = search.target === "text";
  const none = status && (words ? status.index.texts === 0 : status.index.images === 0);
  return el(
    "div",
    { class: "state" },
    el("h2", {}, none ? `No ${words ? "words" : "pictures"} are indexed yet` : "Nothing found"),
    el(
      "p",
      {},
      none ? "Stop the server, index a folder, and start it again: " : "The index holds nothing that could answer this. ",
      none ? el("code", {}, "diptych index PATH...") : null,
    ),
  );
}

function stage(name, label, ms) {
  return el("span", { class: `stage ${name}` }, `${label} `, el("b", {}, milliseconds(ms)));
}

function timings(answer, firstOnly) {
  const t = answer.timings;
  const parts = [stage("encode", "encode", t.encodeMs), stage("recall", "recall", t.recallMs)];
  if (wasReranked(answer)) {
    parts.push(stage("rerank", "rerank", t.rerankMs));
    parts.push(el("span", { class: "stage" }, `${count(answer.rerank.depthReached, "pair")} read together`));
  } else if (firstOnly) {
    parts.push(el("span", { class: "stage" }, "second stage off"));
  }
  return el(
    "p",
    {
      class: "timings",
      title: `${count(answer.recall.visited, "vector")} compared${answer.recall.exact ? ", every one of them" : ""}; ${milliseconds(t.totalMs)} in all`,
    },
    parts,
  );
}

/** What the results are results of. */
export function subject(search) {
  if (search.picture) return "your picture";
  if (!search.item) return `\u201c${search.q}\u201d`;
  const kind = search.itemIsPicture ? "the picture" : "the words";
  return search.itemName ? `${kind} \u201c${search.itemName}\u201d` : "this result";
}

/** "Words for", "Pictures for" or, where a picture asks for pictures, "Pictures like". */
function relation(search) {
  if (search.target === "text") return "Words for ";
  return search.picture || search.itemIsPicture ? "Pictures like " : "Pictures for ";
}

function report(search, mode, answers, list) {
  const answer = answers[mode];
  const sentence = verdict(mode, answers);
  const sameKind = mode === "both" && !wasReranked(answer) && !answer.rerank?.degraded && answer.query.rerank !== 0;
  return el(
    "div",
    { class: "report" },
    el(
      "p",
      { class: "count" },
      relation(search),
      el("em", {}, subject(search)),
    ),
    timings(answer, search.firstOnly),
    sentence ? el("p", { class: `verdict ${mode}` }, sentence) : null,
    sameKind
      ? el("p", { class: "verdict" }, "Like is compared with like by the first stage alone; the second reads words and pictures together.")
      : null,
    mode === "both" && wasReranked(answer)
      ? el("p", { class: "fine" }, answer.hits.some((hit) => hit.calibrated)
          ? "Percentages are match probabilities, calibrated: of results at 80 %, about four in five are right."
          : "Percentages are match probabilities, uncalibrated: they compare results, they are no odds.")
      : null,
    mode === "both" && list.some((entry) => entry.below)
      ? el("p", { class: "fine" }, BELOW_MARK, ` Ahead of a higher percentage: ${orderWords()}.`)
      : null,
  );
}

/** Cards, and between the good matches and the others a line. */
function behindLine(list, answer, mode, actions) {
  const cards = list.map((entry) => card(entry, actions));
  const good = list.findIndex((entry) => !entry.hit.goodMatch);
  if (mode === "both" && good > 0) {
    cards.splice(good, 0, el("li", { class: "line" }, `No good matches below: under ${percent(answer.confidence.threshold)}, or not read`));
  }
  return cards;
}

/** Shows what came. `actions` = { open, follow, more }. */
export function showResults(container, search, answers, status, actions) {
  const mode = search.firstOnly ? "first" : "both";
  const answer = answers[mode];
  container.hidden = false;
  container.removeAttribute("aria-busy");
  if (answer.hits.length === 0) {
    container.replaceChildren(nothing(search, status));
    return [];
  }
  if (search.sideBySide && answers.first && wasReranked(answers.both)) {
    const both = entries("both", answers);
    container.replaceChildren(report(search, "both", answers, both), sideBySide(answers, actions));
    return both;
  }
  const all = entries(mode, answers);
  const few = mode === "both" && offersFew(answer);
  const list = few ? all.slice(0, NEAREST) : all;
  const more = list.length < all.length || answer.listing.next !== null;
  container.replaceChildren(
    report(search, mode, answers, list),
    el(
      "ol",
      { class: `grid ${search.target}`, "data-grid": "" },
      behindLine(list, answer, mode, actions),
    ),
    more
      ? el("button", { type: "button", class: "quiet more", onclick: actions.more }, "Show more")
      : "",
  );
  return list;
}
