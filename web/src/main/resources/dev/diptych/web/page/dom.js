// Builds elements. Text goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, listeners (`onclick: f`) and children (strings or nodes; null is left out). */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** An icon of the page's sprite, silent to screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A button with an icon and words. */
export const button = (className, name, words, onclick, more = {}) =>
  el("button", { type: "button", class: className, onclick, ...more }, name ? icon(name) : null, el("span", {}, words));

/** A button with an icon alone; the words are its name. */
export const tool = (className, name, words, onclick, more = {}) =>
  el("button", { type: "button", class: `tool ${className}`, title: words, "aria-label": words, onclick, ...more }, icon(name));

/** Words that the server or a file says, whose language is not the page's. */
export const foreign = (words, language = "en") => el("span", { lang: language }, words);

/** A bar filled to a share between 0 and 1, in the colour of a stage. */
export function meter(stage, share) {
  const bar = el("span", { class: `meter ${stage}`, "aria-hidden": "true" });
  bar.style.setProperty("--share", String(Math.min(1, Math.max(0, share))));
  return bar;
}

export const byId = (id) => document.getElementById(id);

/** Says something to screen readers. */
export const say = (words) => { byId("spoken").textContent = words; };

/** Longest wait for a frame: a browser that shows none, as of a tab in the background, draws none. */
const LONGEST_FRAME_MS = 100;

/** Resolves when the browser has drawn what the page shows now. */
export const painted = () =>
  new Promise((done) => {
    // What runs after a frame's callbacks runs after it was drawn.
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, LONGEST_FRAME_MS);
  });

/** Whether movement is welcome. */
export const mayMove = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Puts words on the clipboard; {@return whether that was possible} */
export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    // Without https a page may only copy what is selected.
    const box = el("textarea", { class: "visually-hidden", "aria-hidden": "true" });
    box.value = words;
    (document.querySelector("dialog[open]") ?? document.body).append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}
