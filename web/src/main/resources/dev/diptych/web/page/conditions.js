// Conditions as the server reads them.

/** `key:value`, in quotes where the value needs them. */
export function condition(key, value) {
  const plain = String(value).replaceAll('"', "");
  return /[\s,]/.test(plain) ? `${key}:"${plain}"` : `${key}:${plain}`;
}

/** The opposite of a condition. */
export const not = (each) => (each.startsWith("-") ? each.slice(1) : `-${each}`);
