// What Material opens with a mouse is opened with the keyboard too. Its menu and search are labels of hidden checkboxes: a button takes
// the place of each. A closed menu holds no focus, and a table that has to be scrolled can be.

const folded = matchMedia("(max-width: 76.2344em)"); // where Material folds the menu away
const nameOf = (selector) => document.querySelector(selector).getAttribute("aria-label");

function button(id, name) {
  const label = document.querySelector(`.md-header label[for=${id}]`);
  const opener = document.createElement("button");
  opener.type = "button";
  opener.className = `${label.className} opens${id}`;
  opener.setAttribute("aria-label", name);
  opener.append(...label.childNodes);
  opener.addEventListener("click", () => document.getElementById(id).click());
  label.replaceWith(opener);
  return opener;
}

function menu() {
  const box = document.getElementById("__drawer");
  const sidebar = document.querySelector(".md-sidebar--primary");
  const opener = button("__drawer", nameOf(".md-nav--primary"));
  const show = () => {
    const closed = folded.matches && !box.checked;
    sidebar.toggleAttribute("inert", closed);
    opener.setAttribute("aria-expanded", String(!closed));
  };
  box.addEventListener("change", () => {
    show();
    if (box.checked) sidebar.querySelector(".md-nav__list a").focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.checked) return;
    box.click();
    opener.focus();
  });
  folded.addEventListener("change", show);
  show();
}

function search() {
  const name = nameOf(".md-search__input");
  document.querySelector(".md-search").setAttribute("aria-label", name);
  const opener = button("__search", name);
  let opened = false; // with the button, which then gets the focus back
  opener.addEventListener("click", () => {
    opened = true;
    document.querySelector(".md-search__input").focus();
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Escape" || !opened) return;
    opened = false;
    opener.focus();
  });
}

function tables() {
  for (const scrolled of document.querySelectorAll(".md-typeset__scrollwrap")) scrolled.tabIndex = 0;
}

menu();
search();
addEventListener("load", tables);
