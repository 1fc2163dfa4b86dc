// What does script add to every page? Nothing essential: menus that close, focus on errors, offline notice, charts.
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.remove("no-js");

  // An error summary takes the focus, and its links put the cursor into the field (GOV.UK pattern).
  const summary = document.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
    summary.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const target = link && document.getElementById(link.hash.slice(1));
      if (!target) return;
      event.preventDefault();
      const control = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
      (control || target).focus();
      target.scrollIntoView({ block: "center" });
    });
  }

  // On a small screen the entries scroll sideways: the one the reader stands in is brought into sight.
  document.querySelectorAll(".site-nav [aria-current], .tabs [aria-current]").forEach((here) => {
    const bar = here.closest(".site-nav, .tabs");
    bar.scrollLeft += here.getBoundingClientRect().left - bar.getBoundingClientRect().left - (bar.clientWidth - here.offsetWidth) / 2;
  });

  // Menus are <details>: close them on Escape, on a click beside them, and when another opens.
  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  }
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement && document.activeElement.closest("details.menu[open]");
    closeMenus(null);
    if (menu) menu.querySelector("summary").focus();
  });

  const offline = document.getElementById("offline");
  function showConnection() {
    if (offline) offline.hidden = navigator.onLine;
  }
  window.addEventListener("online", showConnection);
  window.addEventListener("offline", showConnection);
  showConnection();

  // A form is sent once, even on a double click; the browser's back button makes it usable again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });

  // Characters left, said politely, for any control with maxlength and data-count.
  document.querySelectorAll("[data-count][maxlength]").forEach((control) => {
    const note = document.createElement("p");
    note.className = "count-down";
    note.setAttribute("aria-live", "polite");
    const show = () => { note.textContent = `${control.value.length} / ${control.maxLength}`; };
    control.insertAdjacentElement("afterend", note);
    control.addEventListener("input", show);
    show();
  });

  // The chart library is large: it is fetched only where there is a chart.
  const charts = document.querySelector("[data-chart]");
  if (charts) {
    [charts.dataset.library, charts.dataset.drawer].forEach((source) => {
      const script = document.createElement("script");
      script.src = source;
      script.async = false;
      document.head.append(script);
    });
  }
})();
