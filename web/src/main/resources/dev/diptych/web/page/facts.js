// What is known of a result: how well it fits, where it lies, what its file says.

import { badge, belowWords, calibration, foundBy, pathOf } from "./card.js";
import { condition } from "./conditions.js";
import { button, copy, el, foreign, meter } from "./dom.js";
import { t } from "./i18n.js";
import { cosine, logit, percent, takenAt } from "./numbers.js";

const row = (term, ...value) => [el("dt", {}, term), el("dd", {}, ...value)];

/** A picture that stands behind a result, small; pressing it opens it. */
function alike(id, open) {
  const address = `api/v1/items/${encodeURIComponent(id)}`;
  return el(
    "button",
    { type: "button", class: "alike-one", "aria-label": t("facts.openAlike"), onclick: () => open(id) },
    el("img", { src: `${address}/thumbnail`, alt: "", width: "72", height: "72", loading: "lazy" }),
  );
}

function match(entry) {
  const { hit } = entry;
  const recallOnly = document.body.classList.contains("recall-only");
  if (hit.matchProbability === undefined) return [];
  if (hit.matchProbability === null) return recallOnly ? [] : row(t("match"), el("span", { class: "muted" }, t("facts.unread")));
  return row(
    t("match"),
    el("b", {}, percent(hit.matchProbability)), " ", el("small", {}, calibration(hit)),
    meter("rerank", hit.matchProbability),
    belowWords(entry),
  );
}

/** What was verified besides the words as a whole. */
const verified = (hit) =>
  hit.parts?.length
    ? row(
        t("facts.parts"),
        hit.parts.map((part) =>
          el("span", { class: "part" }, t(part.wanted ? "facts.there" : "facts.notThere", { words: part.words }), " ", el("b", {}, part.probability === null ? t("match.unread") : percent(part.probability)))),
      )
    : [];

/** How near a result is to each part of a query of several. */
const mixed = (hit, names) =>
  hit.mix?.length
    ? row(
        t("facts.mix"),
        hit.mix.map((part, i) =>
          el("span", { class: "part" }, names[i] ?? `${i + 1}`, " ", el("b", {}, part.match === null || part.match === undefined ? cosine(part.cosine) : percent(part.match)))),
      )
    : [];

function places(entry) {
  const { hit, mode, other } = entry;
  if (!hit.rank) return [];
  const moved = badge(entry);
  const key =
    mode === "first" ? "facts.inFirst" :
    document.body.classList.contains("recall-only") ? "facts.byCosine" :
    other === null ? "facts.unread" :
    moved ? "facts.inFirst" : "facts.inBoth";
  return row(t("facts.place"), el("b", {}, String(hit.rank)), " ", mode === "both" ? (moved ?? "") : "", " ", el("small", {}, t(key)));
}

/** A value that narrows the search to what has it, too. */
const narrowing = (key, value, words, on) =>
  el("button", { type: "button", class: "chip", title: t("facts.narrow"), onclick: () => on.narrow(condition(key, value)) }, words);

function ofFile(hit, on) {
  const facts = hit.facts ?? {};
  const where = facts.latitude === null || facts.latitude === undefined ? null : `${facts.latitude.toFixed(4)}, ${facts.longitude.toFixed(4)}`;
  return [
    facts.title ? row(t("facts.title"), foreign(facts.title, "")) : [],
    facts.description ? row(t("facts.description"), foreign(facts.description, "")) : [],
    facts.text ? row(t("facts.text"), el("span", { class: "read", lang: "" }, facts.text)) : [],
    facts.tags?.length ? row(t("facts.tags"), el("span", { class: "chips" }, facts.tags.map((tag) => narrowing("tag", tag, tag, on)))) : [],
    facts.takenAt ? row(t("facts.taken"), takenAt(facts.takenAt), " ", narrowing("taken", facts.takenAt.slice(0, 10), t("facts.thatDay"), on)) : [],
    facts.camera ? row(t("facts.camera"), narrowing("camera", facts.camera, facts.camera, on)) : [],
    where ? row(t("facts.where"), facts.place ? [facts.place, el("br")] : null, where, " ", narrowing("near", `${facts.latitude},${facts.longitude},5km`, t("facts.nearby"), on)) : [],
  ].flat();
}

/** Where the file lies; a server cannot open a file manager, so it says so and offers the path. */
function ofPath(hit, on) {
  const path = hit.path ?? pathOf(hit.source);
  const folder = path.replace(/[\\/][^\\/]*$/, "");
  const said = el("small", { class: "muted", role: "status" });
  return [
    ...row(
      t("facts.file"),
      el("span", { class: "path" }, pathOf(hit.source)),
      el(
        "span",
        { class: "chips" },
        button("chip", "copy", t("facts.copyPath"), async () => { said.textContent = t((await copy(path)) ? "facts.copied" : "copy.failed"); }),
        folder && folder !== path ? button("chip", "folder", t("facts.folder"), () => on.narrow(condition("folder", folder)), { title: t("facts.folder.long") }) : null,
        said,
      ),
    ),
    ...(hit.copies
      ? row(t("facts.copies", { n: hit.copies }), hit.sources.slice(1).map((each) => el("span", { class: "path" }, pathOf(each))))
      : []),
  ];
}

/** The facts of an entry. `on` = { narrow(condition), open(id) }. */
export function facts(entry, on) {
  const { hit } = entry;
  const image = hit.modality === "image";
  return el(
    "dl",
    {},
    match(entry),
    verified(hit),
    mixed(hit, entry.mixNames ?? []),
    hit.itm
      ? row(t("facts.logits"), `${t("facts.logit.match")} ${logit(hit.itm.match)} `, el("span", { class: "muted" }, `${t("facts.logit.none")} ${logit(hit.itm.noMatch)}`))
      : [],
    hit.itc === undefined ? [] : row("ITC", el("b", {}, cosine(hit.itc)), " ", el("small", {}, t("cosine")), meter("recall", hit.itc)),
    places(entry),
    foundBy(hit) ? row(t("found"), foundBy(hit)) : [],
    image && hit.texts?.length ? row(t("facts.words"), hit.texts.map((text) => el("q", { class: "quote" }, text))) : [],
    image && hit.generatedTexts?.length
      ? row(
          t("facts.generated"),
          hit.generatedTexts.flatMap((each) => [
            el("q", { class: "quote" }, each.text),
            el("small", { class: "muted" }, ` ${t("facts.generatedBy", { p: percent(each.matchProbability), model: each.model })}`),
          ]),
        )
      : [],
    hit.lookalikes?.count
      ? row(t("facts.alike"), el("details", { class: "alikes" }, el("summary", {}, t("card.alike", { n: hit.lookalikes.count })), el("span", { class: "alike-row" }, hit.lookalikes.ids.map((id) => alike(id, on.open)))))
      : [],
    image ? row(t("facts.size"), `${hit.width} \u00d7 ${hit.height} px${hit.facts?.format ? `, ${hit.facts.format.toUpperCase()}` : ""}`) : [],
    ofFile(hit, on),
    ofPath(hit, on),
  );
}
