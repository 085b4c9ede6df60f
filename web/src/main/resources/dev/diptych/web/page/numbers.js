// How numbers are written for people.

const whole = new Intl.NumberFormat("en");

export const count = (n, one, many = `${one}s`) => `${whole.format(n)} ${n === 1 ? one : many}`;

/** A probability as a percentage that never rounds to certainty. */
export function percent(probability) {
  const p = probability * 100;
  if (p > 99.9) return "> 99.9 %";
  if (p < 0.1) return "< 0.1 %";
  return p >= 95 || p <= 5 ? `${p.toFixed(1)} %` : `${Math.round(p)} %`;
}

export const cosine = (itc) => itc.toFixed(3);

export const logit = (value) => (value > 0 ? "+" : "") + value.toFixed(2).replace("-", "\u2212");

export function milliseconds(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

export function bytes(n) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let i = 0;
  for (; n >= 1000 && i < units.length - 1; i++) n /= 1000;
  return `${i === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${units[i]}`;
}

/** Where a result stood before, in words: "up from 7". */
export function moved(from, to) {
  if (from === to) return `stays at ${to}`;
  return from > to ? `up from ${from}` : `down from ${from}`;
}
