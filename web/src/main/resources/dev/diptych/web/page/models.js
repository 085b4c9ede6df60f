// The models of the machine and what they can do.

import * as api from "./api.js";
import { el, foreign } from "./dom.js";
import { t } from "./i18n.js";

/** Draws the view. */
export async function showModels(place) {
  place.replaceChildren(el("h2", {}, t("view.models")), el("p", { class: "muted" }, t("results.searching")));
  try {
    const { models } = await api.models();
    place.replaceChildren(
      el("h2", {}, t("view.models")),
      el(
        "ul",
        { class: "models" },
        models.map((model) =>
          el(
            "li",
            { class: model.inUse ? "used" : null },
            el("h3", {}, model.name, " ", model.inUse ? el("small", { class: "badge up" }, t("models.used")) : null, model.embedded ? el("small", { class: "badge down" }, t("models.embedded")) : null),
            el("p", {}, model.capabilities.map((each) => t(`models.can.${each}`)).join(" \u00b7 ")),
            el("p", { class: "muted" }, `${model.family} \u00b7 ${t("models.side", { n: model.imageSide })} \u00b7 `, el("code", {}, model.fingerprint.slice(0, 12))),
          ),
        ),
      ),
      el("p", { class: "muted" }, t("models.more"), " ", el("code", {}, "diptych model pull NAME")),
    );
  } catch (error) {
    place.replaceChildren(el("h2", {}, t("view.models")), el("p", { role: "alert" }, foreign(error.message)));
  }
}
