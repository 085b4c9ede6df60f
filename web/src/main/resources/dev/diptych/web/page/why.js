// Why words fit a picture: where in it each of them is, laid over it while a word is pointed at.

import { explain } from "./api.js";
import { el } from "./dom.js";

const LEAST_SEEN = 0.004;

/** Draws the shares of a map on a canvas that lies over the picture, orange the more they are. */
function draw(canvas, map) {
  canvas.width = map[0].length;
  canvas.height = map.length;
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(canvas.width, canvas.height);
  const peak = Math.max(...map.flat());
  map.flat().forEach((share, i) => {
    const heat = peak ? share / peak : 0;
    pixels.data.set([255, 190 - 110 * heat, 0, share < LEAST_SEEN ? 0 : 210 * Math.sqrt(heat)], 4 * i);
  });
  context.putImageData(pixels, 0, 0);
}

/** Lays the canvas over what the picture fills of its box. */
function fit(canvas, img) {
  const scale = Math.min(img.clientWidth / img.naturalWidth, img.clientHeight / img.naturalHeight) || 0;
  const width = scale * img.naturalWidth;
  const height = scale * img.naturalHeight;
  canvas.style.left = `${img.offsetLeft + (img.clientWidth - width) / 2}px`;
  canvas.style.top = `${img.offsetTop + (img.clientHeight - height) / 2}px`;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

const verdict = (place) =>
  place.finding === "not-found" ? "not found" : place.finding === "unknown" ? "looked at" : "found";

/**
 * A section that asks the server for the maps when it is opened. `frame` holds the picture and gets the map.
 */
export function why(words, hit, frame) {
  const canvas = el("canvas", { class: "heat", "aria-hidden": "true", hidden: true });
  frame.append(canvas);
  const places = el("div", { class: "places" });
  const said = el("p", { class: "muted", role: "status" });
  const show = (map) => {
    canvas.hidden = !map;
    if (!map) return;
    fit(canvas, frame.querySelector("img"));
    draw(canvas, map);
  };

  function button(place, whole) {
    const shows = place.map && place.finding !== "not-found" ? place.map : null;
    return el(
      "button",
      {
        type: "button",
        class: `place ${place.finding}`,
        title: `${place.kind}: ${verdict(place)}`,
        onmouseenter: () => show(shows),
        onfocus: () => show(shows),
        onclick: () => show(shows),
        onmouseleave: () => show(whole),
        onblur: () => show(whole),
      },
      place.words,
      place.finding === "not-found" ? el("small", {}, " not found") : null,
    );
  }

  async function load() {
    if (places.childElementCount) {
      show(null);
      places.replaceChildren();
      said.textContent = "";
      return;
    }
    said.textContent = "Looking\u2026";
    try {
      const answer = await explain(hit.id, words);
      const named = answer.words.filter((word) => word.finding !== "no-place");
      places.replaceChildren(...[...answer.phrases, ...named].map((place) => button(place, answer.whole)));
      show(answer.whole);
      said.textContent = answer.whole ? "Point at a word to see where it is." : "Nothing that these words say was found.";
    } catch (error) {
      said.textContent = error.message;
    }
  }

  return el(
    "div",
    { class: "why" },
    el("button", { type: "button", class: "quiet", onclick: load }, el("span", {}, "Why? Show where the words are")),
    places,
    said,
  );
}
