/* A terminal wipes itself: after some seconds without a touch it begins anew; a while before it says so. */
"use strict";
(() => {
  const bar = document.querySelector("[data-kiosk]");
  if (!bar) return;
  const seconds = Number(bar.dataset.kiosk) || 90;
  const warning = bar.querySelector("[data-kiosk-left]");
  let last = Date.now();
  let told = Date.now();
  let left = 0;

  const wipe = () => {
    if (Date.now() - left < 15000) return; // asked again every second, a slow server would never be heard to the end
    left = Date.now();
    document.querySelectorAll("form").forEach((form) => form.reset());
    window.location.replace(bar.dataset.reset);
  };
  const touched = () => {
    last = Date.now();
    warning.hidden = true;
    if (last - told > (seconds * 1000) / 3) {
      told = last; // so that who fills in a long form is not wiped by the server
      fetch(bar.dataset.alive, { method: "HEAD", credentials: "same-origin", cache: "no-store" }).catch(() => {});
    }
  };
  ["pointerdown", "keydown", "input", "scroll", "touchstart"].forEach((name) =>
    document.addEventListener(name, touched, { passive: true, capture: true }),
  );
  document.querySelectorAll("input, textarea, select, form").forEach((field) => field.setAttribute("autocomplete", "off"));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) wipe();
  });
  window.setInterval(() => {
    const remain = seconds - Math.floor((Date.now() - last) / 1000);
    if (remain <= 0) wipe();
    warning.hidden = remain > 20;
  }, 1000);
})();
