// Which of the results are shown, and in which order: conditions as chips, counts to choose from, a sort.

import { condition, not } from "./conditions.js";
import { byId, el, icon, tool } from "./dom.js";
import { histogram } from "./histogram.js";
import { t } from "./i18n.js";

const place = byId("refine");

const ORDERS = ["relevance", "newest", "oldest", "name", "recall"];

/** Facets in the order shown: field of the answer, key of its condition. Times have a drawing of their own. */
const FACETS = [
  ["folder", "folder"],
  ["tag", "tag"],
  ["place", "place"],
  ["camera", "camera"],
  ["format", "format"],
];

const SHOWN = 12;

/** Stays as the user left it while results change. */
let open = false;
const wide = new Set();

/** The end of a path; its whole is in the title. */
const short = (key, value) => (key === "folder" ? value.split("/").slice(-2).join("/") : value);

function sort(search, change) {
  return el(
    "label",
    { class: "sort" },
    el("span", {}, t("sort")),
    el(
      "select",
      { onchange: (event) => change({ sort: event.target.value }) },
      ORDERS.map((value) => el("option", { value, selected: value === search.sort }, t(`sort.${value}`))),
    ),
  );
}

/** The conditions chosen here, each with a way to turn it round and to drop it, and what all of them leave out. */
function chips(search, answer, change) {
  const leftOut = new Map((answer.recall?.conditions?.conditions ?? []).map((each) => [each.condition, each.items]));
  const without = (each) => search.filters.filter((other) => other !== each);
  return search.filters.map((each) =>
    el(
      "span",
      { class: `chip on${each.startsWith("-") ? " unwanted" : ""}`, title: leftOut.has(each) ? t("refine.leavesOut", { n: leftOut.get(each) }) : null },
      el("button", { type: "button", class: "turn", "aria-label": t("refine.turn", { condition: each }), title: t("refine.turn.long"), onclick: () => change({ filters: search.filters.map((other) => (other === each ? not(each) : other)) }) }, each),
      el("button", { type: "button", class: "drop", "aria-label": t("refine.drop", { condition: each }), onclick: () => change({ filters: without(each) }) }, icon("close")),
    ),
  );
}

function passing(answer) {
  const left = answer.recall?.conditions;
  return left ? el("span", { class: "muted" }, t("refine.passing", { n: left.passing, of: left.items })) : null;
}

function facet(field, key, counts, search, change) {
  const values = (counts ?? []).filter(({ value }) => !search.filters.includes(condition(key, value)) && !search.filters.includes(not(condition(key, value))));
  if (values.length === 0) return null;
  const heading = t(`facet.${field}`);
  const add = (each) => change({ filters: [...search.filters, each] });
  const shown = wide.has(field) ? values : values.slice(0, SHOWN);
  return el(
    "div",
    { class: "facet", role: "group", "aria-label": heading },
    el("h3", {}, heading),
    el(
      "ul",
      {},
      shown.map(({ value, count: n }) =>
        el(
          "li",
          {},
          el("button", { type: "button", class: "chip", title: value, onclick: () => add(condition(key, value)) }, short(key, value), " ", el("b", {}, String(n))),
          tool("leave", "minus", t("refine.leave", { value: short(key, value) }), () => add(not(condition(key, value)))),
        ),
      ),
    ),
    values.length > shown.length
      ? el("button", { type: "button", class: "link", onclick: () => { wide.add(field); change({}); } }, t("refine.all", { n: values.length }))
      : null,
  );
}

function folding(search, change) {
  return el(
    "label",
    { class: "switch" },
    el("input", { type: "checkbox", role: "switch", checked: search.alike === "fold", onchange: (event) => change({ alike: event.target.checked ? "fold" : "show" }) }),
    el("span", { class: "track", "aria-hidden": "true" }),
    t("refine.fold"),
  );
}

/** A condition that is typed. */
function own(search, change) {
  const input = el("input", { type: "text", name: "condition", placeholder: "taken:2024-06", "aria-label": t("refine.own"), spellcheck: "false" });
  return el(
    "form",
    {
      class: "own",
      onsubmit: (event) => {
        event.preventDefault();
        const written = input.value.trim();
        if (written) change({ filters: [...search.filters, written] });
      },
    },
    input,
    el("button", { type: "submit", class: "quiet" }, t("refine.add")),
  );
}

/** Shows what can be changed. `change` takes what is to be other of the search. */
export function showRefine(search, answer, change) {
  const facets = answer?.listing?.facets;
  const focused = place.contains(document.activeElement) ? document.activeElement.closest("summary, select")?.tagName : null;
  place.hidden = !answer;
  if (!answer) return;
  const groups = facets
    ? [
        histogram(facets.year, facets.month, search, change),
        ...FACETS.map(([field, key]) => facet(field, key, facets[field], search, change)),
      ].filter(Boolean)
    : [];
  place.replaceChildren(
    el("div", { class: "row" }, sort(search, change), chips(search, answer, change), passing(answer)),
    el(
      "details",
      { class: "facets", open, ontoggle: (event) => { open = event.target.open; } },
      el("summary", {}, facets ? t("refine.narrow", { n: facets.counted }) : t("refine.filters")),
      groups,
      el("div", { class: "row" }, own(search, change), folding(search, change)),
    ),
  );
  if (focused) place.querySelector(focused)?.focus();
}

/** Nothing to refine. */
export const hideRefine = () => {
  place.hidden = true;
};

/** Opens the filters, or closes them. */
export function toggleFilters() {
  const summary = place.querySelector(".facets summary");
  if (place.hidden || !summary) return;
  summary.click();
  summary.focus();
}
