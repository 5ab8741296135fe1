// One person's screen at one box. What they enter waits in this browser until the service has it on disk.
"use strict";

const AGAIN_MS = 3000; // How often the state is asked for, and unsent entries are tried again.

const me = data.me;
const place = document.getElementById("desk");
const wanted = document.getElementById("wanted");
const kept = "qc-unsent:" + data.root + ":" + me;
let samples = JSON.parse(data.samples);
let unsent = JSON.parse(localStorage.getItem(kept) || "[]");
let contact = true;
let signedOut = false;
let sending = false;
let open = "";
let listed = "";

function keep() {
  if (unsent.length) localStorage.setItem(kept, JSON.stringify(unsent));
  else localStorage.removeItem(kept);
}

function announce(text) {
  document.getElementById("announce").textContent = text;
}

function trouble(text) {
  document.getElementById("troubles").append(make("p", { class: "refusal" }, text));
}

function revisionOf(sample) {
  return Math.max(sample.revisions[me] || 0, ...unsent.filter((each) => each.sample === sample.id).map((each) => each.revision), 0);
}

function stateOf(sample) {
  if (unsent.some((each) => each.sample === sample.id)) return ["mine", "↑", say("entry-unsent")];
  if (sample.settled) return ["done", "✓", say(sample.settled === "seen" ? "entry-settled" : "entry-" + sample.settled)];
  if (sample.differ) return ["differ", "▲", say("entry-differ")];
  if (sample.revisions[me]) return ["mine", "●", say("entry-mine")];
  if (Object.keys(sample.revisions).length > 1) return ["done", "✓", say("entry-others")];
  return ["open", "○", say("entry-open")];
}

function placeOf(sample) {
  return sample.whole ? say("entry-whole") : say("entry-place", { n: sample.place });
}

function showList() {
  const rows = samples.map((sample) => [sample.id, placeOf(sample), ...stateOf(sample), sample.id === open]);
  if (JSON.stringify(rows) === listed) return;
  listed = JSON.stringify(rows);
  const list = document.getElementById("samples");
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.sample : "";
  list.replaceChildren(...rows.map(([id, where, name, sign, text, current]) => {
    const button = make("button", { type: "button", class: name, "data-sample": id },
      make("strong", {}, where), make("span", {}, id),
      make("span", { class: "state" }, make("span", { "aria-hidden": "true" }, sign), " " + text));
    if (current) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => show(samples.find((each) => each.id === id)));
    return make("li", {}, button);
  }));
  if (focused) list.querySelector('[data-sample="' + focused + '"]').focus();
}

function showContact() {
  const [state, sign, word] = signedOut ? ["lost", "✕", say("contact-out")] : contact ? ["live", "●", say("contact-well")] : ["lost", "✕", say("contact-lost")];
  const count = unsent.length ? " · " + say("unsent", { n: unsent.length }) : "";
  document.getElementById("contact").dataset.state = state;
  document.getElementById("contact-sign").textContent = sign;
  const text = word + count;
  const shown = document.getElementById("contact-word");
  if (shown.textContent === text && Boolean(shown.querySelector("a")) === signedOut) return;
  shown.replaceChildren(text);
  if (signedOut) {
    const here = location.pathname + location.search;
    shown.append(" ", make("a", { href: "/sign-in?lang=" + data.lang + "&next=" + encodeURIComponent(here) }, say("sign-in")));
  }
}

function showAll() {
  showList();
  showContact();
}

function leave(text) {
  open = "";
  place.replaceChildren(make("p", { class: "none" }, text));
  announce(text);
  showAll();
  wanted.value = "";
  wanted.focus();
}

function show(sample) {
  open = sample.id;
  const head = make("h2", { tabindex: "-1" }, placeOf(sample), make("span", { class: "aside" }, sample.id));
  place.replaceChildren(head);
  const [name, , text] = stateOf(sample);
  const mine = revisionOf(sample);
  const together = sample.differ || sample.together > 0;
  if (name === "open") return fill(sample, { revision: 1, together: false });
  place.append(make("p", { class: "lead" }, text));
  if (sample.differ && !sample.settled) place.append(make("div", { class: "looks" }, ...sample.looks.map(describe)));
  const buttons = make("div", { class: "buttons" });
  const offer = (word, options) => {
    const button = make("button", { type: "button", class: options.together ? "" : "plain" }, say(word));
    button.addEventListener("click", () => { buttons.remove(); fill(sample, options); });
    buttons.append(button);
  };
  if (together) offer("entry-together", { revision: sample.together + 1, together: true });
  if (mine && !sample.together) offer("entry-correct", { revision: mine + 1, together: false });
  place.append(buttons);
  showList();
  (buttons.querySelector("button") || head).focus();
}

function fill(sample, options) {
  const done = options.together ? (entry) => sendTogether(entry) : (entry) => {
    unsent.push(entry);
    keep();
    leave(say("entry-saved", { sample: sample.id }));
    send();
  };
  const form = entryForm(sample, { ...options, done, cancel: () => leave(say("entry-open")) });
  place.append(form);
  showList();
  (form.querySelector("select, [type=number]") || form.querySelector("input")).focus();
}

async function post(entry) {
  const answer = await fetch("/checks/entry?lang=" + data.lang, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...entry, token: data.token }),
  });
  signedOut = answer.status === 401 || answer.status === 403;
  contact = true;
  return answer;
}

// A look together names a second person by PIN, which is never kept in the browser: it needs contact.
async function sendTogether(entry) {
  const form = place.querySelector("form");
  const second = { third: true, second_name: form.elements.second_name.value, second_pin: form.elements.second_pin.value, second_no_candidate: form.elements.second_no_candidate.checked };
  let said = say("entry-offline");
  try {
    const answer = await post({ ...entry, ...second });
    if (answer.ok) {
      await ask();
      leave(say("entry-saved", { sample: entry.sample }));
      return;
    }
    if (answer.status === 409) said = (await answer.json()).message;
  } catch {
    contact = false;
  }
  form.querySelector(".refusal")?.remove();
  form.prepend(make("p", { class: "refusal", role: "alert" }, said));
  showAll();
}

async function send() {
  if (sending) return;
  sending = true;
  try {
    while (unsent.length) {
      const answer = await post(unsent[0]);
      if (!answer.ok && answer.status !== 409) break;
      const sent = unsent.shift();
      const sample = samples.find((each) => each.id === sent.sample);
      if (answer.ok && sample) sample.revisions[me] = sent.revision;
      if (!answer.ok) trouble(say("entry-refused", { sample: sent.sample, why: (await answer.json()).message }));
      keep();
      if (!unsent.length) await ask();
    }
  } catch {
    contact = false;
  } finally {
    sending = false;
    showAll();
  }
}

async function ask() {
  try {
    const answer = await fetch("/checks/work?" + data.place);
    contact = true;
    signedOut = answer.status === 401;
    if (answer.ok) samples = await answer.json();
  } catch {
    contact = false;
  }
}

async function turn() {
  if (unsent.length) await send();
  await ask();
  showAll();
}

document.getElementById("find").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = wanted.value.trim().toUpperCase();
  const found = samples.find((each) => each.id.toUpperCase() === text) || samples.find((each) => !each.whole && String(each.place) === text);
  wanted.setCustomValidity(found ? "" : say("entry-unknown", { numbers: wanted.value }));
  if (wanted.reportValidity()) show(found);
});
wanted.addEventListener("input", () => wanted.setCustomValidity(""));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && open) leave(say("entry-open"));
});
window.addEventListener("online", turn);

showAll();
turn();
setInterval(turn, AGAIN_MS);
