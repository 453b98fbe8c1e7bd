// The lab's parts as tabs: the address says which is open (#texts, #texts/greeting); each is loaded when it is first opened.
import { $, make } from "./dom.js";
import { get } from "./lab_calls.js";

const TABS = {
  texts: () => import("./lab.js"),
  try: () => import("./lab_try.js"),
  templates: () => import("./lab_templates.js"),
  experiments: () => import("./lab_experiments.js"),
};

async function open() {
  const asked = location.hash, [name, ...rest] = asked.slice(1).split("/");
  const wanted = name in TABS ? name : "texts";
  const part = await TABS[wanted]();  // Nobody writes into what does not listen yet.
  if (location.hash !== asked) return;
  for (const each of Object.keys(TABS)) {
    $(`${each}-panel`).hidden = each !== wanted;
    $(`tab-${each}`).setAttribute("aria-selected", each === wanted);
    for (const tool of document.querySelectorAll(`.of-${each}`)) tool.hidden = each !== wanted;
  }
  part.offer?.(begun);
  await part.open(decodeURIComponent(rest.join("/")));
}

// From the desk, a text is opened in the language it was said in.
const wished = new URLSearchParams(location.search).get("locale") ?? "de";
const begun = await get("/lab/locales");
$("who").textContent = begun.staff;
$("locale").append(...begun.locales.map((one) => make("option", { value: one.code, selected: one.code === wished }, `${one.name} (${one.code})`)));
for (const each of Object.keys(TABS)) $(`tab-${each}`).addEventListener("click", () => { location.hash = each; });
addEventListener("hashchange", open);
await open();
