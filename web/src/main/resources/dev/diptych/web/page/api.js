// Talks to the server that this page came from, and to no other. Addresses are relative to the page, which a proxy
// may show below another path.

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
    throw new ApiError(0, "NO_ANSWER", "Diptych does not answer. Is it still running in its terminal?");
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  throw new ApiError(
    response.status,
    body?.code ?? "UNKNOWN",
    body?.detail ?? `The server answered with status ${response.status} and said no more.`,
  );
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
 * Asks for one page of results. `search` has q, item or picture (a Blob), target, filters and sort; `cursor` is "start" or
 * what the page before gave.
 */
export function find(search, { firstOnly, limit, cursor, signal }) {
  const fields = { target: search.target, limit, cursor, facets: true, sort: search.sort };
  if (search.filters.length > 0) fields.filter = search.filters.join(" ");
  if (firstOnly) fields.rerank = "off";
  if (search.picture) {
    const form = new FormData();
    form.append("image", search.picture, "picture");
    for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
    return answer(ask("api/v1/search", { method: "POST", body: form, signal }));
  }
  if (search.item) fields.item = search.item;
  else fields.q = search.q;
  const query = new URLSearchParams(fields).toString();
  if (query.length <= LONGEST_ADDRESS) return answer(ask(`api/v1/search?${query}`, { signal }));
  return answer(
    ask("api/v1/search", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
      signal,
    }),
  );
}

/** Where in a picture words are. */
export const explain = (id, words) =>
  ask(`api/v1/items/${encodeURIComponent(id)}/explain?${new URLSearchParams({ q: words })}`);

/** How what was typed may go on. */
export const suggest = (typed) => ask(`api/v1/suggest?${new URLSearchParams({ q: typed.slice(0, 1000) })}`);

export const status = () => ask("api/v1/status");

export const item = (id) => ask(`api/v1/items/${encodeURIComponent(id)}`).then(fromHere);
