// What a reader has chosen stands in the address's fragment, `#key=value,value&key=value`: it reaches no server, and
// replacing it adds no step back. But the browser's own history keeps each address, as the pages about help and data say.
// Several scripts share it: each changes its own keys and leaves the others.

/** Return every key with its values. */
export function read(fragment = location.hash) {
  const parts = fragment.replace(/^#/, "").split("&").filter((part) => part.includes("="));
  return new Map(parts.map((part) => {
    const [key, values] = part.split(/=(.*)/s);
    return [decoded(key), values.split(",").map(decoded).filter((value) => value !== "")];
  }));
}

/** Return the fragment for these choices; empty when nothing is chosen. */
export function fragmentOf(chosen) {
  const parts = [...chosen].filter(([, values]) => values.length);
  return parts.length ? `#${parts.map(([key, values]) => `${key}=${values.map(encodeURIComponent).join(",")}`).join("&")}` : "";
}

/** Change some keys (an empty list takes one away), keep the others, and dispatch the event "fragment". */
export function change(changes) {
  const chosen = read();
  for (const [key, values] of Object.entries(changes)) {
    chosen.delete(key);
    if (values.length) chosen.set(key, values);
  }
  const address = location.pathname + location.search + fragmentOf(chosen);
  history.replaceState(history.state, "", address);
  window.dispatchEvent(new CustomEvent("fragment", { detail: Object.keys(changes) }));
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
