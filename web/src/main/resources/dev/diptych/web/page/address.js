// The search as the page's address says it, so that back, forward, reload and sharing work.

/** Pictures live in this tab only; an address can but name them. */
const pictures = new Map();

export function keepPicture(blob) {
  const key = crypto.getRandomValues(new Uint32Array(2)).join("-");
  pictures.set(key, blob);
  return key;
}

/** How much a part of the query counts, in steps; below zero it is what results shall not be like. */
export const WEIGHTS = [2, 1, 0.5];

/** `-ID^0.5`: a name, how much it counts, and whether it is wanted. */
export const written = (name, weight) => {
  const size = Math.abs(weight);
  return `${weight < 0 ? "-" : ""}${name}${size === 1 ? "" : `^${size}`}`;
};

function readPart(text) {
  const [, minus, name, size] = /^(-?)([^^]*)(?:\^(.*))?$/.exec(text.trim()) ?? [];
  const weight = size === undefined ? 1 : Number(size);
  return { name: name ?? "", weight: (minus ? -1 : 1) * (weight > 0 && weight <= 100 ? weight : 1) };
}

const VIEWS = ["index", "audit", "models"];

/** Reads the address. `lostPicture` is set where it names a picture of another tab or an earlier load. */
export function readAddress() {
  const fields = new URLSearchParams(location.search);
  const items = (fields.get("item") ?? "").split(",").filter((each) => each.trim()).map(readPart)
    .map(({ name, weight }) => ({ kind: "item", id: name, weight }));
  const named = fields.getAll("picture").map(readPart).map(({ name, weight }) => ({ kind: "image", key: name, weight, picture: pictures.get(name) }));
  const weight = Number(fields.get("qweight") ?? 1);
  return {
    q: (fields.get("q") ?? "").trim(),
    qweight: WEIGHTS.includes(weight) ? weight : 1,
    parts: [...items, ...named.filter((each) => each.picture)],
    lostPicture: named.some((each) => !each.picture),
    target: fields.get("target") === "text" ? "text" : "image",
    filters: fields.getAll("filter"),
    sort: fields.get("sort") ?? "relevance",
    alike: fields.get("lookalikes") === "show" ? "show" : "fold",
    firstOnly: fields.get("stage") === "first",
    sideBySide: fields.get("view") === "side-by-side",
    view: VIEWS.includes(fields.get("view")) ? fields.get("view") : null,
    show: fields.get("show"),
  };
}

/** The address of a search. */
export function addressOf(search) {
  const fields = new URLSearchParams();
  if (search.q) fields.set("q", search.q);
  if (search.q && search.qweight !== 1) fields.set("qweight", search.qweight);
  const items = search.parts.filter((each) => each.kind === "item");
  if (items.length > 0) fields.set("item", items.map((each) => written(each.id, each.weight)).join(","));
  for (const each of search.parts) {
    if (each.kind === "image") fields.append("picture", written(each.key, each.weight));
  }
  if (search.target === "text") fields.set("target", "text");
  for (const each of search.filters) fields.append("filter", each);
  if (search.sort !== "relevance") fields.set("sort", search.sort);
  if (search.alike !== "fold") fields.set("lookalikes", search.alike);
  if (search.firstOnly) fields.set("stage", "first");
  if (search.view) fields.set("view", search.view);
  else if (search.sideBySide) fields.set("view", "side-by-side");
  if (search.show) fields.set("show", search.show);
  const query = fields.toString();
  return query ? `${location.pathname}?${query}` : location.pathname;
}

/** Writes the address; unless it says the same already, as a new entry of the history. */
export function writeAddress(search, { replace = false } = {}) {
  const address = addressOf(search);
  if (address === location.pathname + location.search) return;
  // How many entries of this page lie behind tells whether "back" stays on it.
  const depth = (history.state?.depth ?? 0) + (replace ? 0 : 1);
  history[replace ? "replaceState" : "pushState"]({ depth }, "", address);
}

export const isEmpty = (search) => !search.q && search.parts.length === 0;

/** Whether several things are asked for at once. */
export const isMix = (search) =>
  search.parts.length + (search.q ? 1 : 0) > 1 || search.parts.some((each) => each.weight !== 1);

/** Whether an address can say all of it. */
export const isShareable = (search) => search.parts.every((each) => each.kind === "item");

/** The search without anything asked for. */
export const NOTHING = { q: "", qweight: 1, parts: [], filters: [], sort: "relevance", show: null, view: null };
