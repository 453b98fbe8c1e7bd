// The reply lab: find a text, see it everywhere, write it anew with live checks, review, publish, roll back.
import { $, make } from "./dom.js";
import { get, post } from "./lab_calls.js";
import { said } from "./lab_phone.js";
const CHANNELS = { web: "Web page", telegram: "Telegram", whatsapp: "WhatsApp" };
const STATES = { draft: "draft", reviewed: "reviewed", live: "live", past: "earlier", rolled_back: "rolled back", "": "from the file" };
let current = null, working = null, edited = false, asked = 0;

// ---- the list

const unfolded = new Set();
const shares = (await get("/lab/coverage")).coverage;
/** How much of a locale has words of its own language; English is what the others are made from. */
const worded = (code) => code in shares ? `${Math.floor(shares[code] * 100)} % in ${code}` : `written in ${code}`;
async function list() {
  const find = $("find").value.trim(), way = $("order").value === "way";
  const told = await get("/lab/texts", { find, order: $("order").value, locale: $("locale").value || "de" });
  const count = told.texts.length;
  $("found").textContent = told.is_read ? (count ? `Read like this: ${count} ${count === 1 ? "text" : "texts"}` : "No text has these words, and none reads like this.")
    : count === told.every ? `${count} texts, ${worded($("locale").value)}` : `${count} of ${told.every} texts`;
  if (way && !told.is_read) return $("texts").replaceChildren(...staged(told.texts, find !== ""));
  const shown = told.texts.slice(0, 150);
  $("texts").replaceChildren(...shown.map(entry), ...(count > shown.length ? [make("p", { class: "muted" }, "Look for more words to see the others.")] : []));
}
function entry(one) {
  return make("button", { type: "button", class: "case", "aria-current": one.context === current ? "true" : null, onclick: () => choose(one.context) },
    make("strong", {}, one.context, one.state ? make("span", { class: one.state === "live" ? "badge" : "badge warn" }, STATES[one.state]) : null),
    make("small", { dir: "auto" }, one.own || one.english));
}
// By the way of an order: what is looked for, or being worked on, stands open.
function staged(texts, every) {
  const stages = Map.groupBy ? Map.groupBy(texts, (one) => one.stage) : texts.reduce((found, one) => found.set(one.stage, [...(found.get(one.stage) ?? []), one]), new Map());
  return [...stages].map(([stage, ones]) => {
    const open = every || unfolded.has(stage) || ones.some((one) => one.context === current);
    const part = make("details", { class: "stage", open }, make("summary", {}, stage, make("span", { class: "muted" }, ` ${ones.length}`)), ...ones.map(entry));
    part.addEventListener("toggle", () => { if (part.open) unfolded.add(stage); else unfolded.delete(stage); });
    return part;
  });
}

// ---- one text

const mayLeave = () => !edited || confirm("What you wrote is not saved. Leave it?");
async function choose(context) {
  if (!mayLeave()) return;
  current = context;
  await load();
  await list();
}

async function load() {
  const told = await get("/lab/text", { context: current, locale: $("locale").value });
  working = told; edited = false; $("back-said").hidden = true;
  $("nothing").hidden = true; $("editor").hidden = false;
  $("name").textContent = told.context;
  $("note").textContent = told.note;
  $("english").textContent = told.plural ? `${told.english}\n${told.plural}` : told.english;
  $("placeholders").textContent = [...new Set(`${told.english} ${told.plural ?? ""}`.match(/\{[a-z_0-9]+\}/g) ?? [])].join("  ") || "none here";
  $("forms").replaceChildren(...Array.from({ length: told.wanted }, (_, place) => make("label", { class: "lab-form" },
    made(told, place), make("textarea", { rows: 4, dir: told.rtl ? "rtl" : "ltr", lang: told.locale.replace("_", "-"), spellcheck: true, oninput: changed }, told.forms[place] ?? ""))));
  $("tried").hidden = !told.tried;
  $("tried").firstElementChild.href = `#experiments/${told.tried}`;
  $("number-choice").hidden = !told.plural;
  $("number").replaceChildren(...told.examples.map(([number]) => make("option", { value: number, selected: number === 2 }, number)));
  $("history").replaceChildren(...told.history.map((one) => make("li", {}, make("strong", {}, `Version ${one.version}, ${STATES[one.state]}`), ` – ${when("written by", one.written)}${when("; reviewed by", one.reviewed)}${when("; published by", one.published)}${when("; ended by", one.ended)}`,
    make("p", { dir: "auto" }, one.forms.join("\n")))));
  if (!told.history.length) $("history").append(make("li", { class: "muted" }, "Nobody has changed this text here: it is the file's."));
  $("everywhere").replaceChildren(...told.everywhere.map((one) => make("tr", {}, make("th", { scope: "row" }, make("button", { type: "button", class: "quiet", title: `${one.name}: ${worded(one.code)}`, onclick: () => { $("locale").value = one.code; open(); } }, one.code)),
    make("td", { dir: one.rtl ? "rtl" : "ltr", class: one.inherits ? "muted" : "" }, one.text))));
  faults(told.faults); buttons(); compare();
  await Promise.all([template(told), preview()]);
}
// What WhatsApp says a day later: the words it approved, which may not be those that are live.
const LATE = {
  approved: "WhatsApp has approved these words for later than a day after somebody's last word.",
  awaited: "WhatsApp is looking at these words; until it has approved them they cannot be said later than a day after somebody's last word.",
  differs: "Later than a day after their last word, shoppers on WhatsApp still read the words it approved before: ",
  missing: "WhatsApp has not been asked for these words: later than a day after somebody's last word they cannot be said there.",
  refused: "WhatsApp does not allow these words: later than a day after somebody's last word they cannot be said there.",
  unfit: "WhatsApp would not take this as a template.",
};
async function template(told) {
  const stands = told.is_message ? await get("/lab/template/of", { context: told.context, locale: told.locale }) : { state: "" };
  $("template").hidden = !stands.state;
  if (!stands.state) return;
  const renewed = stands.then && stands.then !== "approved" && stands.then !== stands.state;
  $("template").className = stands.state === "approved" && !renewed ? "muted" : "warned";
  $("template").replaceChildren(LATE[stands.state], ...stands.still.map((body) => make("q", { dir: "auto" }, body)),
    renewed ? " What you wrote needs WhatsApp's approval again once it is published." : "", " ", make("a", { href: `#templates/${told.context}` }, "Templates"));
}
const when = (what, who) => who ? `${what} ${who[0]}, ${new Date(who[1]).toLocaleString()}` : "";
function made(told, place) {
  if (told.wanted === 1) return `In ${told.locale}`;
  const numbers = told.examples.filter(([, form]) => form === place).map(([number]) => number);
  return `Form ${place + 1}: for ${numbers.join(", ") || "other numbers"}`;
}
const forms = () => [...$("forms").querySelectorAll("textarea")].map((area) => area.value);

function faults(told) {
  $("faults").replaceChildren(...told.map((one) => make("li", { class: one.blocks ? "blocks" : "" }, one.told)));
  working.blocked = told.some((one) => one.blocks);
}
function buttons() {
  const state = working.working?.state;
  $("state").textContent = edited ? "not saved" : STATES[state ?? (working.live ? "live" : "")];
  $("state").className = edited || state ? "badge warn" : "badge";
  $("save").disabled = !edited;
  $("review").disabled = edited || state !== "draft" || working.blocked;
  $("publish").disabled = edited || state !== "reviewed" || working.blocked;
  $("rollback").disabled = !working.live;
}
let typing = null;
function changed() {
  edited = true; $("told").textContent = ""; buttons(); compare();
  clearTimeout(typing);
  typing = setTimeout(preview, 120);
}

// ---- what differs from what shoppers read now, word by word

function compare() {
  const before = (working.live ?? working.filed).join("\n").split(/(\s+)/), after = forms().join("\n").split(/(\s+)/);
  const same = Array.from({ length: before.length + 1 }, () => new Array(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--) for (let j = after.length - 1; j >= 0; j--) same[i][j] = before[i] === after[j] ? same[i + 1][j + 1] + 1 : Math.max(same[i + 1][j], same[i][j + 1]);
  const parts = [];
  let i = 0, j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) { parts.push(before[i]); i++; j++; }
    else if (j < after.length && (i === before.length || same[i][j + 1] > same[i + 1][j])) parts.push(make("ins", {}, after[j++]));
    else parts.push(make("del", {}, before[i++]));
  }
  $("diff").replaceChildren(...parts);
  $("against").hidden = parts.every((part) => typeof part === "string");
}

// ---- previews

async function preview() {
  const mine = ++asked;
  const body = { context: current, locale: $("locale").value + $("pseudo").value, facts: $("facts").value, forms: forms() };
  if (working.plural) body.number = Number($("number").value);
  const told = await post("/lab/preview", body);
  if (mine !== asked) return;
  if (told.faults) { faults(told.faults); buttons(); }
  const none = !working.is_message ? "A small text: it stands on a button, a paper or inside other texts." : "No such message was sent lately. Choose typical facts instead.";
  $("previews").replaceChildren(...(told.previews.length ? told.previews.map(phone) : [make("p", { class: "empty" }, none)]),
    ...(told.previews.length && $("facts").value === "last" ? [make("p", { class: "muted" }, "Goods, amounts and days are those of the last one that was sent; ••• stands for names, addresses, numbers and free words.")] : []));
}
function phone(one) {
  const share = Math.min(100, one.length / one.limit * 100);
  return make("section", { class: `phone ${one.channel}`, "data-channel": one.channel },
    make("h3", {}, CHANNELS[one.channel], make("span", { class: "muted" }, ` ${one.length.toLocaleString()} of ${one.limit.toLocaleString()} ${one.unit}`)),
    make("div", { class: share > 80 ? "length full" : "length", role: "img", "aria-label": `${Math.round(share)} per cent of what fits` }, make("i", { style: `inline-size: ${Math.max(1, share)}%` })),
    ...one.pieces.map((piece) => said(piece, one)),
    one.channel === "whatsapp" && one.template ? make("p", { class: one.template === "fits" ? "muted" : "warned" }, one.template === "fits" ? "Later than a day after their last word this goes out as an approved template." : `Later than a day after their last word it cannot be said: ${one.template}.`) : null);
}
// ---- what people do

async function done(what, work) {
  try { await work(); edited = false; await load(); await list(); $("told").textContent = what; }
  catch (error) { $("told").textContent = error.message; if (error.faults) faults(error.faults); }
}
$("editor").addEventListener("submit", (event) => {
  event.preventDefault();
  done("Saved as a draft. Shoppers still read what was there.", () => post("/lab/save", { context: current, locale: $("locale").value, forms: forms(), seen: working.seen }));
});
$("review").addEventListener("click", () => done("Reviewed. It can go live now.", () => post("/lab/review", { id: working.working.id })));
$("publish").addEventListener("click", () => done("Live: shoppers read it from now on.", () => post("/lab/publish", { id: working.working.id })));
$("rollback").addEventListener("click", () => done("Rolled back: shoppers read what was there before.", () => post("/lab/rollback", { context: current, locale: $("locale").value })));
// ---- what a model can do: shown, and never saved by itself

export function offer({ wishes, translates }) {
  $("helped").hidden = !wishes.length;
  $("back").hidden = !translates;
  $("wish").replaceChildren(...wishes.map((wish) => make("option", {}, wish)));
}
async function asking(path, more, show) {
  const before = current;
  $("told").textContent = "Asking …";
  try {
    const answer = await post(path, { context: current, locale: $("locale").value, forms: forms(), ...more });
    if (current === before) { $("told").textContent = ""; show(answer.forms); }
  } catch (error) { $("told").textContent = error.message; }
}
$("back").addEventListener("click", () => asking("/lab/back", {}, (said) => { $("back-said").hidden = false; $("back-said").textContent = said.filter(Boolean).join("\n"); }));
$("reword").addEventListener("click", () => asking("/lab/reword", { wish: $("wish").value }, (said) => {
  $("forms").querySelectorAll("textarea").forEach((area, place) => { area.value = said[place] ?? area.value; });
  changed();
  $("told").textContent = "A suggestion by a machine. Read it as you would a stranger's, and save it if it is good.";
}));
for (const id of ["facts", "number", "pseudo"]) $(id).addEventListener("change", preview);
$("locale").addEventListener("change", () => { if (!$("texts-panel").hidden) open(); });
$("order").addEventListener("change", list);
let looking = null;
$("find").addEventListener("input", () => { clearTimeout(looking); looking = setTimeout(list, 150); });
addEventListener("beforeunload", (event) => { if (edited) event.preventDefault(); });
/** Shows the list, and the text that is named, if any. */
export async function open(context) {
  if (current && working.locale !== $("locale").value) {
    if (mayLeave()) await load();
    else $("locale").value = working.locale;
  }
  if (context && context !== current) await choose(context);
  else await list();
}
