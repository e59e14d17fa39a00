// The slip and the words of the text to send, in each language of the site. Another language's are read from this page in that
// language, so that they are written once.

import { fetched } from "../../shared/fetched.js";
import { partsOf, speakerOf } from "../../shared/tool.js";
import { wordsOf } from "../../shared/words.js";

export class Slips {
  /** `page` is this page's own address. */
  constructor(desk, page) {
    this.own = slipOf(desk, page, document.documentElement);
    this.read = new Map([[page, this.own]]);
  }

  /** The slip of the page at an address; throws if it cannot be had. */
  async of(page) {
    if (!this.read.has(page)) {
      const { documentElement: html } = new DOMParser().parseFromString(await fetched(page, "text"), "text/html");
      const slip = slipOf(html.querySelector("#reception-desk"), page, html);
      this.own.root.after(document.adoptNode(slip.root));
      this.read.set(page, slip);
    }
    return this.read.get(page);
  }
}

function slipOf(desk, page, { lang: language, dir: direction }) {
  const root = desk.querySelector("[data-part=slip]");
  Object.assign(root, { lang: language, dir: direction });
  const say = speakerOf(wordsOf(desk.dataset.words), "staff", language);
  return { root, ...partsOf(root), page, say, language, direction, address: desk.dataset.address };
}
