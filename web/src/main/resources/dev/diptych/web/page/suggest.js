// Suggests how what is typed may go on.

import * as api from "./api.js";
import { byId, el } from "./dom.js";

const WAIT_MS = 120;
const SHORTEST = 2;

const words = byId("words");
const list = byId("suggestions");

let waiting = null;
let asked = "";

async function suggest() {
  const typed = words.value;
  if (typed.trim().length < SHORTEST) {
    list.replaceChildren();
    return;
  }
  asked = typed;
  try {
    const found = await api.suggest(typed);
    // What came too late is of something else.
    if (asked !== words.value) return;
    list.replaceChildren(...found.suggestions.map((each) => el("option", { value: each.text })));
  } catch {
    list.replaceChildren(); // the search itself will say what is wrong
  }
}

export function listen() {
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, WAIT_MS);
  });
}
