// Talks to the server that this page came from, and to no other. Addresses are relative to the page, which a proxy
// may show below another path.

import { written } from "./address.js";
import { t } from "./i18n.js";

/** Words longer than this go in a body: addresses have a limit. */
const LONGEST_ADDRESS = 4000;

/** What the server, or the lack of one, says is wrong. */
export class ApiError extends Error {
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, "NO_ANSWER", t("error.noAnswer"));
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  throw new ApiError(response.status, body?.code ?? "UNKNOWN", body?.detail ?? t("error.status", { status: String(response.status) }));
}

/** An item whose links, which start at the server's root, are made relative to this page. */
function fromHere(item) {
  const relative = (link) => link && link.slice(link.indexOf("api/v1/"));
  return { ...item, image: relative(item.image), thumbnail: relative(item.thumbnail) };
}

const answer = async (asked) => {
  const found = await asked;
  return { ...found, hits: found.hits.map(fromHere) };
};

/**
 * Asks for one page of results. `search` is what address.js reads; `cursor` is "start" or what the page before gave.
 */
export function find(search, { firstOnly, limit, cursor, facets = true, signal }) {
  const fields = { target: search.target, limit, cursor, facets, sort: search.sort };
  if (search.filters.length > 0) fields.filter = search.filters.join(" ");
  if (search.alike !== "fold") fields.lookalikes = search.alike;
  if (firstOnly) fields.rerank = "off";
  if (search.q) fields.q = search.q;
  if (search.q && search.qweight !== 1) fields.qweight = String(search.qweight);
  const items = search.parts.filter((each) => each.kind === "item");
  if (items.length > 0) fields.item = items.map((each) => written(each.id, each.weight)).join(",");
  const images = search.parts.filter((each) => each.kind === "image");
  if (images.length > 0) return answer(ask("api/v1/search", { method: "POST", body: formOf(fields, images), signal }));
  const query = new URLSearchParams(fields).toString();
  if (query.length <= LONGEST_ADDRESS) return answer(ask(`api/v1/search?${query}`, { signal }));
  return answer(ask("api/v1/search", { method: "POST", ...json(fields), signal }));
}

function formOf(fields, images) {
  const form = new FormData();
  for (const each of images) form.append("image", each.picture, "picture");
  if (images.some((each) => each.weight !== 1)) form.append("imageweights", images.map((each) => each.weight).join(","));
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  return form;
}

const json = (body) => ({ headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Where in a picture words are. */
export const explain = (id, words) =>
  ask(`api/v1/items/${encodeURIComponent(id)}/explain?${new URLSearchParams({ q: words })}`);

/** How what was typed may go on. */
export const suggest = (typed, signal) => ask(`api/v1/suggest?${new URLSearchParams({ q: typed.slice(0, 1000) })}`, { signal });

export const status = () => ask("api/v1/status");

export const item = (id) => ask(`api/v1/items/${encodeURIComponent(id)}`).then(fromHere);

/** Most pictures of one archive; the server's own cap. */
export const MOST_IN_ZIP = 500;

/** Where the originals of these items come from as one ZIP file. */
export const zipOf = (ids) => `api/v1/zip?${new URLSearchParams({ ids: ids.join(",") })}`;

export const models = () => ask("api/v1/models");

export const audit = (fields, signal) => ask(`api/v1/audit?${new URLSearchParams(fields)}`, { signal });

export const jobs = () => ask("api/v1/jobs");

/** What jobs() says, and again whenever it changes; of a job that is known, only what was skipped since. */
export const jobEvents = () => new EventSource("api/v1/jobs/events");

export const startJob = (paths) => ask("api/v1/jobs", { method: "POST", ...json({ paths }) });

export const stopJob = () => ask("api/v1/jobs", { method: "DELETE" });
