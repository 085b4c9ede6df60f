// How numbers and dates are written for people, in the language of the page.

import { current, t } from "./i18n.js";

const fixed = (value, digits) =>
  value.toLocaleString(current(), { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A probability as a percentage with one decimal, as on the command line, that never rounds to certainty. */
export function percent(probability) {
  const p = probability * 100;
  if (p > 99.9) return `> ${fixed(99.9, 1)} %`;
  if (p < 0.1) return `< ${fixed(0.1, 1)} %`;
  return `${fixed(p, 1)} %`;
}

export const cosine = (itc) => fixed(itc, 3);

export const logit = (value) => (value > 0 ? "+" : "") + fixed(value, 2).replace("-", "\u2212");

export function milliseconds(ms) {
  if (ms >= 1000) return `${fixed(ms / 1000, 1)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${fixed(ms, 1)} ms`;
}

export function bytes(n) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let i = 0;
  for (; n >= 1000 && i < units.length - 1; i++) n /= 1000;
  return `${i === 0 || n >= 100 ? Math.round(n) : fixed(n, 1)} ${units[i]}`;
}

/** When a picture was taken, as clocks showed there. */
export function takenAt(local) {
  const date = new Date(`${local}Z`);
  return Number.isNaN(date.getTime())
    ? local
    : date.toLocaleString(current(), { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
}

/** A month such as 2024-06 as people write it. */
export function monthName(month) {
  const date = new Date(`${month}-01T00:00Z`);
  return Number.isNaN(date.getTime())
    ? month
    : date.toLocaleString(current(), { month: "long", year: "numeric", timeZone: "UTC" });
}

/** Where a result stood before, in words: "up from 7". */
export function moved(from, to) {
  if (from === to) return t("moved.stays", { n: to });
  return from > to ? t("moved.up", { n: from }) : t("moved.down", { n: from });
}
