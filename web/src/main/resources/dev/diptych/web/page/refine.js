// Which of the results are shown, and in which order: conditions as chips, counts to choose from, a sort.

import { byId, el, icon } from "./dom.js";
import { count } from "./numbers.js";

const place = byId("refine");

const ORDERS = [
  ["relevance", "Best first"],
  ["newest", "Newest first"],
  ["oldest", "Oldest first"],
  ["name", "By name"],
  ["recall", "As the first stage found them"],
];

/** Facets in the order shown: field of the answer, heading, key of its condition. */
const FACETS = [
  ["folder", "Folder", "folder"],
  ["tag", "Tag", "tag"],
  ["place", "Place", "place"],
  ["camera", "Camera", "camera"],
  ["year", "Year", "taken"],
  ["month", "Month", "taken"],
  ["format", "Format", "format"],
];

const SHOWN = 12;

/** Stays as the user left it while results change. */
let open = false;

/** The end of a path; its whole is in the title. */
const short = (key, value) => (key === "folder" ? value.split("/").slice(-2).join("/") : value);

const condition = (key, value) => {
  const plain = value.replaceAll('"', "");
  return /[\s,]/.test(plain) ? `${key}:"${plain}"` : `${key}:${plain}`;
};

function sort(search, change) {
  return el(
    "label",
    { class: "sort" },
    el("span", {}, "Order"),
    el(
      "select",
      { onchange: (event) => change({ sort: event.target.value }) },
      ORDERS.map(([value, words]) => el("option", { value, selected: value === search.sort }, words)),
    ),
  );
}

/** The conditions chosen here, each with a way to drop it, and what all conditions leave out. */
function chips(search, answer, change) {
  const leftOut = new Map((answer.recall?.conditions?.conditions ?? []).map((each) => [each.condition, each.items]));
  return search.filters.map((each) =>
    el(
      "button",
      {
        type: "button",
        class: "chip on",
        title: leftOut.has(each) ? `Leaves out ${count(leftOut.get(each), "item")}` : null,
        "aria-label": `Drop the condition ${each}`,
        onclick: () => change({ filters: search.filters.filter((other) => other !== each) }),
      },
      each,
      icon("close"),
    ),
  );
}

function passing(answer) {
  const left = answer.recall?.conditions;
  return left ? el("span", { class: "muted" }, `${count(left.passing, "item")} of ${left.items} pass the conditions`) : null;
}

function facet(counts, heading, key, search, change) {
  const values = (counts ?? []).filter(({ value }) => !search.filters.includes(condition(key, value)));
  if (values.length === 0) return null;
  return el(
    "div",
    { class: "facet", role: "group", "aria-label": heading },
    el("h3", {}, heading),
    values.slice(0, SHOWN).map(({ value, count: n }) =>
      el(
        "button",
        { type: "button", class: "chip", title: value, onclick: () => change({ filters: [...search.filters, condition(key, value)] }) },
        short(key, value),
        el("b", {}, String(n)),
      ),
    ),
  );
}

/** Shows what can be changed. `change` takes what is to be other of the search. */
export function showRefine(search, answer, change) {
  const facets = answer?.listing?.facets;
  place.hidden = !answer;
  if (!answer) return;
  const groups = facets
    ? FACETS.map(([field, heading, key]) => facet(facets[field], heading, key, search, change)).filter(Boolean)
    : [];
  place.replaceChildren(
    el("div", { class: "row" }, sort(search, change), chips(search, answer, change), passing(answer)),
    groups.length > 0
      ? el(
          "details",
          { class: "facets", open, ontoggle: (event) => { open = event.target.open; } },
          el("summary", {}, `Narrow down ${count(facets.counted, "relevant result")}`),
          groups,
        )
      : "",
  );
}

/** Nothing to refine. */
export const hideRefine = () => {
  place.hidden = true;
};
