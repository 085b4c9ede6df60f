// The page: an address says a search, a search gets answers, answers are shown.

import { isEmpty, keepPicture, readAddress, writeAddress } from "./address.js";
import * as api from "./api.js";
import * as ask from "./ask.js";
import { calibration, setOrder } from "./card.js";
import { openDetails } from "./details.js";
import { offersFew, wasReranked } from "./difference.js";
import { byId, el } from "./dom.js";
import { enterable, listenToKeys } from "./keys.js";
import { showNotices } from "./notices.js";
import { count, percent } from "./numbers.js";
import * as suggest from "./suggest.js";
import { hideRefine, showRefine } from "./refine.js";
import { showBusy, showError, showResults, subject } from "./results.js";

const PAGE = 24;
const WARM_UP_POLL_MS = 1000;

/** Sentences that the embedded model can do something with. */
const EXAMPLES = [
  "a red circle to the left of a blue square",
  "a yellow star above a green triangle",
  "a small pink heart and a large cyan ring",
  "two orange diamonds",
  "a white cross on a navy background",
];

const results = byId("results");
const spoken = byId("spoken");

let status = null;
let search = readAddress();
/** Answers to the present subject, by mode; kept while only the way of showing changes. */
let answers = {};
let running = null;

const subjectKey = (s) => [s.q, s.item, s.pictureKey, s.target, s.sort, ...s.filters].join("\n");

function go(change, options) {
  const next = { ...search, lostPicture: false, hint: null, ...change };
  if (subjectKey(next) !== subjectKey(search)) answers = {};
  search = next;
  writeAddress(search, options);
  run();
}

const clear = () => {
  go({ q: "", item: null, picture: null, pictureKey: null, itemName: null, filters: [], sort: "relevance" });
  ask.focusWords();
};

const actions = {
  follow: (hit, target) =>
    go({
      q: "",
      picture: null,
      pictureKey: null,
      item: hit.id,
      itemName: hit.text ?? hit.texts[0] ?? hit.fileName,
      itemIsPicture: hit.modality === "image",
      itemThumbnail: hit.thumbnail,
      target,
      filters: [],
      sort: "relevance",
    }),
  open: () => {},
  words: () => search.q || null,
  more: showMore,
};

async function run() {
  running?.abort();
  const controller = (running = new AbortController());
  ask.reflect(search);
  ask.allowStages(status?.model.canRerank !== false);
  setOrder(status?.order);
  document.body.classList.toggle("recall-only", status?.model.canRerank === false);
  document.title = isEmpty(search) ? "Diptych" : `${search.q || "Results"} \u2013 Diptych`;
  if (isEmpty(search)) {
    showStart();
    return;
  }
  document.body.dataset.view = "results";
  showBusy(results, search.target);
  try {
    await nameItem(controller.signal);
    for (const mode of wanted()) {
      answers[mode] ??= await api.find(search, {
        firstOnly: mode === "first",
        limit: PAGE,
        cursor: "start",
        signal: controller.signal,
      });
      if (controller.signal.aborted) return;
      if (answers[search.firstOnly ? "first" : "both"]) show();
    }
  } catch (error) {
    if (controller.signal.aborted) return;
    showNotices({ status, answer: {}, hint: search.hint });
    showRefine(search, {}, go);
    showError(results, error, { retry: run, choose: ask.choosePicture });
  }
}

/** Which answers are needed, the one to show first. */
function wanted() {
  if (search.sideBySide) return search.firstOnly ? ["first", "both"] : ["both", "first"];
  return search.firstOnly ? ["first", "both"] : ["both"];
}

/** An item named by the address alone gets its name and picture. */
async function nameItem() {
  if (!search.item || search.itemName) return;
  const item = await api.item(search.item);
  search.itemName = item.text ?? item.texts[0] ?? item.fileName;
  search.itemIsPicture = item.modality === "image";
  search.itemThumbnail = item.thumbnail;
  ask.reflect(search);
}

function show() {
  const answer = answers[search.firstOnly ? "first" : "both"];
  showNotices({ status, answer, hint: search.hint, asked: search.q, correct: (q) => go({ q }) });
  showRefine(search, answer, go);
  let list = [];
  list = showResults(results, search, answers, status, {
    ...actions,
    open: (entry) => openDetails(entry.mode === list[0]?.mode ? list : [entry], entry, actions),
  });
  enterable();
  if (answers.both && answers.both.hits.length > 0) {
    ask.allowStages(wasReranked(answers.both));
  }
  announce(answer);
}

function announce(answer) {
  const best = answer.hits[0];
  const kind = search.target === "text" ? "text" : "picture";
  spoken.textContent = best
    ? `${count(answer.hits.length, kind)} for ${subject(search)}, best first` +
      (best.matchProbability === null ? "." : `; the first matches ${percent(best.matchProbability)}, ${calibration(best)}.`)
    : `No ${kind}s found for ${subject(search)}.`;
}

async function showMore() {
  const mode = search.firstOnly ? "first" : "both";
  const answer = answers[mode];
  if (offersFew(answer)) {
    const shown = document.querySelectorAll("[data-grid] .open").length;
    answers[mode] = { ...answer, expanded: true };
    show();
    document.querySelectorAll("[data-grid] .open")[shown]?.focus();
    return;
  }
  const from = answer.hits.length;
  try {
    const next = await api.find(search, { firstOnly: mode === "first", limit: PAGE, cursor: answer.listing.next });
    if (answers[mode] !== answer) return;
    answers[mode] = {
      ...answer,
      hits: [...answer.hits, ...next.hits],
      listing: next.listing,
    };
    show();
    document.querySelectorAll("[data-grid] .open")[from]?.focus();
  } catch (error) {
    showNotices({ status, answer, hint: error.message });
  }
}

function showStart() {
  document.body.dataset.view = "welcome";
  hideRefine();
  results.hidden = true;
  results.replaceChildren();
  spoken.textContent = "";
  showNotices({ status, answer: null, lostPicture: search.lostPicture, hint: search.hint });
}

function takePicture(picture) {
  const most = status?.uploadLimitBytes;
  if (most && picture.size > most) {
    go({ hint: `That picture has ${Math.ceil(picture.size / 1048576)} MiB; at most ${Math.floor(most / 1048576)} MiB can be sent.` });
    return;
  }
  go({ q: "", item: null, itemName: null, picture, pictureKey: keepPicture(picture) });
}

function showServing() {
  byId("serving").replaceChildren(
    el("span", {}, `${count(status.index.images, "picture")} \u00b7 ${count(status.index.texts, "text")}`),
    el("span", { class: "model-name", title: status.model.fingerprint }, status.model.name),
    ...(status.warm ? [] : [el("span", { class: "warming" }, "warming up\u2026")]),
  );
  const examples = byId("examples");
  examples.hidden = !status.model.embedded || status.index.images + status.index.texts === 0;
  examples.replaceChildren(
    el("span", { class: "muted" }, "Try"),
    ...EXAMPLES.map((words) =>
      el("button", { type: "button", class: "chip", onclick: () => go({ q: words, item: null, itemName: null, picture: null, pictureKey: null, target: "image" }) }, words),
    ),
  );
}

async function learnStatus() {
  try {
    status = await api.status();
  } catch (error) {
    byId("serving").replaceChildren(el("span", { class: "warming" }, error.message));
    return;
  }
  showServing();
  if (isEmpty(search)) showStart();
  if (!status.warm) setTimeout(learnStatus, WARM_UP_POLL_MS);
}

ask.listen({
  words: (q) => {
    // Asked again is asked anew: the index may have grown.
    answers = {};
    go({ q, item: null, itemName: null, picture: null, pictureKey: null });
  },
  picture: takePicture,
  options: () => go(ask.options()),
  clear,
  refuse: (hint) => {
    search.hint = hint;
    const answer = answers[search.firstOnly ? "first" : "both"] ?? {};
    showNotices({ status, answer: isEmpty(search) ? null : answer, hint });
  },
});
suggest.listen();
listenToKeys(clear);
byId("home").addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  clear();
});
window.addEventListener("popstate", () => {
  search = readAddress();
  answers = {};
  run();
});

await learnStatus();
run();
