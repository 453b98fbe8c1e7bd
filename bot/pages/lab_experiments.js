// Experiments: which texts are tried on shoppers, how many it takes, what the counts prove as a picture, and their end.
import { $, make } from "./dom.js";
import { get, post } from "./lab_calls.js";

const COLOURS = ["var(--soft)", "#1f8a70", "#c9731a", "#7a5bb5"];
const panel = $("experiments-panel");
const list = make("div", {}), main = make("section", { class: "lab-main", "aria-label": "Experiment" });
const told = make("p", { class: "muted", id: "experiments-told", role: "status" });
let every = null, chosen = "", asked = 0, typing = null;
panel.replaceChildren(make("nav", { class: "lab-list", "aria-label": "Experiments" }, list), main);

const percent = (share) => `${(share * 100).toFixed(1)} %`;
const points = (share) => `${share > 0 ? "+" : share < 0 ? "−" : ""}${Math.abs(share * 100).toFixed(1)}`;
const day = (moment) => new Date(moment).toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" });
const count = (number) => Math.round(number).toLocaleString();
const badge = (one) => one.running ? make("span", { class: "badge" }, "running") : make("span", { class: "badge plain" }, one.chosen ? "made live" : "ended");

async function load() {
  every = await get("/lab/experiments", { locale: $("locale").value });
  list.replaceChildren(
    make("a", { class: "case", href: "#experiments", "aria-current": chosen ? null : "true" }, make("strong", {}, "New experiment"), make("small", {}, "Try a reviewed text on shoppers")),
    ...every.experiments.map((one) => make("a", { class: "case", href: `#experiments/${one.id}`, "aria-current": String(one.id) === chosen ? "true" : null },
      make("strong", {}, one.context, badge(one)), make("small", {}, `${one.locale}, since ${day(one.started_at)}`))));
  await (chosen ? shown() : plan());
}

// ---- a new one

async function plan() {
  const may = every.texts.filter((one) => !one.why_not && one.versions.length);
  const never = every.texts.filter((one) => one.why_not);
  const head = make("header", { class: "lab-head" }, make("h2", {}, "Try a text on shoppers"));
  const why = make("p", { class: "muted" }, "Each shopper reads one of the texts, always the same one. You are told first how many it takes; you may look as often as you like. A text that does harm is stopped by itself.");
  const left = never.length ? make("p", { class: "muted" }, `Never tried: ${never.map((one) => `${one.context} (${one.why_not})`).join("; ")}.`) : null;
  if (!may.length) {
    main.replaceChildren(head, why, make("div", { class: "empty" }, make("p", {}, "No text in this language is ready. Write one under ", make("a", { href: "#texts" }, "Texts"), ", save it and mark it as reviewed; then it can be tried here.")), left ?? "", told);
    return;
  }
  const text = make("select", { id: "trial-text", onchange: () => fill() }, ...may.map((one) => make("option", { value: one.context }, one.context)));
  const texts = make("fieldset", {}), size = make("div", { class: "trial-size", id: "trial-size", "aria-live": "polite" });
  const goal = make("select", { id: "trial-goal", onchange: () => estimate() }, ...every.goals.map((one) => make("option", { value: one.id }, `shoppers who ${one.told} within ${one.days === 1 ? "a day" : `${one.days} days`}`)));
  const smallest = make("input", { id: "trial-points", type: "number", min: 0.5, max: 50, step: 0.5, value: 5, oninput: () => { start.disabled = true; clearTimeout(typing); typing = setTimeout(estimate, 250); } });
  const start = make("button", { type: "submit", class: "main", id: "trial-start" }, "Start");
  const picked = () => [...texts.querySelectorAll("input:checked")].map((box) => Number(box.value));

  function fill() {
    const one = may.find((each) => each.context === text.value);
    goal.value = one.goal;
    texts.replaceChildren(make("legend", {}, "Texts"),
      make("div", { class: "trial-text", dir: "auto" }, make("small", {}, "now"), one.control.join("\n")),
      ...one.versions.slice(0, 3).map((each) => make("label", { class: "trial-text", dir: "auto" }, make("input", { type: "checkbox", value: each.id, checked: true, onchange: estimate }), make("small", {}, `version ${each.version}`), each.forms.join("\n"))));
    estimate();
  }
  async function estimate() {
    const mine = ++asked, arms = picked().length;
    start.disabled = true;
    if (!arms) { size.replaceChildren(make("p", {}, "Choose at least one version to try.")); return; }
    try {
      const one = await get("/lab/experiments/plan", { context: text.value, locale: $("locale").value, variants: arms, points: smallest.value || 0, goal: goal.value });
      if (mine !== asked) return;
      size.className = one.long ? "trial-size long" : "trial-size";
      size.replaceChildren(
        make("p", {}, make("strong", {}, `${count(one.per_arm * one.arms)} shoppers`), ` – ${count(one.per_arm)} for each of ${one.arms} texts`, one.days === null ? "" : `, about ${count(one.days)} ${one.days === 1 ? "day" : "days"}`, "."),
        make("p", {}, one.known ? `Of ${count(one.known)} shoppers who read it in the last 30 days, ${percent(one.base)} did it; ${one.per_day >= 1 ? count(one.per_day) : "less than one"} read it a day.` : "Nobody has read this text lately: the size is for the least favourable case, and how many days it takes cannot be told."),
        make("p", {}, `With so many, a difference of ${smallest.value} points is found four times out of five. Where there is none, one in twenty experiments is wrong at most.`),
        ...(one.long && one.days !== null ? [make("p", {}, make("b", {}, "That is longer than a test is worth."), " Look for a larger difference, or preview, review and publish the text instead.")] : []));
      start.disabled = false;
    } catch (error) { if (mine === asked) size.replaceChildren(make("p", {}, error.message)); }
  }
  const form = make("form", { class: "trial-form", onsubmit: async (event) => {
    event.preventDefault();
    start.disabled = true;
    try {
      const begun = await post("/lab/experiments/start", { context: text.value, locale: $("locale").value, versions: picked(), points: Number(smallest.value), goal: goal.value });
      location.hash = `experiments/${begun.id}`;
    } catch (error) { start.disabled = false; told.textContent = error.message; }
  } }, make("label", {}, "Message", text), texts, make("label", {}, "What counts", goal), make("label", {}, "Smallest difference worth finding, in points of a hundred", smallest), size, make("div", { class: "row" }, start));
  told.textContent = "";
  main.replaceChildren(head, why, form, told, left ?? "");
  fill();
}

// ---- one of them

async function shown() {
  const one = await get("/lab/experiment", { id: chosen });
  const counted = Math.min(...one.arms.filter((arm) => arm.now && (arm.control || arm.state === "open")).map((arm) => arm.now.counted));
  const share = Number.isFinite(counted) ? Math.min(1, counted / one.per_arm) : 0;
  main.replaceChildren(
    make("header", { class: "lab-head trial-head" }, make("h2", {}, `${one.context} in ${one.locale}`), badge(one),
      ...one.arms.filter((arm) => arm.winner).map((arm) => make("button", { type: "button", class: "main", "data-choose": arm.number, onclick: () => done("/lab/experiments/choose", { id: one.id, arm: arm.number }, `Version ${arm.version} is live: everybody reads it from now on.`) }, `Make version ${arm.version} live`)),
      one.running ? make("button", { type: "button", class: "danger", id: "trial-stop", onclick: () => done("/lab/experiments/stop", { id: one.id }, "Stopped: everybody reads what they did before.") }, "Stop") : null),
    make("p", { class: "muted" }, `Shoppers who ${one.goal} within ${one.days === 1 ? "a day" : `${one.days} days`}. Started by ${one.started[0]} on ${day(one.started[1])}${one.ended ? `, ended on ${day(one.ended[1])}` : ""}; planned to find ${(one.smallest * 100).toFixed(1)} points from ${percent(one.base)}.`),
    one.note ? make("p", { class: "trial-note" }, one.note) : "",
    make("div", { class: "bar-of", role: "img", "aria-label": `${Math.round(share * 100)} per cent of the shoppers are counted` }, make("i", { style: `inline-size: ${share * 100}%` })),
    make("p", { class: "muted" }, `${count(Number.isFinite(counted) ? counted : 0)} of ${count(one.per_arm)} shoppers for each text are counted.`),
    picture(one), arms(one), told);
}
function arms(one) {
  const watched = one.guards.filter((guard) => one.arms.some((arm) => arm.now?.harmed[guard.id]));
  const cell = (part, whole) => make("td", {}, whole ? percent(part / whole) : "–");
  return make("div", { class: "wide" }, make("table", { class: "trial-arms" },
    make("thead", {}, make("tr", {}, ...["Text", "read by", "counted", one.goal, "difference"].map((title) => make("th", { scope: "col" }, title)), ...watched.map((guard) => make("th", { scope: "col" }, guard.told)))),
    make("tbody", {}, ...one.arms.map((arm) => make("tr", { "data-arm": arm.number },
      make("th", { scope: "row" }, make("i", { class: "swatch", style: `background: ${COLOURS[arm.number]}` }), arm.control ? (arm.version ? `Version ${arm.version}, as without it` : "The file's text, as without it") : `Version ${arm.version}`, make("q", { dir: "auto" }, arm.forms.join("\n")), arm.note ? make("p", { class: "warned" }, arm.note) : null),
      make("td", {}, arm.now ? count(arm.now.told) : "–"), make("td", {}, arm.now ? count(arm.now.counted) : "–"), cell(arm.now?.succeeded, arm.now?.counted),
      make("td", {}, arm.now?.low !== null && arm.now?.low !== undefined && arm.now.low > -1 ? `${points(arm.now.difference)} (${points(arm.now.low)} to ${points(arm.now.high)})` : "–"),
      ...watched.map((guard) => cell(arm.now?.harmed[guard.id], arm.now?.told)))))));
}

// ---- the picture: each variant's difference to the control at every look, and where it surely lies

const svg = (tag, attributes, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
function picture(one) {
  const now = one.running ? one.arms.filter((arm) => arm.now && arm.state === "open").map((arm) => ({ arm: arm.number, ...arm.now })) : [];
  const looks = [...one.looks, ...now].filter((look) => look.low !== null && look.low > -1);
  if (!looks.length) return make("p", { class: "empty" }, "The picture begins once fifty shoppers of each text are counted.");
  const W = 720, H = 300, L = 56, R = 16, T = 18, B = 40;
  const reach = Math.min(0.5, Math.max(2.5 * one.smallest, Math.min(6 * one.smallest, Math.max(...looks.map((look) => Math.max(look.high, -look.low))))));
  const far = Math.max(one.per_arm, ...looks.map((look) => look.counted));
  const x = (shoppers) => L + shoppers / far * (W - L - R), y = (share) => T + (reach - Math.max(-reach, Math.min(reach, share))) / (2 * reach) * (H - T - B);
  const step = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2].find((each) => reach / each <= 4) ?? 0.25;
  const grid = [];
  for (let at = -Math.floor(reach / step) * step; at <= reach + 1e-9; at += step) {
    grid.push(svg("line", { class: Math.abs(at) < 1e-9 ? "zero" : "axis", x1: L, x2: W - R, y1: y(at), y2: y(at) }), svg("text", { x: L - 8, y: y(at) + 4, "text-anchor": "end" }, points(Math.abs(at) < 1e-9 ? 0 : at)));
  }
  grid.push(svg("line", { class: "aim", x1: x(one.per_arm), x2: x(one.per_arm), y1: T, y2: H - B }), svg("text", { x: x(one.per_arm) - 6, y: T + 10, "text-anchor": "end" }, "planned size"));
  for (const part of [0.25, 0.5, 0.75, 1]) grid.push(svg("text", { x: x(far * part), y: H - B + 18, "text-anchor": part === 1 ? "end" : "middle" }, count(far * part)));
  grid.push(svg("text", { x: L, y: H - 6 }, "shoppers counted for each text"), svg("text", { x: L + 6, y: T + 10 }, "points better"), svg("text", { x: L + 6, y: H - B - 6 }, "points worse"));
  const drawn = one.arms.filter((arm) => !arm.control).flatMap((arm) => {
    const mine = looks.filter((look) => look.arm === arm.number).sort((a, b) => a.counted - b.counted);
    if (!mine.length) return [];
    const along = (edge) => mine.map((look) => `${x(look.counted).toFixed(1)},${y(edge(look)).toFixed(1)}`);
    const last = mine.at(-1), beside = x(last.counted) + (arm.number - one.arms.length / 2) * 6;
    return [
      svg("polygon", { class: "band", fill: COLOURS[arm.number], points: [...along((look) => look.high), ...along((look) => look.low).reverse()].join(" ") }),
      svg("polyline", { class: "line", stroke: COLOURS[arm.number], points: along((look) => look.difference).join(" ") }),
      svg("line", { stroke: COLOURS[arm.number], "stroke-width": 2, x1: beside, x2: beside, y1: y(last.low), y2: y(last.high) }),
      svg("circle", { cx: beside, cy: y(last.difference), r: 4.5, fill: COLOURS[arm.number] }),
    ];
  });
  const words = one.arms.filter((arm) => !arm.control && arm.now?.low > -1).map((arm) => `version ${arm.version}: ${points(arm.now.difference)} points, surely between ${points(arm.now.low)} and ${points(arm.now.high)}`).join("; ");
  return svg("svg", { class: "trial-picture", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `Difference to the text as without it, by shoppers counted. ${words}` }, ...grid, ...drawn);
}

async function done(path, body, said) {
  let outcome = said;
  try { await post(path, body); } catch (error) { outcome = error.message; }
  await load();
  told.textContent = outcome;
}
$("locale").addEventListener("change", () => { if (!panel.hidden) load(); });
/** Shows how to begin one, or the experiment that is named. */
export async function open(name) {
  chosen = name;
  told.textContent = "";
  await load();
  main.scrollTop = 0;
}
