// What the page knows at the moment. searching.js changes it; others read it.

import { readAddress } from "./address.js";

export const state = {
  /** What the server serves; null until it is known. */
  status: null,
  search: readAddress(),
  /** Answers to the present search by mode; kept while only the way of showing changes. */
  answers: {},
  /** The entries that are shown, in order; `provisional` while the second stage still reads. */
  shown: { list: [], provisional: false },
};

/** Which of the two orders is shown. */
export const mode = () => (state.search.firstOnly ? "first" : "both");

export const answerNow = () => state.answers[mode()] ?? null;
