// The large view and the address that names what is shown in it. Its module is loaded when it is first opened.

import { isEmpty, writeAddress } from "./address.js";
import * as api from "./api.js";
import { nameOfPart } from "./chips.js";
import { byId } from "./dom.js";
import { t } from "./i18n.js";
import { showNotices } from "./notices.js";
import { go, partOf, showMore } from "./searching.js";
import { answerNow, state } from "./state.js";

let follow = () => {};

/** What cards do comes from here; what results do when followed comes from elsewhere. */
export const useFollow = (how) => { follow = how; };

const actions = {
  follow: (hit, target) => follow(hit, target),
  words: () => state.search.q || null,
  joinable: () => !isEmpty(state.search),
  join: (hit, weight) => go({ parts: [...state.search.parts.filter((each) => each.id !== hit.id), partOf(hit, weight)] }),
  narrow(condition) {
    const { search } = state;
    const filters = search.filters.includes(condition) ? search.filters : [...search.filters, condition];
    go({ filters, hint: isEmpty(search) ? t("refine.needsQuery") : null });
  },
  hasMore: () => Boolean(answerNow()?.listing?.next),
  async more() {
    const before = state.shown.list.length;
    await showMore();
    return state.shown.list.length > before;
  },
  openOther: (id) => openItem(id),
  shown(hit) {
    const first = state.search.show === null;
    state.search.show = hit.id;
    writeAddress(state.search, { replace: !first });
  },
  closed() {
    if (state.search.show === null) return;
    // "Back" closes the large view, and closing it goes back: both leave the same history.
    if (history.state?.depth > 0) {
      history.back();
      return;
    }
    state.search.show = null;
    writeAddress(state.search, { replace: true });
  },
};

/** What the parts of a query of several are called, in the order in which the answer has them; null for one query. */
function namesOfMix() {
  const mix = answerNow()?.query?.mix;
  if (!mix) return null;
  const images = state.search.parts.filter((each) => each.kind === "image").map(nameOfPart);
  const items = new Map(state.search.parts.filter((each) => each.kind === "item").map((each) => [each.id, nameOfPart(each)]));
  return mix.map((part) => part.text ?? items.get(part.item) ?? images.shift() ?? t("ask.yourPicture"));
}

/** Opens a result. */
export async function openEntry(entry) {
  const { openLightbox } = await import("./lightbox.js");
  const names = namesOfMix();
  const named = (each) => (names ? { ...each, mixNames: names } : each);
  openLightbox(() => (entry.mode === state.shown.list[0]?.mode ? state.shown.list.map(named) : []), named(entry), actions);
}

/** Opens an item, with all that is known of it where it is among the results. */
export async function openItem(id) {
  const known = state.shown.list.find((each) => each.hit.id === id);
  if (known) {
    await openEntry(known);
    return;
  }
  try {
    await openEntry({ hit: await api.item(id), mode: "alone", other: null });
  } catch (error) {
    state.search.show = null;
    writeAddress(state.search, { replace: true });
    showNotices({ status: state.status, answer: answerNow(), hint: error.message });
  }
}

/** Opens or closes as the address says. */
export async function followShow(search) {
  if (search.show) await openItem(search.show);
  else if (byId("details").open) (await import("./lightbox.js")).closeLightbox();
}
