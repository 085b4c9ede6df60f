// The language of the page. All words of a language are one file in lang/; what the server says stays English.

import { keep, recall } from "./kept.js";

/** Languages there are: each has a file of this name. A further one is a file and its name here. */
export const LANGUAGES = ["en", "de"];

let language = LANGUAGES[0];
let strings = {};
let plural = new Intl.PluralRules(language);
let whole = new Intl.NumberFormat(language);

/** The language that is shown: en, de, ... */
export const current = () => language;

const base = (tag) => tag.toLowerCase().split("-")[0];

/** What was chosen here before, else the first that the browser prefers and the page has. */
function preferred() {
  const chosen = recall("language");
  if (LANGUAGES.includes(chosen)) return chosen;
  return (navigator.languages ?? []).map(base).find((each) => LANGUAGES.includes(each)) ?? LANGUAGES[0];
}

async function load(next) {
  strings = (await import(`./lang/${next}.js`)).default;
  language = next;
  plural = new Intl.PluralRules(next);
  whole = new Intl.NumberFormat(next);
  document.documentElement.lang = next;
  translate(document);
}

/** Loads the words of the language that suits. */
export const useLanguage = () => load(preferred());

/** Changes the language for good. */
export async function chooseLanguage(next) {
  keep("language", next);
  await load(next);
}

const written = (value) => (typeof value === "number" ? whole.format(value) : String(value));

function text(key, args) {
  const value = strings[key];
  if (value === undefined) return key;
  return typeof value === "string" ? value : (value[plural.select(args.n)] ?? value.other);
}

/** The words under a key, `{name}` filled in; of several plural forms the one that fits `n`. */
export const t = (key, args = {}) =>
  text(key, args).replace(/\{(\w+)\}/g, (whole, name) => (name in args ? written(args[name]) : whole));

/** The same as a list of strings and nodes, for places that hold elements. */
export const parts = (key, args = {}) =>
  text(key, args)
    .split(/(\{\w+\})/)
    .filter(Boolean)
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      if (!name || !(name in args)) return piece;
      return args[name] instanceof Node ? args[name] : written(args[name]);
    });

/** Fills in the words of the page's own markup. */
export function translate(root) {
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  for (const node of root.querySelectorAll("[data-t-title]")) node.title = t(node.dataset.tTitle);
  for (const node of root.querySelectorAll("[data-t-hint]")) node.placeholder = t(node.dataset.tHint);
}

/** The name of each language in itself. */
export const nameOfLanguage = (each) => new Intl.DisplayNames([each], { type: "language" }).of(each);
