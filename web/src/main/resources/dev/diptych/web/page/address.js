// The search as the page's address says it, so that back, forward, reload and sharing work.

/** Pictures live in this tab only; an address can but name them. */
const pictures = new Map();

export function keepPicture(blob) {
  const key = crypto.getRandomValues(new Uint32Array(2)).join("-");
  pictures.set(key, blob);
  return key;
}

/** Reads the address. `lostPicture` is set where it names a picture of another tab or an earlier load. */
export function readAddress() {
  const fields = new URLSearchParams(location.search);
  const key = fields.get("picture");
  const picture = key ? (pictures.get(key) ?? null) : null;
  return {
    q: (fields.get("q") ?? "").trim(),
    item: fields.get("item"),
    pictureKey: picture ? key : null,
    picture,
    lostPicture: Boolean(key) && !picture,
    target: fields.get("target") === "text" ? "text" : "image",
    filters: fields.getAll("filter"),
    sort: fields.get("sort") ?? "relevance",
    firstOnly: fields.get("stage") === "first",
    sideBySide: fields.get("view") === "side-by-side",
  };
}

/** Writes the address; unless it says the same already, as a new entry of the history. */
export function writeAddress(search, { replace = false } = {}) {
  const fields = new URLSearchParams();
  if (search.picture) fields.set("picture", search.pictureKey);
  else if (search.item) fields.set("item", search.item);
  else if (search.q) fields.set("q", search.q);
  if (search.target === "text") fields.set("target", "text");
  for (const each of search.filters) fields.append("filter", each);
  if (search.sort !== "relevance") fields.set("sort", search.sort);
  if (search.firstOnly) fields.set("stage", "first");
  if (search.sideBySide) fields.set("view", "side-by-side");
  const query = fields.toString();
  const address = query ? `${location.pathname}?${query}` : location.pathname;
  if (address === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
}

export const isEmpty = (search) => !search.q && !search.item && !search.picture;
