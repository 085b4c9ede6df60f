// What the page keeps between visits: language, colours, letter keys. A browser may refuse to keep anything.

export function recall(name) {
  try {
    return localStorage.getItem(`diptych.${name}`);
  } catch {
    return null;
  }
}

export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(`diptych.${name}`);
    else localStorage.setItem(`diptych.${name}`, value);
  } catch {
    // Then it holds until the page is left.
  }
}
