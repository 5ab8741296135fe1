// Says times of day as the clock on the wall does; without a script they stand in UTC.
"use strict";

function localTimes(root) {
  for (const each of root.querySelectorAll("time[datetime]")) {
    const when = new Date(each.dateTime);
    if (!Number.isNaN(when.getTime())) each.textContent = when.toLocaleTimeString(document.documentElement.lang);
  }
  for (const each of root.querySelectorAll("[data-hour]")) {
    const when = new Date(each.getAttribute("data-hour"));
    const shown = { hour: "2-digit", minute: "2-digit" };
    if (!Number.isNaN(when.getTime())) each.textContent = when.toLocaleTimeString(document.documentElement.lang, shown);
  }
  for (const each of root.querySelectorAll("[data-moment]")) {
    const when = new Date(each.getAttribute("data-moment"));
    const shown = { dateStyle: "short", timeStyle: "short" };
    if (!Number.isNaN(when.getTime())) each.textContent = when.toLocaleString(document.documentElement.lang, shown);
  }
}

localTimes(document);
