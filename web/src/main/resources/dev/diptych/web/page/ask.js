// The search box: words, and pictures that are chosen, dropped or pasted.

import { isEmpty } from "./address.js";
import { showChips } from "./chips.js";
import { byId } from "./dom.js";
import { t } from "./i18n.js";

const form = byId("ask");
const words = byId("words");
const file = byId("file");
const dropzone = byId("dropzone");

/** Whether the next picture that is chosen joins the query or takes its place. */
let adding = false;

/** Whether there is a query that a dropped picture could join. */
let joinable = false;

const isPicture = (f) => f.type.startsWith("image/") || /\.(tiff?|heic|heif|avif|jxl)$/i.test(f.name);

let on;

/**
 * Reports what is asked for: `on` = { words(text), pictures(blobs, added), options(), clear(), refuse(sentence),
 * parts(parts), weight(of the words) }.
 */
export function listen(to) {
  on = to;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!words.value.trim() && !joinable) {
      words.focus();
      return;
    }
    // On a touch screen the keyboard would cover the answer.
    if (matchMedia("(hover: none)").matches) words.blur();
    on.words(words.value.trim());
  });
  for (const radio of form.elements.target) radio.addEventListener("change", on.options);
  byId("first-only").addEventListener("change", on.options);
  byId("side-by-side").addEventListener("click", (event) => {
    const button = event.currentTarget;
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    on.options();
  });
  byId("choose").addEventListener("click", choosePicture);
  file.addEventListener("change", () => {
    take([...file.files], adding);
    file.value = "";
  });
  listenForDrops();
  window.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files, false);
  });
}

function take(files, added) {
  const pictures = files.filter(isPicture);
  if (pictures.length > 0) on.pictures(pictures, added);
  else on.refuse(t("ask.onlyPictures"));
}

function listenForDrops() {
  let depth = 0;
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const joins = (event) => joinable && event.clientX > innerWidth / 2;
  const over = (by) => (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = Math.max(0, depth + by);
    dropzone.classList.toggle("shown", depth > 0);
    dropzone.classList.toggle("halves", joinable);
  };
  window.addEventListener("dragenter", over(1));
  window.addEventListener("dragleave", over(-1));
  window.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    dropzone.classList.toggle("joins", joins(event));
  });
  window.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    dropzone.classList.remove("shown");
    take([...event.dataTransfer.files], joins(event));
  });
}

/** What the controls say. */
export const options = () => ({
  target: form.elements.target.value,
  firstOnly: byId("first-only").checked,
  sideBySide: byId("side-by-side").getAttribute("aria-pressed") === "true",
});

/** Makes the controls say what a search says. */
export function reflect(search) {
  joinable = !isEmpty(search);
  words.value = search.q ?? "";
  words.placeholder = t(search.parts.length > 0 ? "ask.describeToo" : "ask.describe");
  for (const radio of form.elements.target) radio.checked = radio.value === search.target;
  byId("first-only").checked = search.firstOnly;
  byId("side-by-side").setAttribute("aria-pressed", String(search.sideBySide));
  showChips(search, { parts: on.parts, weight: on.weight, add: addPicture });
}

/** Whether there are two stages to choose between. */
export function allowStages(possible) {
  byId("first-only").disabled = !possible;
  byId("side-by-side").disabled = !possible;
}

export function choosePicture() {
  adding = false;
  file.click();
}

function addPicture() {
  adding = true;
  file.click();
}

export const focusWords = () => {
  words.focus();
  words.select();
};
