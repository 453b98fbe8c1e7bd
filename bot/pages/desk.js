// The desk page: lists flagged conversations, lets one person claim, answer, decide and hand back.
import { $, make } from "./dom.js";
let cases = [], current = null, known = null, following = true;

const get = async (path) => {
  const answer = await fetch(path);
  if (answer.status === 401) { location.href = "/desk/signin"; throw new Error("signed out"); }
  return answer.json();
};
const act = async (action, body = {}) => {
  const answer = await fetch(`/desk/cases/${encodeURIComponent(current)}/${action}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const told = await answer.json();
  $("told").textContent = told.told ?? told.error ?? "";
  await refresh();
  return answer.ok;
};

function beep() {
  if (!$("sound").checked) return;
  try {
    const audio = new AudioContext(), tone = audio.createOscillator(), volume = audio.createGain();
    tone.frequency.value = 660; volume.gain.setValueAtTime(.12, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(.001, audio.currentTime + .5);
    tone.connect(volume).connect(audio.destination); tone.start(); tone.stop(audio.currentTime + .5);
  } catch { /* a page nobody has clicked may not make a sound: the alert is visible too */ }
}

// The newest message stays in sight, unless the reader has scrolled up to read.
const log = $("log");
function follow() { if (following) log.scrollTo({ top: log.scrollHeight, behavior: "instant" }); }
log.addEventListener("scroll", () => { following = log.scrollHeight - log.scrollTop - log.clientHeight < 120; });
log.addEventListener("load", follow, true);
new ResizeObserver(follow).observe(log);

async function refresh() {
  const told = await get("/desk/cases");
  const waiting = told.cases.filter((one) => one.state === "open");
  $("who").textContent = told.staff;
  $("figures").textContent = told.figures;
  $("count").hidden = waiting.length === 0;
  $("count").textContent = waiting.length;
  document.title = `${waiting.length ? `(${waiting.length}) ` : ""}Desk – shopkeep`;
  const ids = new Set(waiting.map((one) => one.id));
  if (known !== null && [...ids].some((id) => !known.has(id))) {
    beep();
    $("alerts").textContent = `New: ${waiting.find((one) => !known.has(one.id)).reason}`;
  }
  const fresh = known ?? ids;
  cases = told.cases;
  $("cases").replaceChildren(...(cases.length ? cases.map((one) => make("button", {
    type: "button", class: `case${one.state === "open" && !fresh.has(one.id) ? " new" : ""}`,
    "aria-current": one.conversation === current ? "true" : null, onclick: () => choose(one.conversation),
  }, make("strong", {}, one.reason, make("span", { class: one.state === "open" ? "badge bad" : "badge" }, one.state === "claimed" ? one.staff : one.state)),
  make("small", {}, `${one.shopper} · ${one.locale} · ${one.age}`), make("small", { dir: "auto" }, one.last))) : [make("p", { class: "empty" }, "Nothing needs a person right now.")]));
  known = ids;
  if (current) await open(current);
}
async function choose(conversation) { current = conversation; following = true; $("told").textContent = ""; await refresh(); }

async function open(conversation) {
  const told = await get(`/desk/cases/${encodeURIComponent(conversation)}`);
  $("case-title").textContent = told.title;
  $("case-summary").textContent = told.summary;
  $("reply").hidden = false;
  $("claim").disabled = !told.may.claim;
  for (const [id, may] of [["send", told.may.reply], ["approve", told.may.decide], ["decline", told.may.decide], ["hand-back", told.may.hand_back]]) $(id).disabled = !may;
  $("approve").textContent = told.refund ? `Approve refund of ${told.refund}` : "Approve refund";
  log.replaceChildren(...told.messages.map((message) => make("article", { class: `turn ${message.from === "shopper" ? "" : "mine"} ${message.from}`, lang: message.locale?.replace("_", "-") },
    make("span", { class: "who" }, `${message.by} · ${message.when}`),
    make("div", { class: "bubble", dir: "auto" }, message.photo ? make("img", { class: "sent", src: message.photo, alt: "Photo from the shopper" }) : null, message.text),
    message.reply ? source(message) : null)));
  follow();
  $("facts").className = "";
  $("facts").replaceChildren(...told.facts.map((group) => make("section", {}, make("h2", {}, group.title),
    make("dl", { class: "facts" }, ...group.rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", { dir: "auto" }, value)])),
    group.evidence ? make("p", {}, make("a", { href: group.evidence, target: "_blank", rel: "noopener" }, "Evidence")) : null,
    ...(group.gifts ?? []).map((gift) => make("p", {}, gift.said, " ",
      gift.may ? make("button", { type: "button", onclick: () => decide(group.order, gift.id, "approve") }, "Approve gift") : null, " ",
      make("button", { type: "button", class: "quiet", onclick: () => decide(group.order, gift.id, "decline") }, "Decline gift"))),
    group.currency ? make("button", { type: "button", onclick: () => give(group.order, group.currency) }, "Give something back") : null,
    group.answer ? make("button", { type: "button", onclick: () => answer(group.evidence.replace(/evidence$/, "answer-dispute")) }, "Evidence is handed in") : null)));
}
// A reply's texts in the lab, asked for when somebody wants to see them.
const unfolded = new Set();
function source(message) {
  const part = make("details", { class: "from-texts", open: unfolded.has(message.reply) }, make("summary", {}, "Edit this text: ", make("code", {}, message.name)), make("ul", {}));
  const fill = async () => {
    if (!part.open) { unfolded.delete(message.reply); return; }
    unfolded.add(message.reply);
    const told = await get(`/lab/said?reply=${message.reply}`);
    part.querySelector("ul").replaceChildren(...told.texts.map((context) => make("li", {},
      make("a", { href: `/lab?locale=${encodeURIComponent(told.locale)}#texts/${encodeURIComponent(context)}`, title: "Edit this text in the reply lab" }, context))));
  };
  part.addEventListener("toggle", fill);
  return part;
}
const post = async (path, body = {}) => {
  const told = await (await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) })).json();
  $("told").textContent = told.told ?? told.error;
  await refresh();
};
async function give(order, currency) {
  const key = crypto.randomUUID();
  const amount = prompt(`How much, in ${currency}?`);
  const reason = amount && prompt("Why? It stays in the books, which the shopper may ask for.");
  if (amount && reason !== null) await post(`/desk/orders/${encodeURIComponent(order)}/goodwill`, { amount, reason, key });
}
async function decide(order, gift, verb) {
  const reason = verb === "decline" ? prompt("Why not?") : "";
  if (reason !== null) await post(`/desk/orders/${encodeURIComponent(order)}/gifts/${encodeURIComponent(gift)}/${verb}`, { reason });
}
$("who").addEventListener("click", async () => {
  const name = prompt("A link for a colleague. What is their name?");
  if (name) await post("/desk/colleague", { name });
});
async function answer(path) {
  const told = await (await fetch(path, { method: "POST" })).json();
  $("told").textContent = told.told ?? told.error;
  await refresh();
}

$("claim").addEventListener("click", () => act("claim"));
$("approve").addEventListener("click", () => act("approve"));
$("decline").addEventListener("click", () => act("decline", { text: $("text").value.trim() }).then((ok) => { if (ok) $("text").value = ""; }));
$("hand-back").addEventListener("click", () => act("hand_back"));
$("reply").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (text && await act("reply", { text })) $("text").value = "";
});
let looking = null;
$("find").addEventListener("input", () => {
  clearTimeout(looking);
  looking = setTimeout(async () => {
    const text = $("find").value.trim();
    if (!text) return refresh();
    const found = await get(`/desk/find?text=${encodeURIComponent(text)}`);
    $("cases").replaceChildren(...(found.length ? found.map((one) => make("button", { type: "button", class: "case", onclick: () => { $("find").value = ""; choose(one.conversation); } },
      make("strong", {}, one.title, make("span", { class: "badge" }, one.state)), make("small", {}, one.detail))) : [make("p", { class: "empty" }, "Nothing found.")]));
  }, 200);
});
const stream = new EventSource("/desk/stream");
const look = () => { if (!$("find").value.trim()) refresh(); };
for (const event of ["changed", "side"]) stream.addEventListener(event, look);
setInterval(look, 20000);
await refresh();
