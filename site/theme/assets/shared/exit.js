// "Lämna sidan", after GOV.UK's "Exit this page": a link that, with this script, covers the page at once, replaces it in the
// history, and can be followed by pressing Shift three times. What it cannot hide stands on the page about help.

const PRESSES = 3;
const SECONDS = 5; // from the last press; then one begins anew

const bar = document.getElementById("exit");
const status = bar.querySelector("[role=status]");
const how = status.textContent;
const address = bar.querySelector("a").href;

/** Remove what a page hands over to the next (choices.js), where no next one has read it. */
function forget() {
  try {
    sessionStorage.removeItem("choices");
  } catch {
    // the browser keeps nothing
  }
}

/** Cover everything, then go. The tab is named for where one goes, while that page loads. */
export function leave() {
  const cover = document.createElement("p");
  cover.className = "exit-cover";
  cover.setAttribute("role", "alert");
  cover.textContent = bar.dataset.leaving;
  document.body.append(cover);
  document.documentElement.classList.add("leaving");
  document.title = new URL(address).hostname;
  forget();
  location.replace(address);
}

let presses = 0;
const held = new Set(); // each Shift key that is down, and nothing else has been used since
let timer;

function begin(text) {
  clearTimeout(timer);
  presses = 0;
  status.textContent = text;
}

function press() {
  clearTimeout(timer);
  presses += 1;
  if (presses === PRESSES) {
    leave();
    return;
  }
  status.textContent = presses === 1 ? bar.dataset.two : bar.dataset.one;
  timer = setTimeout(() => begin(bar.dataset.expired), SECONDS * 1000);
}

function other() {
  held.clear();
  if (presses) begin(how);
}

/** A key that comes down twice without coming up: Windows says nothing of the first of two that is let go. */
function shiftDown({ code, repeat }) {
  if (repeat) return;
  if (held.has(code)) press();
  held.add(code);
}

/** Each key that was let go, and the other one too if nothing was said of it. */
function shiftUp({ code, shiftKey }) {
  for (const key of shiftKey ? [code] : [...held]) if (held.delete(key)) press();
}

for (const link of document.querySelectorAll("[data-exit]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
}
addEventListener("keydown", (event) => (event.key === "Shift" ? shiftDown(event) : other()));
addEventListener("keyup", (event) => {
  if (event.key === "Shift") shiftUp(event);
});
for (const use of ["pointerdown", "wheel", "blur"]) addEventListener(use, () => held.clear(), { passive: true });
addEventListener("pageshow", (event) => {
  if (!event.persisted) return; // taken out of the browser's memory: uncovered, as when it was left
  document.documentElement.classList.remove("leaving");
  document.querySelector(".exit-cover")?.remove();
  begin(how);
  forget();
});
if (!history.state?.choices) forget(); // handed over to a page that could not be loaded
status.hidden = false;
