// One message as its channel shows it: its words with their markup, and the buttons under it.
import { make } from "./dom.js";

/** `one` has rtl and locale; `press`, where there is one, takes a button's place and is called when it is pressed. */
export function said(piece, one, press) {
  let place = 0;
  const key = (label) => {
    const mine = place++;
    return press ? make("button", { type: "button", class: "key", onclick: () => press(mine, label) }, label) : make("span", { class: "key" }, label);
  };
  return make("div", { class: "said", dir: one.rtl ? "rtl" : "auto", lang: one.locale.replace("_", "-") }, words(piece),
    ...(piece.opener ? [make("div", { class: "keys" }, make("span", { class: "key" }, `☰ ${piece.opener}`)), make("ol", { class: "opened" }, ...piece.rows.map((row) => make("li", {}, press ? key(row[0]) : row[0])))]
      : piece.rows.map((row) => make("div", { class: "keys" }, ...row.map(key)))));
}
function words(piece) {
  if (piece.markup === "html") return make("p", {}, ...marked(piece.text, /<b>([\s\S]*?)<\/b>/g).map((part) => typeof part === "string" ? plain(part) : make("b", {}, plain(part.textContent))));
  if (piece.markup === "whatsapp") return make("p", {}, ...marked(piece.text, /(?<!\S)\*([^*\n]+)\*(?!\S)/g));
  return make("p", {}, piece.text);
}
const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
function marked(text, pattern) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(pattern)) { parts.push(text.slice(end, found.index), make("b", {}, found[1])); end = found.index + found[0].length; }
  return [...parts, text.slice(end)];
}
