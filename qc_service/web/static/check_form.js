// The forms of the check desk: what a paper shows, a whole box's counts, a look taken together.
"use strict";

const data = document.body.dataset;
const words = JSON.parse(data.words);
const forms = JSON.parse(data.forms);
const OTHER = "other";

function say(name, values = {}) {
  return words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element && typeof value === "boolean") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...inside);
  return element;
}

function field(text, attributes, className = "") {
  return make("label", { class: className }, text + " ", make("input", attributes));
}

function choices(legend, name, options, chosen) {
  const inside = make("div", { class: "choices" });
  for (const [value, text] of options) {
    const radio = make("input", { type: "radio", name, value, required: true });
    radio.checked = value === chosen;
    inside.append(make("label", { class: "tick" }, radio, text));
  }
  return make("fieldset", {}, make("legend", {}, legend), inside);
}

function titleOf(style) {
  const form = forms.find((each) => each.style === style);
  if (!form) return say("entry-other");
  return form.title === style ? style : style + " – " + form.title;
}

function optionTitle(style, contest, option) {
  const form = forms.find((each) => each.style === style);
  const found = form && form.contests.find((each) => each.id === contest);
  const one = found && found.options.find((each) => each.id === option);
  return one ? one.title : option;
}

// What one person entered, in words; shown only for a look that is taken together.
function describe(look) {
  const shows = look.entry.shows;
  const list = make("ul");
  const add = (text) => list.append(make("li", {}, text));
  if (!shows) add(say("outcome-" + look.entry.outcome));
  else if (Object.keys(shows.counts).length) {
    for (const [style, count] of Object.entries(shows.counts)) add(titleOf(style) + ": " + count);
  } else {
    add(titleOf(shows.style));
    for (const [contest, option] of shows.marked) add(optionTitle(shows.style, contest, option));
    if (!shows.marked.length) add(say("entry-unmarked"));
    if (shows.rows) add(say("entry-rows") + ": " + shows.rows);
    if (shows.stamp) add(say("entry-stamp") + ": " + say("stamp-" + shows.stamp));
  }
  return make("div", {}, make("h3", {}, say("entry-said", { name: look.name })), list);
}

// The boxes of one list, each with a number to type; Enter ticks what was typed, or goes on.
function marks(form) {
  const ticks = new Map();
  const part = make("div");
  const typed = make("input", { inputmode: "numeric", autocomplete: "off" });
  part.append(make("label", {}, say("entry-numbers") + " ", typed), make("p", { class: "aside" }, say("entry-numbers-help")));
  for (const contest of form.contests) {
    const inside = make("div", { class: "marks" });
    for (const option of contest.options) {
      const tick = make("input", { type: "checkbox", name: "marked" });
      tick.mark = [contest.id, option.id];
      ticks.set(option.number, tick);
      inside.append(make("label", { class: "tick" }, tick, make("span", { class: "number" }, String(option.number)), option.title));
    }
    part.append(make("fieldset", {}, make("legend", {}, contest.title), inside));
  }
  typed.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const numbers = typed.value.split(/\D+/).filter(Boolean).map(Number);
    if (!numbers.length) return next(typed);
    const unknown = numbers.filter((number) => !ticks.has(number));
    typed.setCustomValidity(unknown.length ? say("entry-unknown", { numbers: unknown.join(", ") }) : "");
    if (!typed.reportValidity()) return;
    for (const number of numbers) ticks.get(number).checked = !ticks.get(number).checked;
    typed.value = "";
  });
  typed.addEventListener("input", () => typed.setCustomValidity(""));
  return part;
}

function next(element) {
  const all = [...element.form.querySelectorAll("input:not([type=checkbox]), select, button[type=submit]")];
  all[all.indexOf(element) + 1].focus();
}

function ballotPart() {
  const list = make("select", { name: "style", required: true }, make("option", { value: "" }, say("entry-choose")));
  for (const form of forms) list.append(make("option", { value: form.style }, titleOf(form.style)));
  list.append(make("option", { value: OTHER }, say("entry-other")));
  const below = make("div");
  list.addEventListener("change", () => {
    below.replaceChildren();
    const form = forms.find((each) => each.style === list.value);
    if (!form) return;
    if (form.contests.length) below.append(marks(form));
    if (form.rows) below.append(field(say("entry-rows"), { name: "rows", type: "number", min: 0, max: form.rows, value: 0, required: true, class: "small" }));
    if (form.stamp) below.append(choices(say("entry-stamp"), "stamp", ["present", "weak", "missing"].map((each) => [each, say("stamp-" + each)])));
  });
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !list.value) return;
    event.preventDefault();
    next(list);
  });
  return make("div", {}, make("label", {}, say("entry-list") + " ", list), below);
}

function boxPart() {
  const total = make("p", { class: "lead" });
  const inside = make("div", { class: "counts" });
  for (const style of [...forms.map((form) => form.style), OTHER]) {
    inside.append(field(titleOf(style), { "data-style": style, type: "number", min: 0, max: 1000000, required: true, class: "small" }));
  }
  const count = () => {
    const sum = [...inside.querySelectorAll("input")].reduce((all, each) => all + Number(each.value), 0);
    total.textContent = say("entry-total", { n: sum });
  };
  inside.addEventListener("input", count);
  inside.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    next(event.target);
  });
  count();
  return make("fieldset", {}, make("legend", {}, say("entry-counted")), inside, total);
}

// The form of one entry; `done` gets what was entered, `together` adds who looks with them.
function entryForm(sample, { revision, together, done, cancel }) {
  const form = make("form", { class: "entry" });
  const seen = sample.whole ? boxPart() : ballotPart();
  const shown = make("fieldset", { class: "bare" }, make("legend", { class: "unseen" }, sample.id), seen);
  const outcomes = ["seen", "not-found", ...(together ? ["cannot-agree"] : [])];
  form.append(choices(say("entry-outcome"), "outcome", outcomes.map((each) => [each, say("outcome-" + each)]), "seen"), shown);
  if (revision > 1) form.append(field(say("entry-reason"), { name: "reason", required: true, autocomplete: "off" }));
  if (together) {
    form.append(make("fieldset", { class: "together" }, make("legend", {}, say("entry-together")),
      field(say("second-name"), { name: "second_name", required: true, autocomplete: "off" }),
      field(say("second-pin"), { name: "second_pin", type: "password", required: true, autocomplete: "off" }),
      make("label", { class: "tick" },
        make("input", { type: "checkbox", name: "second_no_candidate" }), say("second-no-candidate"))));
  }
  const away = make("button", { type: "button", class: "plain" }, say("entry-cancel"));
  away.addEventListener("click", cancel);
  form.append(make("div", { class: "buttons" }, make("button", { type: "submit" }, say("entry-save")), away));
  form.addEventListener("change", () => { shown.disabled = form.elements.outcome.value !== "seen"; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    done(entered(form, sample, revision));
  });
  return form;
}

function entered(form, sample, revision) {
  const of = (name) => (form.elements[name] ? form.elements[name].value : "");
  const entry = { sample: sample.id, outcome: of("outcome"), revision, reason: of("reason") };
  if (entry.outcome !== "seen") return entry;
  if (sample.whole) {
    entry.counts = {};
    for (const each of form.querySelectorAll("[data-style]")) entry.counts[each.dataset.style] = Number(each.value);
    return entry;
  }
  entry.style = of("style");
  entry.marked = [...form.querySelectorAll("[name=marked]:checked")].map((each) => each.mark);
  entry.rows = Number(of("rows"));
  if (of("stamp")) entry.stamp = of("stamp");
  return entry;
}
