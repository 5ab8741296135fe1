// What a person sees and does. All text is set as text, never as markup.

let language = "en", last = null;
const documents = new Map();
const byId = (id) => document.getElementById(id);
const word = (name, places = {}) => filled(WORDS[language][name], places);

function filled(text, places) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in places ? String(places[name]) : whole));
}

function made(tag, parts = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(parts)) {
    if (name === "text") node.textContent = value; else node.setAttribute(name, value);
  }
  node.append(...inside);
  return node;
}

const number = (value, digits = 0) => value.toLocaleString(language === "en" ? "en" : "nb",
  { maximumFractionDigits: digits });
const percent = (share) => `${number(100 * share, 100 * share < 10 ? 2 : 1)} %`;

// `scanner=S1 category=day-locale`, in words.
function stratumWords(name) {
  if (name === "all") return word("all");
  return name.replace(/(^| )(scanner|category|locale)=/g,
    (whole, before, key) => `${before ? ", " : ""}${word(key)} `);
}

function say() {
  document.documentElement.lang = language;
  document.title = word("title");
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  const names = { nb: "Bokmål", nn: "Nynorsk", en: "English" };
  const group = document.querySelector(".languages");
  group.setAttribute("aria-label", word("language"));
  group.replaceChildren(...Object.entries(names).map(([code, name]) => {
    const button = made("button", { type: "button", lang: code, "aria-pressed": String(code === language), text: name });
    button.addEventListener("click", () => { language = code; say(); show(); });
    return button;
  }));
}

function verdict(kind, text, why = "") {
  const box = made("div", { class: `verdict ${kind}` }, made("p", { text }));
  if (why) box.append(made("p", { class: "why", text: why }));
  byId("verdict").replaceChildren(box);
}

function brokenWords({ word: name, ...places }) {
  const said = { ...places };
  if (said.stratum) said.stratum = stratumWords(said.stratum);
  return filled(WORDS[language].broken[name], said);
}

function show() {
  if (!last) return;
  const { night, name } = last;
  showSteps();
  const parts = night ? [...facts(night, name), ...statements(night), ...redo(night), ...papers(night)] : [];
  byId("found").replaceChildren(...parts);
}

function showSteps() {
  const { steps, night } = last, taken = new Map(steps.map((each) => [each.check, each]));
  const wrong = steps.find((each) => each.broken);
  if (wrong) {
    const what = WORDS[language].checks[wrong.check][0];
    verdict("bad", word("failed", { check: what }), brokenWords(wrong.broken));
  } else if (!night.key) verdict("good", word("wholeUnsigned"));
  else verdict("good", word(byId("fingerprint").value.trim() ? "whole" : "wholeOpen"));
  const list = made("ol", { class: "steps" }, ...CHECKS.map((check) => stepNode(check, taken.get(check))));
  byId("steps").replaceChildren(made("h2", { text: word("steps") }), list);
}

const paper = () => ({ fingerprint: byId("fingerprint").value, root: byId("root").value, documents });

// What was typed from paper alone: what was computed of the bundle stands.
function holdPaper(check, step) {
  if (!last || !last.night) return;
  last.steps.find((each) => each.check === check).broken = step(last.night, paper());
  showSteps();
}

function stepNode(check, step) {
  const state = !step ? "skipped" : step.broken ? "fails" : "holds";
  const [what, how] = WORDS[language].checks[check];
  const sign = { holds: "✓", fails: "✗", skipped: "–" }[state];
  const node = made("li", { class: state, "data-check": check, "data-state": state },
    made("span", { class: "sign", "aria-hidden": "true", text: sign }),
    made("span", { class: "what", text: what }),
    made("span", { class: "said", text: word(state) }),
    made("span", { class: "how", text: how }));
  if (step && step.broken) node.append(made("span", { class: "wrong", text: brokenWords(step.broken) }));
  return node;
}

function facts(night, name) {
  const genesis = night.entries[0][1];
  const pairs = [
    ["key", fingerprintOf(night.key) || word("none")], ["root", night.root || night.content.root],
    ["head", night.head || night.content.head], ["rows", number(night.rows.length)],
    ["checkpoints", number(night.at.length)], ["version", genesis.version], ["file", name],
  ];
  const list = made("dl", {}, ...pairs.flatMap(([key, value]) => [
    made("dt", { text: word(key) }), made("dd", { class: "mono", text: value, "data-fact": key }),
  ]));
  return [made("h2", { text: word("numbers") }), made("div", { class: "card" }, list)];
}

function statements(night) {
  const bounds = night.content.bounds;
  if (!bounds.length) return [];
  return [made("h2", { text: word("bounds") }), ...bounds.map((each) => made("div", { class: "card" },
    made("p", { class: "statement", text: word("bound", {
      upper: number(each.upper), papers: number(each.papers),
      share: percent(each.upper / each.papers), risk: percent(each.risk),
    }) }),
    made("p", { class: "help", text: word("boundHow", {
      stratum: stratumWords(each.stratum), checked: number(each.checked), errors: number(each.errors),
    }) })))];
}

function papers(night) {
  const named = night.content.documents;
  if (!named.length) return [];
  const rows = named.map((each) => {
    const found = documents.get(each.name), same = found === each.sha256;
    const state = !found ? "absent" : same ? "given" : "fails";
    const tone = !found ? "help" : same ? "good-text" : "bad-text";
    return made("tr", {}, made("td", { text: each.name }), made("td", { class: tone, text: word(state) }));
  });
  return [made("h2", { text: word("documents") }),
    made("div", { class: "card wide" }, made("table", {}, made("tbody", {}, ...rows)))];
}

// The draw again, from digits that the observer has written down.
function redo(night) {
  const rounds = acts(night, "boxes-committed");
  if (!rounds.length) return [];
  return [made("h2", { text: word("redo") }), ...rounds.map(([, act]) => {
    const id = `digits-${act.round}`, out = made("div", { "aria-live": "polite" });
    const input = made("input", { id, type: "text", inputmode: "numeric", autocomplete: "off" });
    const form = made("form", { class: "redo" },
      made("div", { class: "field" }, made("label", { for: id, text: word("digits", act) }), input),
      made("button", { class: "main", text: word("draw") }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      out.replaceChildren(...again(night, act, input.value.replace(/\s/g, "")));
    });
    return made("div", { class: "card" }, made("p", { class: "help", text: word("redoHelp") }), form, out);
  })];
}

const SHOWN = 12;

function again(night, act, digits) {
  const seed = boundSeed(digits, act.root), boxes = boxesOf(night, act.round);
  const draws = drawsOf(night).filter(([, draw]) => draw.round === act.round);
  const recorded = draws.flatMap(([, draw]) => draw.samples);
  const plan = draws.length ? draws.at(-1)[2] : act.plan;
  const same = draws.length > 0 && draws.every(([, draw]) => draw.seed === seed);
  const parts = [
    made("p", { class: same ? "good-text" : "bad-text", "data-same": String(same), text: word(same ? "asRecorded" : "notRecorded") }),
    made("p", { class: "help", text: word("drawn") }), made("p", { class: "mono", text: seed }),
  ];
  const known = new Set(recorded.map((each) => each.name));
  for (const stratum of [...new Set(boxes.map((box) => box.stratum))].filter(Boolean).sort(byPoints)) {
    const found = drawnOf(plan, ticketsOf(seed, boxes.filter((box) => box.stratum === stratum)));
    const rows = found.slice(0, SHOWN).map(([text, name], n) =>
      [n + 1, name, `${text.slice(0, 14)}…`, word(known.has(name) ? "yes" : "no")]);
    parts.push(made("h3", { text: word("ballotsOf", { stratum: stratumWords(stratum) }) }),
      table([word("order"), word("ballot"), word("ticket"), word("onRecord")], rows));
    if (found.length > SHOWN) {
      parts.push(made("p", { class: "help", text: word("more", { n: found.length - SHOWN }) }));
    }
  }
  const whole = new Set(recorded.filter((each) => !each.name).map((each) => `${each.batch}\n${each.count}`));
  const rows = pickedOf(seed, plan, boxes).map((each) => [stratumWords(each.shelf), each.batch,
    word("of", each), word(whole.has(`${each.batch}\n${each.count}`) ? "yes" : "no")]);
  if (rows.length) {
    parts.push(made("h3", { text: word("boxesOf") }), table(["", word("box"), word("pick"), word("onRecord")], rows));
  }
  return parts;
}

function table(heads, rows) {
  const cells = (tag, row) => made("tr", {}, ...row.map((each) => made(tag, { text: each })));
  return made("div", { class: "wide" }, made("table", {},
    made("thead", {}, cells("th", heads)), made("tbody", {}, ...rows.map((row) => cells("td", row)))));
}

let bundle = null;

async function take(files) {
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const start = new TextDecoder().decode(bytes.slice(0, 400));
    if (bytes[0] === 123 && start.includes('"bounds":')) bundle = { name: file.name, bytes };
    else documents.set(file.name, toHex(sha256(bytes)));
  }
  if (!bundle && files.length) {
    // No bundle among them: the first file is told as what it is not.
    bundle = { name: files[0].name, bytes: new Uint8Array(await files[0].arrayBuffer()) };
    documents.delete(files[0].name);
  }
  await check();
}

async function check() {
  if (!bundle) return;
  verdict("wait", word("waiting"));
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  last = { ...await verifyBundle(bundle.bytes, paper()), name: bundle.name };
  show();
}

function begin() {
  const wanted = (navigator.language || "").toLowerCase();
  language = wanted.startsWith("nn") ? "nn" : /^(nb|no)/.test(wanted) ? "nb" : "en";
  say();
  const drop = byId("drop");
  byId("files").addEventListener("change", (event) => take([...event.target.files]));
  byId("fingerprint").addEventListener("input", () => holdPaper("key", checkKey));
  byId("root").addEventListener("change", () => holdPaper("end", checkEnd));
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop") take([...event.dataTransfer.files]);
    });
  }
}

begin();
