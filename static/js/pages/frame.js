// The frame of every page: both clocks tick by the server's time, and the menu closes like a menu.
import { timeOn, untilNextMinute } from "../lib/clock.js";

function tick(clocks) {
  // The device's own clock may be wrong by years: only its running is trusted, not what it says.
  const started = Date.now();
  const now = () => Number(clocks.dataset.now) * 1000 + Date.now() - started;
  let timer;
  const show = () => {
    clearTimeout(timer);
    for (const face of clocks.querySelectorAll("[data-offset]")) {
      face.textContent = timeOn(now(), Number(face.dataset.offset));
    }
    timer = setTimeout(show, untilNextMinute(now()) + 50);
  };
  show();
  // A sleeping device stops its timers.
  document.addEventListener("visibilitychange", () => document.hidden || show());
}

function closeOutside(menu) {
  document.addEventListener("click", ({ target }) => {
    if (menu.open && !menu.contains(target)) menu.open = false;
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

const clocks = document.querySelector("[data-clocks]");
if (clocks) tick(clocks);
for (const menu of document.querySelectorAll("[data-menu]")) closeOutside(menu);
