// Pictures in rows of equal height that fill the width, and what happens when their order changes.

import { mayMove } from "./dom.js";

const GAP = 12;

/** The height that rows come near to, by the width there is. */
const heightFor = (width) => (width < 500 ? 158 : width < 900 ? 190 : width < 1500 ? 214 : 244);

function finish(row, height) {
  for (const { node, ratio } of row) {
    // A hair less, so that rounding never breaks a row.
    node.style.width = `${Math.floor(height * ratio * 100) / 100 - 0.02}px`;
    node.style.setProperty("--height", `${Math.floor(height * 100) / 100}px`);
  }
}

/** Gives each picture of a grid its size. Rows end at a separator, too. */
export function justify(grid) {
  const width = grid.clientWidth;
  if (width === 0) return;
  const wanted = heightFor(width);
  const heightOf = (row) => (width - GAP * (row.length - 1)) / row.reduce((sum, each) => sum + each.ratio, 0);
  let row = [];
  const end = () => {
    if (row.length === 0) return;
    const height = heightOf(row);
    finish(row, height > wanted * 1.3 ? wanted : height);
    row = [];
  };
  for (const node of grid.children) {
    if (!node.dataset.ratio) {
      end();
      continue;
    }
    const next = [...row, { node, ratio: Number(node.dataset.ratio) }];
    const height = heightOf(next);
    if (height > wanted) {
      row = next;
    } else if (row.length > 0 && heightOf(row) - wanted < wanted - height) {
      finish(row, heightOf(row));
      row = next.slice(-1);
    } else {
      finish(next, height);
      row = [];
    }
  }
  end();
}

const sizes = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    if (target.dataset.width !== String(target.clientWidth)) {
      target.dataset.width = String(target.clientWidth);
      justify(target);
    }
  }
});

/** Lays a grid out, now and whenever the width changes. It must be on the page. */
export function layOut(grid) {
  justify(grid);
  grid.dataset.width = String(grid.clientWidth);
  sizes.disconnect();
  sizes.observe(grid);
}

/** Where the cards are, by item. */
export const places = (container) =>
  new Map([...container.querySelectorAll(".card[data-id]")].map((node) => [node.dataset.id, node.getBoundingClientRect()]));

/** Lets cards that have another place now go there from where they were. */
export function glide(container, before) {
  if (!mayMove()) return;
  for (const node of container.querySelectorAll(".card[data-id]")) {
    const from = before.get(node.dataset.id);
    const to = node.getBoundingClientRect();
    if (!from || to.top > innerHeight || (from.left === to.left && from.top === to.top)) continue;
    node.animate([{ transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` }, { transform: "none" }], {
      duration: 260,
      easing: "cubic-bezier(.2, .7, .2, 1)",
    });
  }
}

/** Whether someone is about to press something in the results, which must then keep their places. */
let busy = false;
let waiting = null;

export const isBusy = () => busy;

/** Nobody is, as far as is known. */
export function release() {
  busy = false;
  waiting = null;
}

/** Runs something as soon as nobody is about to press anything. */
export const whenFree = (work) => { waiting = work; };

function free() {
  busy = false;
  const work = waiting;
  waiting = null;
  work?.();
}

/** Watches pointer and focus in the results. */
export function watch(container) {
  const touch = (event) => { if (event.target.closest?.(".card, .tile")) busy = true; };
  container.addEventListener("pointermove", touch);
  container.addEventListener("pointerdown", touch);
  container.addEventListener("focusin", touch);
  container.addEventListener("pointerleave", (event) => {
    // A finger that is lifted may come back to the same place.
    if (event.pointerType === "mouse" && !container.contains(document.activeElement)) free();
  });
  container.addEventListener("focusout", (event) => {
    if (!container.contains(event.relatedTarget) && !container.matches(":hover") && !document.querySelector("dialog[open]")) free();
  });
}
