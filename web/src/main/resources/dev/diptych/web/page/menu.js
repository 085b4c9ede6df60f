// The head of the page: what is served, other views, language, colours, help.

import { byId, el, tool } from "./dom.js";
import { chooseLanguage, current, LANGUAGES, nameOfLanguage, t } from "./i18n.js";
import { keep, recall } from "./kept.js";

const SCHEMES = ["auto", "light", "dark"];

const scheme = () => (SCHEMES.includes(recall("colours")) ? recall("colours") : "auto");

/** Colours as they were chosen here, before anything is seen. */
export function useColours() {
  const chosen = scheme();
  if (chosen === "auto") delete document.documentElement.dataset.colours;
  else document.documentElement.dataset.colours = chosen;
}

function nextScheme(on) {
  const next = SCHEMES[(SCHEMES.indexOf(scheme()) + 1) % SCHEMES.length];
  keep("colours", next === "auto" ? null : next);
  useColours();
  showMenu(on);
  byId("menu").querySelector(".colours").focus();
}

/** `on` = { language(), help(), go(view) }; `view` is the one that is shown. */
export function showMenu(on) {
  const views = ["index", "audit", "models"].map((view) =>
    el("a", { href: `?view=${view}`, class: "link", "aria-current": on.view() === view ? "page" : null, onclick: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      on.go(view);
    } }, t(`view.${view}`)));
  byId("menu").replaceChildren(
    ...views,
    el(
      "select",
      {
        class: "language",
        "aria-label": t("menu.language"),
        onchange: async (event) => {
          await chooseLanguage(event.target.value);
          on.language();
          byId("menu").querySelector(".language").focus();
        },
      },
      LANGUAGES.map((each) => el("option", { value: each, lang: each, selected: each === current() }, nameOfLanguage(each))),
    ),
    tool("colours", `colours-${scheme()}`, t(`menu.colours.${scheme()}`), () => nextScheme(on)),
    tool("", "help", t("keys"), on.help),
  );
}

/** What is served, in a line. */
export function showServing(status) {
  byId("serving").replaceChildren(
    el("span", {}, `${t("count.pictures", { n: status.index.images })} \u00b7 ${t("count.texts", { n: status.index.texts })}`),
    el("span", { class: "model-name", title: status.model.fingerprint }, status.model.name),
    ...(status.warm ? [] : [el("span", { class: "warming" }, t("menu.warming"))]),
  );
}
