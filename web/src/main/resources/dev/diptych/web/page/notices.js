// What people should know beside the results.

import { byId, el } from "./dom.js";

const place = byId("notices");

/** The model that ships inside, said plainly, with the way to a real one. */
function embedded(open) {
  return el(
    "aside",
    { class: "notice model" },
    el(
      "p",
      {},
      el("strong", {}, "This is the small model that ships inside. "),
      "It understands coloured shapes and nothing else: your holiday photos would come back in no useful order.",
    ),
    el(
      "details",
      { open },
      el("summary", {}, "Use a real model"),
      el("ol", {},
        el("li", {}, "Import a BLIP checkpoint from its folder: ", el("code", {}, "diptych model import DIR")),
        el("li", {}, "Index your pictures with it: ", el("code", {}, "diptych index PATH... --model NAME"))),
    ),
  );
}

const warning = (title, words) =>
  el("aside", { class: "notice warning" }, el("p", {}, el("strong", {}, `${title} `), words));

/** Shows what applies now. `answer` is null on the start page. */
export function showNotices({ status, answer, lostPicture, hint }) {
  const notices = [];
  if (hint) notices.push(warning("", hint));
  if (lostPicture) {
    notices.push(warning("That picture is gone.", "Pictures to search with stay in the tab that they were dropped into; drop it here again."));
  }
  if (answer?.degraded) notices.push(warning("First stage only:", answer.degraded));
  if (answer?.outOfTime) {
    notices.push(warning("Out of time:", `the second stage read ${answer.depthReached} pairs before its budget ended.`));
  }
  for (const words of answer?.warnings ?? []) notices.push(warning("Note:", words));
  if (status && status.images + status.texts === 0) {
    notices.push(
      el("aside", { class: "notice" }, el("p", {}, el("strong", {}, "The index is empty. "), "Fill it with ", el("code", {}, "diptych index PATH..."), " and come back.")),
    );
  }
  if (status && !status.canRerank) {
    notices.push(warning("No second stage:", "this model or index has none, so results come in first-stage order."));
  }
  if (status?.embeddedModel) notices.push(embedded(answer === null));
  place.replaceChildren(...notices);
}
