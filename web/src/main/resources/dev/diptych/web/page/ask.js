// The search box: words, or a picture that is chosen, dropped or pasted.

import { byId, el, icon } from "./dom.js";

const form = byId("ask");
const words = byId("words");
const file = byId("file");
const asked = byId("asked-picture");
const dropzone = byId("dropzone");

let previewAddress = null;

const isPicture = (f) => f.type.startsWith("image/") || /\.tiff?$/i.test(f.name);

/** Reports what is asked for: `on` = { words(text), picture(blob), options(), clear(), refuse(sentence) }. */
export function listen(on) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!words.value.trim()) {
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
    take([...file.files], on);
    file.value = "";
  });
  listenForDrops(on);
  window.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files, on);
  });
  asked.addEventListener("click", (event) => {
    if (event.target.closest("button")) on.clear();
  });
}

function take(files, on) {
  const picture = files.find(isPicture);
  if (picture) on.picture(picture);
  else on.refuse("Only picture files can be searched with: JPEG, PNG, GIF, BMP, WebP or TIFF.");
}

function listenForDrops(on) {
  let depth = 0;
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const over = (by) => (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = Math.max(0, depth + by);
    dropzone.classList.toggle("shown", depth > 0);
  };
  window.addEventListener("dragenter", over(1));
  window.addEventListener("dragleave", over(-1));
  window.addEventListener("dragover", (event) => { if (carriesFiles(event)) event.preventDefault(); });
  window.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    dropzone.classList.remove("shown");
    take([...event.dataTransfer.files], on);
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
  words.value = search.q ?? "";
  for (const radio of form.elements.target) radio.checked = radio.value === search.target;
  byId("first-only").checked = search.firstOnly;
  byId("side-by-side").setAttribute("aria-pressed", String(search.sideBySide));
  showChip(search);
}

/** Whether there are two stages to choose between. */
export function allowStages(possible) {
  byId("first-only").disabled = !possible;
  byId("side-by-side").disabled = !possible;
}

function showChip(search) {
  if (previewAddress) URL.revokeObjectURL(previewAddress);
  previewAddress = null;
  asked.hidden = !search.picture && !search.item;
  words.placeholder = asked.hidden ? "Describe a picture" : "or describe it";
  if (asked.hidden) {
    asked.replaceChildren();
    return;
  }
  let image = null;
  if (search.picture) {
    previewAddress = URL.createObjectURL(search.picture);
    image = el("img", { src: previewAddress, alt: "" });
    image.addEventListener("error", () => image.replaceWith(icon("picture")), { once: true });
  } else if (search.itemThumbnail) {
    image = el("img", { src: search.itemThumbnail, alt: "" });
  }
  const name = search.picture ? (search.picture.name ?? "your picture") : (search.itemName ?? "a result");
  asked.replaceChildren(
    image ?? icon("words"),
    el("span", { class: "asked-name" }, name),
    el("button", { type: "button", class: "remove", "aria-label": "Remove this from the search" }, icon("close")),
  );
}

export const choosePicture = () => file.click();

export const focusWords = () => {
  words.focus();
  words.select();
};
