// The window that somebody signed in in: takes the answer out of the address at once, hands it to the page that asked, and closes.

import { partsOf, speaker } from "../shared/tool.js";

const HEARD_MS = 5_000; // a page that asked answers at once
const asked = new URLSearchParams(location.search);
history.replaceState(null, "", location.pathname);

const root = document.getElementById("sign-in-window");
const { told } = partsOf(root);
const say = speaker(root, "staff");
const state = asked.get("state");
document.getElementById("without-script").hidden = true;
root.hidden = false;
if (!state) {
  told.textContent = say("window_nothing");
} else {
  const channel = new BroadcastChannel("kundval-sign-in");
  const late = setTimeout(() => (told.textContent = say("window_nobody")), HEARD_MS);
  channel.addEventListener("message", ({ data }) => {
    if (data?.taken !== state) return;
    clearTimeout(late);
    told.textContent = say("window_done");
    window.close();
  });
  channel.postMessage({ state, answer: asked.toString() });
}
