// The keyboard: "/" searches, arrows walk the grid, Escape clears.

import { focusWords } from "./ask.js";
import { isOpen } from "./details.js";

const cells = () => [...document.querySelectorAll("[data-grid] .open")];

/** Makes one cell of the grid reachable by Tab, with what belongs to it. */
function makeCurrent(cell) {
  for (const other of document.querySelectorAll('[data-grid] [tabindex="0"]')) other.tabIndex = -1;
  cell.tabIndex = 0;
  for (const action of cell.closest("li").querySelectorAll(".act")) action.tabIndex = 0;
}

/** Lets Tab enter a new grid at its first cell. */
export function enterable() {
  const [first] = cells();
  if (first) makeCurrent(first);
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

function walk(event) {
  const from = event.target.closest?.("[data-grid] li")?.querySelector(".open");
  if (!from) return;
  const to = target(event, cells(), from);
  if (to === undefined) return;
  event.preventDefault();
  if (to) to.focus();
  else if (event.key === "ArrowUp") focusWords();
}

/** Listens to the whole page; `clear` empties the search. */
export function listenToKeys(clear) {
  document.addEventListener("focusin", (event) => {
    const cell = event.target.closest?.("[data-grid] li")?.querySelector(".open");
    if (cell) makeCurrent(cell);
  });
  document.addEventListener("keydown", (event) => {
    if (isOpen() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.matches?.('input[type="search"], textarea');
    if (event.key === "/" && !typing) {
      event.preventDefault();
      focusWords();
    } else if (event.key === "Escape") {
      event.preventDefault();
      clear();
    } else if (event.key === "ArrowDown" && typing) {
      const first = cells()[0];
      if (first) {
        event.preventDefault();
        first.focus();
      }
    } else {
      walk(event);
    }
  });
}
