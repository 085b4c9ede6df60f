// An address says a search, a search gets answers, answers are shown: the first stage's at once, the second's when it has read.

import { isEmpty, NOTHING, readAddress, writeAddress } from "./address.js";
import * as api from "./api.js";
import * as ask from "./ask.js";
import { calibration, nameOf, setOrder } from "./card.js";
import { showDesk } from "./desk.js";
import { offersFew, wasReranked } from "./difference.js";
import { byId, painted, say } from "./dom.js";
import { isBusy, release, whenFree } from "./grid.js";
import { t } from "./i18n.js";
import { enterable } from "./keys.js";
import { showNotices } from "./notices.js";
import { percent } from "./numbers.js";
import { hideRefine, showRefine } from "./refine.js";
import { appendResults, showBusy, showError, showResults, subject } from "./results.js";
import { clearPicked } from "./selection.js";
import { answerNow, mode, state } from "./state.js";
import * as suggest from "./suggest.js";

const PAGE = 24;

/** What the browser's timeline calls the time from a search to its first results on the screen. */
const FIRST_RESULTS = "first results";

/** How far above the end of the results the next page is asked for. */
const AHEAD = "500px";

const results = byId("results");
const reorder = byId("reorder");

let running = null;
let loadingMore = null;

/** What others do when a search begins, and what cards can do; see connect. */
let on = { began: () => {}, indexed: () => {} };
let actions = {};

/** `began` runs at the beginning of every search; `cards` = { open(entry), openItem(id), ... } is what cards can do. */
export function connect(hooks, cards) {
  on = hooks;
  actions = { ...cards, follow, more: () => showMore(), dropFilters: () => go({ filters: [] }) };
  reorder.addEventListener("click", takeOrder);
  return actions;
}

export const subjectKey = (s) =>
  JSON.stringify([s.q, s.qweight, s.parts.map((each) => [each.id ?? each.key, each.weight]), s.target, s.sort, s.alike, s.filters]);

/** Changes the search and carries it out. */
export function go(change, options) {
  const next = { ...state.search, lostPicture: false, hint: null, view: null, show: null, ...change };
  if (subjectKey(next) !== subjectKey(state.search)) state.answers = {};
  state.search = next;
  writeAddress(next, options);
  return run();
}

export function clear() {
  if (clearPicked()) return;
  go({ ...NOTHING });
  ask.focusWords();
}

/** A result as a part of a query. */
export const partOf = (hit, weight = 1) => ({
  kind: "item",
  id: hit.id,
  weight,
  name: nameOf(hit),
  isPicture: hit.modality === "image",
  thumbnail: hit.thumbnail,
});

/** Searches with a result alone. */
const follow = (hit, target) => go({ ...NOTHING, parts: [partOf(hit)], target });

/** Whether words meet pictures, so that the second stage has something to read. */
function crossesModalities({ q, parts, target }) {
  if (q && target === "image") return true;
  return parts.some((each) => (each.kind === "image" || each.isPicture) !== (target === "image"));
}

/** Whether the first stage's answer is shown while the second one reads. */
const inTwoSteps = () =>
  state.status?.model.canRerank === true && state.search.sort === "relevance" && crossesModalities(state.search);

/** Carries out the search that the address says. */
export async function run() {
  const { search, status } = state;
  const begun = performance.now();
  running?.abort();
  suggest.leave();
  const controller = (running = new AbortController());
  release();
  reorder.hidden = true;
  ask.reflect(search);
  ask.allowStages(status?.model.canRerank !== false);
  setOrder(status?.model.order);
  document.body.classList.toggle("recall-only", status?.model.canRerank === false);
  document.title = titleOf(search);
  on.began();
  showDesk(search.view, { ...actions, words: (q) => go({ ...NOTHING, q, target: "image" }), indexed: on.indexed });
  if (search.view || isEmpty(search)) {
    showStart();
    return;
  }
  document.body.dataset.view = "results";
  showBusy(results, search.target);
  try {
    await nameItems(search);
    if (controller.signal.aborted) return;
    await answer(controller.signal, begun);
  } catch (error) {
    if (controller.signal.aborted) return;
    state.shown = { list: [], provisional: false };
    showNotices({ status, answer: {}, hint: search.hint });
    showRefine(search, {}, go);
    showError(results, error, { retry: run, choose: ask.choosePicture, clear });
  }
}

function titleOf(search) {
  if (search.view) return `${t(`view.${search.view}`)} \u2013 Diptych`;
  return isEmpty(search) ? "Diptych" : `${search.q || t("results")} \u2013 Diptych`;
}

/** Items named by the address alone get their names and pictures. */
async function nameItems(search) {
  const nameless = search.parts.filter((each) => each.kind === "item" && !each.name);
  if (nameless.length === 0) return;
  const items = await Promise.all(nameless.map((part) => api.item(part.id)));
  nameless.forEach((part, i) => Object.assign(part, partOf(items[i], part.weight)));
  ask.reflect(search);
}

/** Notes in the browser's timeline that the first results of a search are on the screen. */
function noteFirst(begun) {
  performance.clearMeasures(FIRST_RESULTS);
  performance.measure(FIRST_RESULTS, { start: begun });
}

/** Asks for what is needed and shows each answer as it comes. */
async function answer(signal, begun) {
  const { search, answers } = state;
  const known = answers.first || answers.both;
  const get = async (which) => {
    const first = which === "first";
    answers[which] ??= await api.find(search, { firstOnly: first, limit: PAGE, cursor: "start", facets: !first || search.firstOnly, signal });
  };
  if (search.firstOnly || inTwoSteps()) {
    await get("first");
    if (signal.aborted) return;
    show({ provisional: !search.firstOnly && !answers.both });
    if (!known) {
      // The second stage takes every core: it begins when what there is has been drawn.
      await painted();
      if (signal.aborted) return;
      noteFirst(begun);
    }
  }
  try {
    if (!search.firstOnly || state.status?.model.canRerank !== false) await get("both");
    if (!search.firstOnly && search.sideBySide) await get("first");
  } catch (error) {
    if (signal.aborted || !answers.first || search.firstOnly) throw error;
    // What the first stage found stays; why there is no more is said above it.
    answers.both = answers.first;
    show({ failed: error.message });
    return;
  }
  if (signal.aborted) return;
  settle();
  if (known || search.firstOnly || inTwoSteps()) return;
  await painted();
  noteFirst(begun);
}

/** The whole answer is there; it takes its place unless someone is about to press what is shown. */
function settle() {
  if (!state.shown.provisional || !isBusy()) {
    show();
    return;
  }
  results.removeAttribute("aria-busy");
  reorder.hidden = false;
  say(t("results.reorder"));
  whenFree(takeOrder);
}

function takeOrder() {
  if (reorder.hidden) return;
  reorder.hidden = true;
  release();
  show();
  say(t("results.reordered"));
}

/** Shows the present answer; a provisional one is what the first stage found, still being read. */
export function show({ provisional = false, failed = null } = {}) {
  const { search, status, answers } = state;
  const now = provisional ? answers.first : answerNow();
  showNotices({ status, answer: now, hint: search.hint, failed, asked: search.q, correct: (q) => go({ q }) });
  showRefine(search, now, go);
  const focused = results.contains(document.activeElement) ? document.activeElement.closest("[data-id]")?.dataset.id : null;
  const list = showResults(results, search, answers, status, actions, provisional);
  state.shown = { provisional, list };
  if (focused) results.querySelector(`[data-id="${CSS.escape(focused)}"] .open`)?.focus({ preventScroll: true });
  enterable();
  if (provisional) return;
  if (answers.both?.hits.length > 0) ask.allowStages(wasReranked(answers.both));
  watchEnd();
  announce(now);
  if (search.show && !byId("details").open) actions.openItem(search.show);
}

function announce(answer) {
  const best = answer.hits[0];
  const { search } = state;
  if (!best) {
    say(t("spoken.none", { subject: subject(search) }));
    return;
  }
  const what = t(search.target === "text" ? "count.texts" : "count.pictures", { n: answer.hits.length });
  const found = t("spoken.found", { what, subject: subject(search) });
  say(best.matchProbability === null ? `${found}.` : t("spoken.best", { found, p: percent(best.matchProbability), how: calibration(best) }));
}

const end = new IntersectionObserver(
  (seen) => {
    if (seen.some((each) => each.isIntersecting)) showMore({ quietly: true });
  },
  { rootMargin: `0px 0px ${AHEAD} 0px` },
);

/** Asks for the next page when the end of this one comes near; where nothing matches well, only when asked to. */
function watchEnd() {
  end.disconnect();
  const more = results.querySelector(".more");
  if (more && !offersFew(answerNow())) end.observe(more);
}

/** Shows the next page below; one at a time. */
export function showMore({ quietly = false } = {}) {
  loadingMore ??= nextPage(quietly).finally(() => { loadingMore = null; });
  return loadingMore;
}

async function nextPage(quietly) {
  const { search, answers, shown } = state;
  const answer = answerNow();
  if (!answer || shown.provisional) return;
  if (offersFew(answer)) {
    answers[mode()] = { ...answer, expanded: true };
    show();
    results.querySelectorAll("[data-grid] .open")[shown.list.length]?.focus();
    return;
  }
  if (!answer.listing.next) return;
  const from = answer.hits.length;
  const which = mode();
  const pressed = document.activeElement?.matches?.(".more") && !quietly;
  try {
    const next = await api.find(search, { firstOnly: which === "first", limit: PAGE, cursor: answer.listing.next, facets: false });
    if (answers[which] !== answer || state.answers !== answers) return;
    answers[which] = { ...answer, hits: [...answer.hits, ...next.hits], listing: { ...answer.listing, next: next.listing.next } };
    state.shown.list = appendResults(results, search, answers, from, actions);
    watchEnd();
    if (pressed) results.querySelectorAll("[data-grid] .open")[from]?.focus();
    say(t("spoken.more", { n: next.hits.length }));
  } catch (error) {
    end.disconnect();
    showNotices({ status: state.status, answer, hint: error.message });
  }
}

export function showStart() {
  const { search, status } = state;
  document.body.dataset.view = search.view ? "desk" : "welcome";
  state.shown = { list: [], provisional: false };
  end.disconnect();
  hideRefine();
  results.hidden = true;
  results.replaceChildren();
  results.removeAttribute("aria-busy");
  say("");
  showNotices({ status, answer: null, lostPicture: search.lostPicture, hint: search.hint });
}

/** Follows the address where the browser went back or forward. `still(search)` runs when only the large view differs. */
export function followAddress(still) {
  const before = state.search;
  const search = readAddress();
  // Parts that have names already keep them.
  search.parts = search.parts.map((each) => ({ ...before.parts.find((other) => other.id && other.id === each.id), ...each }));
  state.search = search;
  const same =
    subjectKey(before) === subjectKey(search) &&
    ["firstOnly", "sideBySide", "view"].every((each) => before[each] === search[each]);
  if (same && state.shown.list.length > 0) {
    still(search);
    return;
  }
  state.answers = {};
  run();
}
