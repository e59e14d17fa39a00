// Why a sign-in did not succeed: a sentence of the page, with its facts, and another line below it where there is more to say.

const MOST_CHARACTERS = 400;

export class Fault extends Error {
  constructor(key, facts = {}, detail = null) {
    super(key);
    Object.assign(this, { key, facts, detail });
  }
}

/** What somebody else wrote, as one line of text: without control and direction characters, and not too long. */
export function asLine(text) {
  const characters = [...String(text ?? "").replace(/[\p{C}\s]+/gu, " ").trim()];
  return characters.length > MOST_CHARACTERS ? `${characters.slice(0, MOST_CHARACTERS).join("")} …` : characters.join("");
}
