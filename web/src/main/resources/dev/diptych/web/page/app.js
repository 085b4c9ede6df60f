// Puts the page together: controls, keys, menu, and what is served.

import { isEmpty, keepPicture, NOTHING } from "./address.js";
import * as api from "./api.js";
import * as ask from "./ask.js";
import { byId, el } from "./dom.js";
import { watch } from "./grid.js";
import { t, useLanguage } from "./i18n.js";
import { listenToKeys } from "./keys.js";
import { showMenu, showServing, useColours } from "./menu.js";
import { showNotices } from "./notices.js";
import { toggleFilters } from "./refine.js";
import { clear, connect, followAddress, go, partOf, run, showStart } from "./searching.js";
import { clearPicked, listenToSelection, pick, show as showPicked } from "./selection.js";
import { answerNow, state } from "./state.js";
import * as suggest from "./suggest.js";
import { followShow, openEntry, openItem, useFollow } from "./viewing.js";

const WARM_UP_POLL_MS = 1000;

/** Most uploaded pictures of one query. */
const MOST_PICTURES = 8;

const MIB = 1 << 20;

/** Sentences that the embedded model can do something with; it reads English. */
const EXAMPLES = [
  "a red circle to the left of a blue square",
  "a yellow star above a green triangle",
  "a small pink heart and a large cyan ring",
  "two orange diamonds",
  "a white cross on a navy background",
];

function refuse(hint) {
  state.search.hint = hint;
  showNotices({ status: state.status, answer: isEmpty(state.search) ? null : (answerNow() ?? {}), hint });
}

function takePictures(blobs, added) {
  const most = state.status?.uploadLimitBytes;
  const large = blobs.find((each) => most && each.size > most);
  if (large) {
    refuse(t("ask.tooLarge", { n: Math.ceil(large.size / MIB), most: Math.floor(most / MIB) }));
    return;
  }
  const before = added ? state.search.parts : [];
  const uploaded = before.filter((each) => each.kind === "image").length;
  const taken = blobs.slice(0, added ? MOST_PICTURES - uploaded : 1);
  const parts = taken.map((picture) => ({ kind: "image", key: keepPicture(picture), picture, weight: 1 }));
  go(added ? { parts: [...before, ...parts] } : { ...NOTHING, filters: state.search.filters, parts });
}

function showExamples() {
  const { status } = state;
  const examples = byId("examples");
  examples.hidden = !status?.model.embedded || status.index.images + status.index.texts === 0;
  examples.replaceChildren(
    el("span", { class: "muted" }, t("examples")),
    ...EXAMPLES.map((words) =>
      el("button", { type: "button", class: "chip", lang: "en", onclick: () => go({ ...NOTHING, q: words, target: "image" }) }, words)),
  );
}

async function learnStatus() {
  try {
    state.status = await api.status();
  } catch (error) {
    byId("serving").replaceChildren(el("span", { class: "warming" }, error.message));
    return;
  }
  showServing(state.status);
  showExamples();
  if (isEmpty(state.search) && !state.search.view) showStart();
  else if (state.search.view) showNotices({ status: state.status, answer: null });
  if (!state.status.warm) setTimeout(learnStatus, WARM_UP_POLL_MS);
}

const menu = {
  view: () => state.search.view,
  go: (view) => go({ view }),
  help: async () => (await import("./help.js")).openHelp(),
  language() {
    if (state.status) showServing(state.status);
    showExamples();
    showPicked();
    run();
  },
};

useColours();
await useLanguage();
const actions = connect({ began: () => showMenu(menu), indexed: learnStatus }, { open: openEntry, openItem });
useFollow(actions.follow);
ask.listen({
  words: (q) => {
    // Asked again is asked anew: the index may have grown.
    state.answers = {};
    go({ q });
  },
  pictures: takePictures,
  parts: (parts) => go({ parts }),
  weight: (qweight) => go({ qweight }),
  options: () => go(ask.options()),
  refuse,
});
suggest.listen();
watch(byId("results"));
listenToSelection((hits) => go({ ...NOTHING, parts: hits.map((hit) => partOf(hit)), target: "image" }));
listenToKeys({
  clear,
  help: menu.help,
  filters: toggleFilters,
  select: (id) => {
    const entry = state.shown.list.find((each) => each.hit.id === id);
    if (entry) pick(entry.hit);
  },
});
byId("home").addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  clearPicked();
  clear();
});
window.addEventListener("popstate", () => {
  if (!new URLSearchParams(location.search).get("show")) followShow({ show: null });
  followAddress(followShow);
});

showMenu(menu);
await learnStatus();
run();
