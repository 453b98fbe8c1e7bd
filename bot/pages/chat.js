// The chat page: sends what the shopper writes, shows what comes back over the event stream, survives a reload.
import { $, make } from "./dom.js";
const log = $("log"), text = $("text"), compose = $("compose"), side = $("side");
let words = {}, page = { demo: false }, photo = null, shown = new Set(), lastParcelOrder = null, following = true;

const word = (name, values = {}) => (words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const post = (path, body, headers = {}) =>
  fetch(path, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) });

async function speak(locale) {
  const answer = await fetch(`/words${locale ? `?locale=${encodeURIComponent(locale)}` : ""}`);
  const told = await answer.json();
  words = told.words;
  document.documentElement.lang = told.locale.replace("_", "-");
  document.documentElement.dir = told.rtl ? "rtl" : "ltr";
  document.title = word("title");
  document.querySelectorAll("[data-word]").forEach((element) => { element.textContent = word(element.dataset.word); });
  document.querySelectorAll("[data-label]").forEach((element) => element.setAttribute("aria-label", word(element.dataset.label)));
  document.querySelectorAll("[data-placeholder]").forEach((element) => { element.placeholder = word(element.dataset.placeholder); });
  const menu = $("language");
  menu.replaceChildren(...told.locales.map(({ code, name }) => make("option", { value: code, lang: code.replace("_", "-") }, name)));
  menu.value = told.locale;
  page = told;
  $("clock").hidden = !told.demo;
}

// The newest message stays in sight while pictures load and the field grows, unless the reader has scrolled up.
function follow() { if (following) log.scrollTo({ top: log.scrollHeight, behavior: "instant" }); }
log.addEventListener("scroll", () => { following = log.scrollHeight - log.scrollTop - log.clientHeight < 120; });
log.addEventListener("load", follow, true);
new ResizeObserver(follow).observe(log);

function bubble(message) {
  const mine = message.from === "shopper";
  const turn = make("article", {
    class: `turn ${mine ? "mine" : message.from}`, lang: (message.locale ?? "").replace("_", "-") || null,
    dir: mine ? "auto" : message.rtl ? "rtl" : message.locale ? "ltr" : null, "data-id": message.id,
  });
  if (message.from === "person") turn.append(make("span", { class: "who" }, word("person")));
  if (message.text || message.photo) {
    const said = make("div", { class: "bubble" }, make("span", { class: "sr" }, `${word(mine ? "you" : message.from === "person" ? "person" : "agent")}: `));
    if (message.photo) said.append(make("img", { class: "sent", src: message.photo, alt: word("photo_ready") }));
    said.append(message.text ?? "");
    turn.append(said);
  }
  if (message.cards?.length) turn.append(make("ul", { class: "cards" }, ...message.cards.map((card) => cardOf(card, message))));
  for (const file of message.files ?? []) {
    turn.append(make("a", { class: "file", href: file.url, download: file.name }, `⤓ ${word("download")} · ${file.name}`));
  }
  const choices = (message.buttons ?? []).filter((button) => !cardButton(button, message));
  if (choices.length) turn.append(make("div", { class: "choices", role: "group" }, ...choices.map(choice)));
  return turn;
}
const cardButton = (button, message) => (message.cards ?? []).some((card) => button.id === `take:${card.sku}`);
const choice = (button) => make("button", { type: "button", class: button.legal ? "legal" : null, onclick: () => press(button) }, button.label);

function cardOf(card, message) {
  const take = (message.buttons ?? []).find((button) => button.id === `take:${card.sku}`) ?? { id: `take:${card.sku}`, label: word("take") };
  return make("li", { class: "card" },
    make("span", { class: "position", "aria-hidden": "true" }, String(card.position)),
    card.image ? make("img", { src: card.image, alt: "", loading: "lazy", width: 320, height: 240 }) : null,
    make("div", { class: "card-body" },
      make("span", { class: "card-title" }, make("span", { class: "sr" }, `${card.position}. `), card.title),
      make("span", { class: "price" }, card.price),
      card.left ? make("span", { class: "left" }, card.left) : null,
      make("ul", { class: "because" }, ...card.reasons.map((reason) => make("li", { class: reason.misses ? "misses" : null }, reason.text))),
      make("div", { class: "row" },
        make("button", { type: "button", class: "main", "aria-label": `${take.label}: ${card.title}`, onclick: () => press(take) }, take.label),
        make("button", { type: "button", class: "quiet", "aria-label": `${word("tell_more")}: ${card.title}`, onclick: () => send({ button: `about:${card.sku}` }, `${word("tell_more")}: ${card.title}`) }, word("tell_more")))));
}

function show(message) {
  if (message.id && shown.has(message.id)) return;
  if (message.id) shown.add(message.id);
  $("welcome").hidden = true;
  log.append(bubble(message));
  if (message.from !== "shopper" && message.locale && message.locale !== page.locale) speak(message.locale).then(refreshOrders);
  follow();
}

async function send(body, said) {
  const id = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
  shown.add(id);
  const turn = bubble({ from: "shopper", text: said, photo: body.attachments?.[0]?.url, id });
  $("welcome").hidden = true;
  log.append(turn);
  following = true;
  follow();
  $("typing").hidden = false;
  const attempt = async () => {
    try {
      const answer = await post("/chat", { ...body, id, locale: navigator.language }, { Prefer: "respond-async" });
      if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? String(answer.status));
      watch();
    } catch (fault) {
      $("typing").hidden = true;
      const failed = make("p", { class: "fault", role: "alert" }, `${word("not_sent")} `,
        make("button", { type: "button", class: "quiet", onclick: () => { failed.remove(); attempt(); } }, word("try_again")));
      turn.append(failed);
    }
  };
  await attempt();
}
// Not every message is answered: while a person has the conversation, the agent keeps quiet.
let watching = null;
function watch() {
  clearTimeout(watching);
  watching = setTimeout(async () => {
    if ($("typing").hidden) return;
    try {
      const told = await (await fetch("/side")).json();
      if (!told.writing) $("typing").hidden = true;
    } catch { /* the stream tells when the shop is back */ }
    watch();
  }, 700);
}
const press = (button) => send({ button: button.id }, button.label);

compose.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = text.value.trim();
  if (!said && !photo) return;
  send({ text: said, attachments: photo ? [{ type: photo.type, url: photo.url }] : [] }, said);
  text.value = "";
  detach();
  grow();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); compose.requestSubmit(); }
});
const grow = () => { text.style.height = "auto"; text.style.height = `${text.scrollHeight + 2}px`; };
text.addEventListener("input", grow);

$("photo").addEventListener("change", (event) => {
  const file = event.target.files[0];
  const fault = $("photo-fault");
  fault.hidden = true;
  if (!file) return;
  const wrong = !/^image\/(jpeg|png|webp|gif)$/.test(file.type) ? "photo_wrong_kind" : file.size > 5_000_000 ? "photo_too_large" : null;
  if (wrong) { fault.textContent = word(wrong); fault.hidden = false; event.target.value = ""; return; }
  const reader = new FileReader();
  reader.onload = () => {
    photo = { type: file.type, url: reader.result };
    $("attached-photo").src = photo.url;
    $("attached").hidden = false;
    text.focus();
  };
  reader.readAsDataURL(file);
});
const detach = () => { photo = null; $("photo").value = ""; $("attached").hidden = true; };
$("remove-photo").addEventListener("click", detach);

document.querySelectorAll("#welcome button").forEach((example) =>
  example.addEventListener("click", () => send({ text: example.textContent }, example.textContent)));

$("language").addEventListener("change", (event) => {
  const chosen = event.target.selectedOptions[0];
  send({ button: `lang:${chosen.value}` }, chosen.textContent);
});

// ---- the side panel

let orders = [];
function refreshOrders(fresh = orders) {
  orders = fresh;
  const placed = orders.filter((order) => order.state !== "expired");
  $("orders").replaceChildren(...(placed.length ? placed.map(orderCard) : [make("p", { class: "muted" }, word("no_orders"))]));
  const moving = placed.find((order) => ["confirmed", "processing", "shipped", "delayed"].includes(order.state));
  lastParcelOrder = moving?.id ?? null;
  $("parcel-events").hidden = !moving;
}
const badge = (state) => (["lost", "cancelled", "returned_to_sender"].includes(state) ? "badge bad"
  : ["delayed", "awaiting_confirmation", "refund_pending"].includes(state) ? "badge warn" : "badge");
function orderCard(order) {
  const sums = make("dl", { class: "sums" });
  for (const part of ["items", "shipping", "fee", "tax", "total"]) {
    if (part === "tax" && !order.tax_shown) continue;
    sums.append(make("dt", { class: part === "total" ? "total" : null }, word(part)), make("dd", { class: part === "total" ? "total" : null }, order.sums[part]));
  }
  return make("article", { class: "order" },
    make("header", {}, make("h3", {}, order.id), make("span", { class: badge(order.state) }, word(`state|${order.state}`))),
    make("ul", {}, ...order.lines.map((line) => make("li", {}, line.quantity > 1 ? `${line.quantity} × ${line.title}` : line.title))),
    sums,
    make("ol", { class: "timeline" }, ...order.timeline.map((step) => make("li", {}, step.text, make("time", { datetime: step.at }, step.when)))));
}
function understood(read) {
  return make("li", { class: "read" },
    make("div", { class: "said", dir: "auto" }, `“${read.said}”`),
    make("div", {}, ...read.commands.flatMap((command) => [make("code", {}, command), " "])),
    make("div", { class: "trace" }, word("sure", { percent: read.sure }), ...read.trace.map((step) => make("div", {}, step))),
    ...read.decided.map((decision) => make("div", { class: "trace" }, "→ ", decision)));
}
function setNow(now) { if (now) { $("now").dateTime = now.at; $("now").textContent = `${now.text} ·`; } }

$("clock").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  button.disabled = true;
  try {
    if (button.dataset.days) await post("/demo/clock", { days: Number(button.dataset.days) });
    else if (button.dataset.event && lastParcelOrder) await post("/demo/parcel", { order: lastParcelOrder, event: button.dataset.event });
    else if (button.id === "gift-card") {
      const { code } = await (await post("/demo/gift-card", {})).json();
      if (code) { text.value = code; text.dispatchEvent(new Event("input")); openSide(false); text.focus(); }
    } else if (button.id === "mailbox") window.open("/demo/mailbox", "_blank");
    else if (button.id === "start-over") { await post("/demo/start-over", {}); location.reload(); }
  } finally { button.disabled = false; }
});
const openSide = (open) => {
  side.classList.toggle("open", open);
  $("open-side").setAttribute("aria-expanded", String(open));
  (open ? $("close-side") : $("open-side")).focus();
};
$("open-side").addEventListener("click", () => openSide(!side.classList.contains("open")));
$("close-side").addEventListener("click", () => openSide(false));
addEventListener("keydown", (event) => { if (event.key === "Escape" && side.classList.contains("open")) openSide(false); });

// ---- the stream

function listen() {
  const stream = new EventSource("/stream");
  stream.addEventListener("open", async () => { $("offline").hidden = true; await catchUp(); });
  stream.addEventListener("reply", (event) => { $("typing").hidden = true; show(JSON.parse(event.data)); refreshSide(); });
  stream.addEventListener("typing", (event) => { $("typing").hidden = !JSON.parse(event.data).on; });
  stream.addEventListener("side", refreshSide);
  stream.addEventListener("error", () => { $("offline").hidden = false; });
}
async function catchUp() {
  const past = await (await fetch("/history")).json();
  $("welcome").hidden = past.messages.length > 0 || shown.size > 0;
  for (const message of past.messages) show(message);
  tellSide(past);
}
let sideSoon = null;
function refreshSide() {
  clearTimeout(sideSoon);
  sideSoon = setTimeout(async () => tellSide(await (await fetch("/side")).json()), 120);
}
function tellSide(told) {
  refreshOrders(told.orders);
  setNow(told.now);
  if (told.understood.length) $("understood").replaceChildren(...told.understood.toReversed().map(understood));
}
await speak();
listen();
if (matchMedia("(min-width: 900px)").matches) text.focus();
