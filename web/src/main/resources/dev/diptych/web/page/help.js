// The list of keys, and the switch that turns letters off.

import { byId, el, tool } from "./dom.js";
import { t } from "./i18n.js";
import { keep, recall } from "./kept.js";

const dialog = byId("help");

const KEYS = [
  [["/"], "keys.search"],
  [["Enter"], "keys.open"],
  [["\u2190", "\u2192", "\u2191", "\u2193"], "keys.walk"],
  [["Home", "End"], "keys.ends"],
  [["x"], "keys.select"],
  [["f"], "keys.filters"],
  [["Esc"], "keys.clear"],
  [["\u2190", "\u2192"], "keys.step"],
  [["+", "\u2212", "0"], "keys.zoom"],
  [["?"], "keys.help"],
];

export function openHelp() {
  const letters = el("input", {
    type: "checkbox",
    role: "switch",
    checked: recall("letters") !== "off",
    onchange: (event) => keep("letters", event.target.checked ? null : "off"),
  });
  dialog.setAttribute("aria-label", t("keys"));
  dialog.replaceChildren(
    el("div", { class: "bar" }, el("h2", {}, t("keys")), tool("close", "close", t("details.close"), () => dialog.close(), { autofocus: true })),
    el(
      "dl",
      { class: "keys" },
      KEYS.map(([keys, words]) => [el("dt", {}, keys.map((key) => el("kbd", {}, key))), el("dd", {}, t(words))]).flat(),
    ),
    el("label", { class: "switch" }, letters, el("span", { class: "track", "aria-hidden": "true" }), t("keys.letters")),
  );
  dialog.showModal();
}

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
