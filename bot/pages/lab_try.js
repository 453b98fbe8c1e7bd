// Talk to the shop in the words of the drafts, replay recorded conversations, and go from a reply to its texts.
import { $, make } from "./dom.js";
import { get, post } from "./lab_calls.js";
import { said } from "./lab_phone.js";

let names = [], language = null, before = Promise.resolve();
const chosen = () => ({ channel: $("try-channel").value, locale: $("locale").value });

export async function open() {
  if (language !== $("locale").value) await begin();
  $("try-text").focus();
}

async function begin() {
  language = $("locale").value;
  const begun = doing(() => post("/lab/try/begin", chosen()), true);  // Before anything that is written meanwhile.
  const told = await get("/lab/conversations", { locale: language });
  names = told.names;
  list();
  await begun;
}

// ---- recorded conversations

function list() {
  const wanted = $("try-find").value.toLowerCase().split(/\s+/);
  const found = names.filter((name) => wanted.every((word) => name.toLowerCase().includes(word)));
  $("try-found").textContent = names.length ? `${found.length} of ${names.length} conversations` : "There are none in this language.";
  $("try-recorded").replaceChildren(...found.slice(0, 100).map((name) => make("button", { type: "button", class: "case", onclick: () => doing(() => post("/lab/replay", { ...chosen(), name }), true) }, name)));
}

// ---- the conversation

/** One after the other: what is written while the shop still opens waits for it. */
function doing(work, anew = false) {
  return before = before.then(() => done(work, anew));
}
async function done(work, anew) {
  $("try-log").setAttribute("aria-busy", "true");
  try {
    const told = await work();
    if (anew) { $("try-log").replaceChildren(); texts([]); }
    $("try-log").className = `phone try-log ${$("try-channel").value}`;
    for (const each of told.steps ?? []) show(each);
    if (!$("try-log").children.length) $("try-log").append(make("p", { class: "muted" }, "Nothing has been said yet. Write below, or replay a conversation."));
    const unfit = told.unfit?.length ? `Not said, as a check fails: ${told.unfit.join(", ")}.` : "";
    $("try-told").textContent = [told.stopped, unfit].filter(Boolean).join(" ");
  } catch (error) { $("try-told").textContent = error.message; }
  $("try-log").removeAttribute("aria-busy");
}

function show(step) {
  if (!$("try-log").querySelector(".try-step")) $("try-log").replaceChildren();
  const drafted = step.texts.some((each) => each.draft);
  const choose = () => {
    for (const each of $("try-log").querySelectorAll(".try-step")) each.removeAttribute("aria-current");
    box.setAttribute("aria-current", "true");
    texts(step.texts);
  };
  const box = make("section", { class: "try-step", onclick: choose },
    make("p", { class: "try-mine", dir: "auto" }, step.did),
    ...step.said.flatMap((one) => [
      ...one.pieces.map((piece) => said(piece, one, (place, label) => press(one, place, label))),
      one.cards.length ? make("ul", { class: "muted" }, ...one.cards.map((card) => make("li", { dir: "auto" }, `${card.title} – ${card.price}`))) : null,
      ...one.files.map((file) => make("p", { class: "muted" }, `📎 ${file}`)),
    ]),
    step.said.length ? make("button", { type: "button", class: "try-from", "aria-label": "Show the texts of this reply" }, drafted ? make("span", { class: "badge warn" }, "draft") : null, step.said.map((one) => one.name).join(", "))
      : make("p", { class: "muted" }, "Nothing is said."));
  $("try-log").append(box);
  choose();
  box.scrollIntoView({ block: "end", behavior: "smooth" });
}

function press(one, place, label) {
  const button = one.buttons[place]?.label.startsWith(label.replace(/…$/, "")) ? one.buttons[place] : one.buttons.find((each) => each.label === label);
  if (button) doing(() => post("/lab/try", { ...chosen(), button: button.id, label: button.label }));
}

function texts(told) {
  $("try-texts").replaceChildren(...told.map((each) => make("li", {}, make("a", { href: `#texts/${encodeURIComponent(each.context)}` }, each.context), each.draft ? make("span", { class: "badge warn" }, "draft") : null)));
}

// ---- what people do

$("try-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("try-text").value.trim();
  if (!text) return;
  $("try-text").value = "";
  doing(() => post("/lab/try", { ...chosen(), text }));
});
$("try-anew").addEventListener("click", () => doing(() => post("/lab/try/begin", chosen()), true));
$("try-days").addEventListener("click", () => doing(() => post("/lab/try/days", { ...chosen(), days: 2 })));
$("try-channel").addEventListener("change", () => doing(() => post("/lab/try/begin", chosen()), true));
$("locale").addEventListener("change", () => { if (!$("try-panel").hidden) begin(); });
$("try-find").addEventListener("input", list);
