// What a query has besides words: pictures and results, each with how much it counts and whether it is wanted.

import { isMix, isShareable } from "./address.js";
import { button, byId, el, icon } from "./dom.js";
import { t } from "./i18n.js";

const place = byId("asked-parts");

/** Weights to choose from; what is below zero pushes away. */
const OF_PARTS = [2, 1, 0.5, -0.5, -1];
const OF_WORDS = [2, 1, 0.5];

/** Addresses of uploaded pictures, as long as they are shown. */
let previews = [];

function weighing(weights, weight, label, change) {
  const choices = weights.includes(weight) ? weights : [...weights, weight];
  return el(
    "select",
    { class: "weight", "aria-label": label, title: label, onchange: (event) => change(Number(event.target.value)) },
    choices.map((each) => el("option", { value: each, selected: each === weight }, t(`weight.${each}`) === `weight.${each}` ? `\u00d7 ${each}` : t(`weight.${each}`))),
  );
}

function small(part) {
  if (part.picture) {
    const address = URL.createObjectURL(part.picture);
    previews.push(address);
    const img = el("img", { src: address, alt: "" });
    // Formats that the server reads and the browser does not.
    img.addEventListener("error", () => img.replaceWith(icon("picture")), { once: true });
    return img;
  }
  return part.thumbnail ? el("img", { src: part.thumbnail, alt: "" }) : icon("words");
}

export const nameOfPart = (part) =>
  part.kind === "image" ? part.picture.name || t("ask.yourPicture") : (part.name ?? t("ask.aResult"));

function chip(part, index, search, on) {
  const name = nameOfPart(part);
  const others = search.parts.filter((_, i) => i !== index);
  const changed = (weight) => search.parts.map((each, i) => (i === index ? { ...each, weight } : each));
  return el(
    "span",
    { class: `asked-picture${part.weight < 0 ? " unwanted" : ""}`, role: "listitem" },
    small(part),
    el("span", { class: "asked-name" }, name),
    weighing(OF_PARTS, part.weight, t("chips.weight", { name }), (weight) => on.parts(changed(weight))),
    el("button", { type: "button", class: "remove", "aria-label": t("chips.remove", { name }), onclick: () => on.parts(others) }, icon("close")),
  );
}

/** Shows the parts of a query. `on` = { parts(changed), weight(of the words), add() }. */
export function showChips(search, on) {
  previews.forEach((each) => URL.revokeObjectURL(each));
  previews = [];
  place.hidden = search.parts.length === 0;
  if (place.hidden) {
    place.replaceChildren();
    return;
  }
  place.replaceChildren(
    el("span", { class: "asked-list", role: "list", "aria-label": t("chips.label") }, search.parts.map((part, i) => chip(part, i, search, on))),
    ...(search.q && isMix(search)
      ? [el("label", { class: "asked-words" }, el("span", {}, t("chips.words")), weighing(OF_WORDS, search.qweight, t("chips.wordsWeight"), on.weight))]
      : []),
    button("quiet", "plus", t("chips.add"), on.add),
    ...(isShareable(search) ? [] : [el("span", { class: "muted unshared" }, t("chips.notShared"))]),
  );
}
