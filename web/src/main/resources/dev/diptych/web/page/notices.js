// What people should know beside the results.

import { byId, el } from "./dom.js";

const place = byId("notices");

/** The model that ships inside, said plainly, with the way to a real one. */
function embedded(start) {
  const plainly = [
    el("strong", {}, "The small model that ships inside understands coloured shapes and nothing else. "),
  ];
  const commands = [
    "To search your own photos, import a real one: ",
    el("code", {}, "diptych model import DIR"),
    ", then ",
    el("code", {}, "diptych index PATH... --model NAME"),
    ".",
  ];
  return start
    ? el("aside", { class: "notice model" }, el("p", {}, plainly, commands))
    : el(
        "aside",
        { class: "notice model" },
        el("details", {}, el("summary", {}, plainly, el("u", {}, "Use a real one")), el("p", {}, commands)),
      );
}

const warning = (title, words) =>
  el("aside", { class: "notice warning" }, el("p", {}, el("strong", {}, `${title} `), words));

/** What words of the query may have been meant for, one press away. */
function meant(corrections, asked, correct) {
  let text = asked;
  for (const { word, meant } of corrections) {
    const written = new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "giu");
    text = text.replace(written, () => meant);
  }
  return text === asked
    ? null
    : el("aside", { class: "notice" }, el("p", {}, "Did you mean ", el("button", { type: "button", class: "chip", onclick: () => correct(text) }, text), "?"));
}

/** Shows what applies now. `answer` is null on the start page. */
export function showNotices({ status, answer, lostPicture, hint, asked, correct }) {
  const notices = [];
  const corrections = asked ? (answer?.words?.corrections ?? []) : [];
  const corrected = corrections.length > 0 ? meant(corrections, asked, correct) : null;
  if (corrected) notices.push(corrected);
  if (hint) notices.push(warning("", hint));
  if (lostPicture) {
    notices.push(warning("That picture is gone.", "Pictures to search with stay in the tab that they were dropped into; drop it here again."));
  }
  // Where no search can be reranked, one notice says so for all of them.
  if (answer?.rerank?.degraded && status?.model.canRerank !== false) notices.push(warning("First stage only:", answer.rerank.degraded));
  if (answer?.rerank?.outOfTime) {
    notices.push(warning("Out of time:", `the second stage read ${answer.rerank.depthReached} pairs before its budget ended.`));
  }
  if (answer === null && status?.outdated) notices.push(warning("Note:", status.outdated));
  for (const words of answer?.warnings ?? []) notices.push(warning("Note:", words));
  if (status && status.index.images + status.index.texts === 0) {
    notices.push(
      el("aside", { class: "notice" }, el("p", {}, el("strong", {}, "The index is empty. "), "Fill it with ", el("code", {}, "diptych index PATH..."), " and come back.")),
    );
  }
  if (status && !status.model.canRerank) {
    notices.push(
      el("aside", { class: "notice" }, el("p", {}, el("strong", {}, "No second stage: "), "this model compares vectors alone, so results come in the order of the cosine, without a match probability.")),
    );
  }
  if (status?.model.embedded) notices.push(embedded(answer === null));
  place.replaceChildren(...notices);
}
