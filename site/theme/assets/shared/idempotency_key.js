// The key of a request that must be carried out once: sent again with the same key, it gets the same answer.

export function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
