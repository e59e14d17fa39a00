// The way back from a provider leads to the list as its reader left it, to the same card. The list hands over its address
// in the fragment, which is taken out of this page's address at once and kept with the page in the tab's own history.

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const link = document.querySelector(".back a");
const [, handed] = /[#&]back=([^&]*)/.exec(location.hash) ?? [];
const back = handed ? decoded(handed) : history.state?.back;
if (handed) history.replaceState({ ...history.state, back }, "", location.pathname);
if (link) {
  const provider = location.pathname.split("/").at(-2);
  const to = new URL(back ?? link.href, location.origin); // an address of this site, whatever the fragment says
  if (to.origin === location.origin && to.protocol.startsWith("http")) {
    const choices = to.hash.slice(1).split("&").filter((part) => part && !part.startsWith("at="));
    link.href = `${to.pathname}#${[...choices, `at=${provider}`].join("&")}`;
  }
}
