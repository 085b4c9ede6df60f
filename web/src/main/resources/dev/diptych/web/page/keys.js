// The keyboard: "/" searches, arrows walk the grid, Escape clears, letters do the rest.

import { focusWords } from "./ask.js";
import { recall } from "./kept.js";

const cells = () => [...document.querySelectorAll("[data-grid] .open")];

/** Letter keys can be turned off: they are in the way of those who speak to their machine. */
const lettersAllowed = () => recall("letters") !== "off";

/** Makes one cell of the grid reachable by Tab, with what belongs to it. */
function makeCurrent(cell) {
  for (const other of document.querySelectorAll('[data-grid] [tabindex="0"]')) other.tabIndex = -1;
  cell.tabIndex = 0;
  for (const action of cell.closest("li").querySelectorAll(".act, .pick input")) action.tabIndex = 0;
}

/** Lets Tab enter a new grid at its first cell, or at the one that has the focus. */
export function enterable() {
  const here = document.activeElement?.closest?.("[data-grid] .open");
  const [first] = cells();
  if (here ?? first) makeCurrent(here ?? first);
}

/** The nearest cell in the row above or below. */
function vertically(all, from, down) {
  const here = from.getBoundingClientRect();
  const middle = here.left + here.width / 2;
  let best = null;
  for (const cell of all) {
    const there = cell.getBoundingClientRect();
    const rows = down ? there.top - here.bottom : here.top - there.bottom;
    if (rows < -1) continue;
    const distance = rows * 4 + Math.abs(there.left + there.width / 2 - middle);
    if (!best || distance < best.distance) best = { cell, distance };
  }
  return best?.cell ?? null;
}

function target(event, all, from) {
  const index = all.indexOf(from);
  switch (event.key) {
    case "ArrowRight": return all[index + 1];
    case "ArrowLeft": return all[index - 1];
    case "ArrowDown": return vertically(all, from, true);
    case "ArrowUp": return vertically(all, from, false);
    case "Home": return all[0];
    case "End": return all.at(-1);
    default: return undefined;
  }
}

const cellOf = (node) => node.closest?.("[data-grid] li")?.querySelector(".open");

function walk(event) {
  const from = cellOf(event.target);
  if (!from) return;
  const to = target(event, cells(), from);
  if (to === undefined) return;
  event.preventDefault();
  if (to) to.focus();
  else if (event.key === "ArrowUp") focusWords();
}

/** Listens to the whole page. `on` = { clear(), help(), filters(), select(id) }. */
export function listenToKeys(on) {
  document.addEventListener("focusin", (event) => {
    const cell = cellOf(event.target);
    if (cell) makeCurrent(cell);
  });
  const letters = {
    "/": focusWords,
    "?": on.help,
    f: on.filters,
    x: (event) => {
      const id = event.target.closest?.("[data-grid] .card.picture")?.dataset.id;
      if (id) on.select(id);
    },
  };
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.matches?.('input[type="search"], input[type="text"], textarea, select');
    if (event.key === "Escape") {
      event.preventDefault();
      on.clear();
    } else if (event.key === "ArrowDown" && event.target.matches?.('input[type="search"]')) {
      const first = cells()[0];
      if (first) {
        event.preventDefault();
        first.focus();
      }
    } else if (!typing && letters[event.key]) {
      if (!lettersAllowed()) return;
      event.preventDefault();
      letters[event.key](event);
    } else if (!typing) {
      walk(event);
    }
  });
}
