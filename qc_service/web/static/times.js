// Says times of day as the clock on the wall does; without a script they stand in UTC.
"use strict";

const spoken = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;

function localTimes(root) {
  for (const each of root.querySelectorAll("time[datetime]")) {
    const when = new Date(each.dateTime);
    if (Number.isNaN(when.getTime())) continue;
    const day = "day" in each.dataset ? { dateStyle: "long", timeStyle: "short" } : { timeStyle: "medium" };
    each.textContent = when.toLocaleString(spoken, { ...day, hourCycle: "h23" });
  }
  for (const each of root.querySelectorAll("[data-hour]")) {
    const when = new Date(each.getAttribute("data-hour"));
    const shown = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    if (!Number.isNaN(when.getTime())) each.textContent = when.toLocaleTimeString(spoken, shown);
  }
  for (const each of root.querySelectorAll("[data-moment]")) {
    const when = new Date(each.getAttribute("data-moment"));
    const shown = { dateStyle: "short", timeStyle: "short" };
    if (!Number.isNaN(when.getTime())) each.textContent = when.toLocaleString(document.documentElement.lang, shown);
  }
}

localTimes(document);
