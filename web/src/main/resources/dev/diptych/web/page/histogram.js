// When the relevant results were taken: a bar for each year or, within few years, for each month.

import { el } from "./dom.js";
import { t } from "./i18n.js";
import { monthName } from "./numbers.js";

/** More years than this are shown as years. */
const FEW_YEARS = 2;

/** From the earliest to the latest, those without results included. */
function filled(counts, months) {
  const by = new Map(counts.map(({ value, count }) => [value, count]));
  const values = [...by.keys()].sort();
  const [first, last] = [values[0], values.at(-1)];
  const all = [];
  for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)); year++) {
    const names = months ? Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, "0")}`) : [String(year)];
    all.push(...names.filter((name) => name >= first && name <= last));
  }
  // A clock that was set wrong makes no room of a century.
  return (all.length <= 60 ? all : values).map((value) => ({ value, count: by.get(value) ?? 0 }));
}

/** A group of bars, each a button that narrows the search to its time; null where nothing is dated. */
export function histogram(years, months, search, change) {
  if (!years?.length) return null;
  const byMonth = years.length <= FEW_YEARS && months?.length > 0;
  const bars = filled(byMonth ? months : years, byMonth);
  const most = Math.max(...bars.map((each) => each.count));
  const others = search.filters.filter((each) => !each.startsWith("taken:"));
  return el(
    "div",
    { class: "facet times", role: "group", "aria-label": t("facet.taken") },
    el("h3", {}, t("facet.taken")),
    el(
      "div",
      { class: "bars" },
      bars.map(({ value, count: n }) => {
        const words = t("facet.bar", { when: byMonth ? monthName(value) : value, n });
        const column = el(
          "button",
          { type: "button", class: "column", title: words, "aria-label": words, disabled: n === 0, onclick: () => change({ filters: [...others, `taken:${value}`] }) },
          el("span", { class: "fill", "aria-hidden": "true" }),
          el("small", { "aria-hidden": "true" }, byMonth ? (value.endsWith("-01") || bars.length <= 8 ? value : value.slice(5)) : value),
        );
        column.style.setProperty("--share", String(n / most));
        return column;
      }),
    ),
  );
}
