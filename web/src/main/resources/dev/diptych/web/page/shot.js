// The small picture of a result: its colours at once, itself when it has come.

import { el } from "./dom.js";

/** Fields of a preview each way; the server sends three bytes of colour for each. */
const SIDE = 4;

/** Small pictures that were on the page when it was drawn anew, by item: they need not be loaded again. */
let kept = new Map();

/** Takes the small pictures of what is about to be drawn anew. */
export function keepShots(container) {
  kept = new Map([...container.querySelectorAll("[data-shot]")].map((shot) => [shot.dataset.shot, shot]));
}

/** Forgets those that were not used again. */
export const dropShots = () => { kept = new Map(); };

/**
 * A canvas of few pixels, which looks blurred when it is stretched: a filter of the style sheet would cost a machine
 * without a graphics card more than all else on the page. Null where the server knows no colours.
 */
function preview(colours) {
  if (!colours) return null;
  const canvas = el("canvas", { class: "preview", width: SIDE, height: SIDE, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(SIDE, SIDE);
  const bytes = atob(colours);
  for (let i = 0; i < SIDE * SIDE; i++) {
    for (let channel = 0; channel < 3; channel++) pixels.data[4 * i + channel] = bytes.charCodeAt(3 * i + channel);
    pixels.data[4 * i + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** How wide a picture is to its height, within what a row can hold; unknown sizes are squares. */
export const ratioOf = (hit) => Math.min(3, Math.max(0.6, hit.height ? hit.width / hit.height : 1));

const isExtreme = (hit) => hit.height > 0 && (hit.width / hit.height > 3 || hit.width / hit.height < 0.6);

/** The small picture of a result; falls back to the original, then to its colours alone. */
export function shot(hit, eager = false) {
  const before = kept.get(hit.id);
  if (before) {
    kept.delete(hit.id);
    return before;
  }
  const img = el("img", { class: "thumb", alt: "", loading: eager ? null : "lazy", decoding: "async", draggable: "false" });
  if (isExtreme(hit)) img.classList.add("whole");
  const sources = [hit.thumbnail, hit.image].filter(Boolean);
  const next = () => {
    const source = sources.shift();
    if (source) img.src = source;
    else img.classList.add("blank");
  };
  img.addEventListener("load", () => img.classList.add("here"));
  img.addEventListener("error", next);
  next();
  return el("span", { class: "shot", "data-shot": hit.id }, preview(hit.preview), img);
}
