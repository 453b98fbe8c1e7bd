// Templates: which messages need WhatsApp's approval, in what words, how they stand in every language, and asking for it.
import { $, make } from "./dom.js";
import { get, post } from "./lab_calls.js";

// What a state is called, its mark, and how its badge looks.
const STANDS = {
  approved: ["approved", "✓", "badge"],
  awaited: ["in review", "…", "badge warn"],
  differs: ["older words", "≈", "badge warn"],
  missing: ["not submitted", "–", "badge plain"],
  refused: ["refused", "✗", "badge bad"],
  unfit: ["does not fit", "!", "badge bad"],
};
const FORM_STATES = { approved: "approved", received: "awaited", pending: "awaited", unsubmitted: "missing", unfit: "unfit" };
let every = null, chosen = "";

const panel = $("templates-panel");
const list = make("div", {}), main = make("section", { class: "lab-main", "aria-label": "Templates" }), told = make("p", { class: "muted", role: "status" });
panel.replaceChildren(make("nav", { class: "lab-list", "aria-label": "Messages that need a template" }, told, list), main);

const language = () => $("locale").value.split("_")[0];
const spelled = () => $("locale").querySelector(`[value="${language()}"]`)?.textContent ?? language();
const badge = (state, text) => make("span", { class: STANDS[state][2] }, text ?? STANDS[state][0]);

async function load() {
  every = await get("/lab/templates");
  const states = every.messages.map((one) => one.states[language()]);
  told.textContent = `${states.filter((state) => state === "approved").length} of ${states.length} approved in ${spelled()}`;
  list.replaceChildren(entry("", "All messages, all languages"), ...every.messages.map((one) => entry(one.name, one.name, one)));
  await (chosen ? message() : overview());
}
function entry(name, title, one) {
  return make("a", { class: "case", href: `#templates${name && `/${name}`}`, "aria-current": name === chosen ? "true" : null },
    make("strong", {}, title, one ? badge(one.states[language()]) : null), one ? make("small", {}, one.english) : null);
}

// ---- all of them

function overview() {
  const codes = Object.keys(every.messages[0].states);
  const counted = every.messages.flatMap((one) => Object.values(one.states));
  main.replaceChildren(
    make("header", { class: "lab-head" }, make("h2", {}, "What may be said a day later"), ...tools()),
    make("p", { class: "muted" }, "More than a day after somebody's last word, WhatsApp takes nothing but words that it has approved. These messages may come so late. ",
      every.synced_at ? `Twilio said so on ${new Date(every.synced_at).toLocaleString()}.` : "Nothing is known yet of how they stand."),
    make("p", { class: "legend" }, ...Object.entries(STANDS).map(([state, [name, mark]]) => make("span", {}, make("b", { class: `mark ${state}` }, mark), ` ${name} (${counted.filter((one) => one === state).length})`))),
    make("div", { class: "wide" }, make("table", { class: "matrix" },
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Message"), ...codes.map((code) => make("th", { scope: "col" }, code)))),
      make("tbody", {}, ...every.messages.map((one) => make("tr", {}, make("th", { scope: "row" }, make("a", { href: `#templates/${one.name}` }, one.name)),
        ...codes.map((code) => make("td", { class: `mark ${one.states[code]}`, title: `${one.name} in ${code}: ${STANDS[one.states[code]][0]}` }, STANDS[one.states[code]][1])))))))
  );
}
function tools() {
  if (!every.connected) return [make("p", { class: "muted" }, "Submitting needs Twilio: see docs/channels.md.")];
  return [
    make("button", { type: "button", id: "templates-refresh", onclick: () => ask("refresh", {}, "Twilio was asked anew.") }, "Refresh"),
    make("button", { type: "button", class: "main", id: "templates-submit", onclick: () => chosen
      ? ask("submit", { name: chosen }) : ask("submit", { locale: language() }) }, chosen ? "Submit in every language" : `Submit all in ${spelled()}`),
  ];
}

// ---- one message

async function message() {
  const one = await get("/lab/template", { name: chosen });
  const mine = one.languages.findIndex((each) => each.code === language());
  const shown = [...one.languages.splice(mine, 1), ...one.languages];
  main.replaceChildren(
    make("header", { class: "lab-head" }, make("h2", {}, one.name), ...tools()),
    make("p", { class: "muted" }, one.note, " ", make("a", { href: `#texts/${one.name}` }, "Edit the text")),
    make("p", { class: "muted", id: "templates-told", role: "status" }),
    ...shown.map(spoken));
}
function spoken(one) {
  const open = one.forms.some((form) => ["missing", "differs"].includes(FORM_STATES[form.status] ?? "refused"));
  return make("article", { class: "template", "data-language": one.code },
    make("header", {}, make("h3", {}, `${one.name} (${one.code})`), badge(one.state),
      every.connected && open && one.state !== "unfit" ? make("button", { type: "button", class: "quiet", onclick: () => ask("submit", { name: chosen, locale: one.code }) }, "Submit") : null),
    ...one.forms.map((form, place) => {
      const state = FORM_STATES[form.status] ?? "refused";
      return make("div", { class: "template-form" },
        one.forms.length > 1 ? make("p", { class: "muted" }, `Form ${place + 1} of ${one.forms.length}: `, badge(state)) : null,
        make("p", { class: "said", dir: one.rtl ? "rtl" : "ltr", lang: one.code }, ...fields(form.body || form.text)),
        form.unfit ? make("p", { class: "warned" }, `WhatsApp would not take it: ${form.unfit}.`) : null,
        form.reason ? make("p", { class: "warned" }, `WhatsApp says: ${form.reason}`) : null);
    }),
    ...one.still.map((body) => make("p", { class: "warned" }, "Until these words are approved, WhatsApp says: ", make("q", { dir: "auto" }, body))));
}
const fields = (body) => body.split(/(\{\{[a-z_0-9]+\}\})/).map((part) => part.startsWith("{{") ? make("code", {}, part) : part);

// ---- Twilio

async function ask(what, body, done) {
  for (const button of main.querySelectorAll("button")) button.disabled = true;
  told.textContent = "Twilio is being asked …";
  let said;
  try {
    const answer = await post(`/lab/templates/${what}`, body);
    said = done ?? [`${answer.submitted} submitted.`, ...answer.refused.map((one) => `${one.name} in ${one.locale} was not taken: ${one.why}.`)].join(" ");
  } catch (error) { said = error.message; }
  await load();
  told.textContent = said;
}

$("locale").addEventListener("change", () => { if (!panel.hidden) load(); });
/** Shows all of them, or the message that is named. */
export async function open(name) {
  chosen = name;
  await load();
  main.scrollTop = 0;
}
