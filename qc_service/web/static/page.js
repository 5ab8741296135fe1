// Keeps the page live. All text comes from the service ready-made; nothing is fetched from elsewhere.
"use strict";

const LOST_MS = 12000; // The service sends at least every 5 s: two in a row are missing.
const AGAIN_MS = 3000; // Wait before connecting again where the browser itself gave up.

const shown = {};
const body = document.body;
const silentMs = 1000 * Number(body.dataset.silentS);
let heardMs = 1000 * Number(body.dataset.heardS); // age of the figures when they came
let came = performance.now(); // when they came, by this computer's own clock
let contact = false;
let state = "";

function ago(seconds) {
  const whole = Math.floor(seconds);
  if (whole < 60) return body.dataset.seconds.replace("#", whole);
  if (whole < 3600) return body.dataset.minutes.replace("#", Math.floor(whole / 60));
  const hours = body.dataset.hours.replace("#", Math.floor(whole / 3600));
  return hours.replace("§", Math.floor((whole % 3600) / 60));
}

function say(name, sign, word, spoken) {
  if (state === name) return;
  state = name;
  document.getElementById("contact").dataset.state = name;
  document.getElementById("contact-sign").textContent = sign;
  document.getElementById("contact-word").textContent = word;
  document.getElementById("announce").textContent = spoken;
  body.classList.toggle("stale", name !== "live");
}

function tick() {
  const since = performance.now() - came;
  document.getElementById("age").textContent = ", " + ago((heardMs + since) / 1000);
  for (const cell of document.querySelectorAll("[data-ago]")) {
    cell.textContent = ago(Number(cell.dataset.ago) + since / 1000);
  }
  if (!contact || since > LOST_MS) {
    say("lost", "✕", body.dataset.lost, body.dataset.lostSpoken);
  } else if (heardMs > silentMs) {
    say("silent", "✕", body.dataset.silent, body.dataset.silentSpoken);
  } else {
    say("live", "●", body.dataset.live, body.dataset.liveSpoken);
  }
}

function show(update) {
  heardMs = 1000 * update.heard_s;
  came = performance.now();
  contact = true;
  const asOf = document.getElementById("as-of");
  asOf.dateTime = update.as_of;
  for (const [name, html] of Object.entries(update.sections)) {
    if (shown[name] === html) continue;
    shown[name] = html; // escaped by the service; the policy of this page runs no script in it
    document.getElementById(name).innerHTML = html;
  }
  localTimes(document);
  tick();
}

function connect() {
  const source = new EventSource(body.dataset.events);
  source.addEventListener("board", (event) => show(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    contact = false;
    tick();
    if (source.readyState === EventSource.CLOSED) {
      source.close();
      setTimeout(connect, AGAIN_MS);
    }
  });
}

connect();
setInterval(tick, 1000);
