// Why words fit a picture: where in it each of them is, laid over it while a word is pointed at or pressed.

import { explain } from "./api.js";
import { button, el, foreign } from "./dom.js";
import { t } from "./i18n.js";

const LEAST_SEEN = 0.004;

/** Once asked, every further result is explained, too, until it is turned off. */
let wanted = false;

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

/**
 * A section that asks the server for the maps when it is opened. `frame` holds the picture and gets the map.
 */
export function why(words, hit, frame) {
  const canvas = el("canvas", { class: "heat", "aria-hidden": "true", hidden: true });
  frame.append(canvas);
  const places = el("div", { class: "places" });
  const said = el("p", { class: "muted", role: "status" });
  let pinned = null;

  const show = (map) => {
    canvas.hidden = !map;
    if (map) draw(canvas, map);
  };

  function ofPlace(place, whole) {
    const map = place.map && place.finding !== "not-found" ? place.map : null;
    const rest = () => show(pinned ? pinned.map : whole);
    const node = el(
      "button",
      {
        type: "button",
        class: `place ${place.finding}`,
        title: t(`why.${place.finding}`),
        "aria-pressed": "false",
        onmouseenter: () => show(map),
        onmouseleave: rest,
        onfocus: () => show(map),
        onblur: rest,
        onclick: () => {
          const same = pinned?.node === node;
          pinned?.node.setAttribute("aria-pressed", "false");
          pinned = same ? null : { node, map };
          node.setAttribute("aria-pressed", String(!same));
          show(same ? whole : map);
        },
      },
      place.words,
      place.finding === "not-found" ? el("small", {}, ` ${t("why.not-found")}`) : null,
    );
    return node;
  }

  async function load() {
    said.textContent = t("why.looking");
    try {
      const answer = await explain(hit.id, words);
      const named = answer.words.filter((word) => word.finding !== "no-place");
      places.replaceChildren(...[...answer.phrases, ...named].map((place) => ofPlace(place, answer.whole)));
      show(answer.whole);
      said.textContent = t(answer.whole ? "why.point" : "why.nothing");
    } catch (error) {
      said.replaceChildren(foreign(error.message));
    }
  }

  const opener = button("quiet", "eye", t("why"), () => {
    wanted = !wanted;
    opener.setAttribute("aria-expanded", String(wanted));
    if (wanted) {
      load();
      return;
    }
    show(null);
    places.replaceChildren();
    said.textContent = "";
  }, { "aria-expanded": String(wanted) });
  if (wanted) load();
  return el("div", { class: "why" }, opener, places, said);
}
