// Suggests how what is typed may go on.

import * as api from "./api.js";
import { byId, el } from "./dom.js";

const WAIT_MS = 120;
const SHORTEST = 2;

const words = byId("words");
const list = byId("suggestions");

let waiting = null;
let asking = null;

async function suggest() {
  leave();
  const typed = words.value;
  if (typed.trim().length < SHORTEST) {
    list.replaceChildren();
    return;
  }
  const { signal } = (asking = new AbortController());
  try {
    const found = await api.suggest(typed, signal);
    // What came too late is of something else.
    if (!signal.aborted && typed === words.value) list.replaceChildren(...found.suggestions.map((each) => el("option", { value: each.text })));
  } catch {
    if (!signal.aborted) list.replaceChildren(); // the search itself will say what is wrong
  }
}

/** What was typed is searched for, and needs no suggestions. */
export function leave() {
  clearTimeout(waiting);
  asking?.abort();
}

export function listen() {
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, WAIT_MS);
  });
}
