// What people should know beside the results.

import { byId, el, foreign } from "./dom.js";
import { parts, t } from "./i18n.js";

const place = byId("notices");

const code = (words) => el("code", {}, words);

/** The model that ships inside, said plainly, with the way to a real one. */
function embedded(start) {
  const plainly = el("strong", {}, t("notice.embedded"), " ");
  const commands = parts("notice.import", { first: code("diptych model import DIR"), then: code("diptych index PATH... --model NAME") });
  return start
    ? el("aside", { class: "notice model" }, el("p", {}, plainly, commands))
    : el(
        "aside",
        { class: "notice model" },
        el("details", {}, el("summary", {}, plainly, el("u", {}, t("notice.useReal"))), el("p", {}, commands)),
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
  const button = el("button", { type: "button", class: "chip", onclick: () => correct(text) }, text);
  return text === asked ? null : el("aside", { class: "notice" }, el("p", {}, parts("notice.meant", { text: button })));
}

/** Shows what applies now. `answer` is null on the start page. */
export function showNotices({ status, answer, lostPicture, hint, failed, asked, correct }) {
  const notices = [];
  const corrections = asked ? (answer?.words?.corrections ?? []) : [];
  const corrected = corrections.length > 0 ? meant(corrections, asked, correct) : null;
  if (corrected) notices.push(corrected);
  if (hint) notices.push(warning("", hint));
  if (lostPicture) notices.push(warning(t("notice.gone"), t("notice.gone.long")));
  // Where no search can be reranked, one notice says so for all of them.
  if (answer?.rerank?.degraded && status?.model.canRerank !== false) notices.push(warning(t("notice.firstOnly"), foreign(answer.rerank.degraded)));
  if (failed) notices.push(warning(t("notice.firstOnly"), foreign(failed)));
  if (answer?.rerank?.outOfTime) notices.push(warning(t("notice.outOfTime"), t("notice.outOfTime.long", { n: answer.rerank.depthReached })));
  if (answer === null && status?.outdated) notices.push(warning(t("notice.note"), foreign(status.outdated)));
  for (const words of answer?.warnings ?? []) notices.push(warning(t("notice.note"), foreign(words)));
  if (status && status.index.images + status.index.texts === 0) {
    notices.push(
      el("aside", { class: "notice" }, el("p", {}, el("strong", {}, t("notice.empty"), " "), parts("notice.empty.long", { view: el("a", { href: "?view=index" }, t("view.index")), command: code("diptych index PATH...") }))),
    );
  }
  if (status && !status.model.canRerank) {
    notices.push(el("aside", { class: "notice" }, el("p", {}, el("strong", {}, t("notice.noSecond"), " "), t("notice.noSecond.long"))));
  }
  if (status?.model.embedded) notices.push(embedded(answer === null));
  place.replaceChildren(...notices);
}
