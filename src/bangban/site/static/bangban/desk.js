// How does an officer work without the mouse? Any element with data-key="a" is pressed by that key; j and k walk the lines.
(function () {
  "use strict";
  const dialog = document.getElementById("keys");
  const typing = (element) => element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)
    && !/^(checkbox|radio|button|submit)$/.test(element.type || ""));
  const rows = () => Array.from(document.querySelectorAll("[data-row]"));
  const on = () => document.documentElement.dataset.keys !== "off";

  function fillHelp() {
    const list = document.getElementById("keys-list");
    if (list.dataset.full) return;
    list.dataset.full = "yes";
    if (rows().length) list.append(document.getElementById("keys-list-rows").content.cloneNode(true));
    const seen = new Set();
    document.querySelectorAll("[data-key]").forEach((element) => {
      if (seen.has(element.dataset.key)) return;
      seen.add(element.dataset.key);
      const term = document.createElement("dt");
      const key = document.createElement("kbd");
      const text = document.createElement("dd");
      key.textContent = element.dataset.key;
      text.textContent = element.dataset.keyLabel || element.textContent.replace(element.querySelector("kbd")?.textContent ?? "", "").trim();
      term.append(key);
      list.append(term, text);
    });
  }

  function showHelp() {
    fillHelp();
    if (!dialog.open) dialog.showModal();
  }

  function walk(step) {
    const lines = rows();
    if (!lines.length) return;
    const here = lines.findIndex((line) => line.classList.contains("is-current"));
    const next = lines[Math.min(lines.length - 1, Math.max(0, here + step))];
    lines.forEach((line) => line.classList.toggle("is-current", line === next));
    const link = next.querySelector("a[href]") || next;
    link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function press(key) {
    const element = document.querySelector(`[data-key="${CSS.escape(key)}"]:not([disabled])`);
    if (!element) return false;
    element.click();
    // A disclosure that opened wants its first control, so that typing can go on.
    const body = element.tagName === "SUMMARY" && element.parentElement.open ? element.parentElement : null;
    const first = body && body.querySelector("textarea, input:not([type=hidden]), select");
    if (first) { first.focus(); body.scrollIntoView({ block: "nearest" }); }
    else if (element.dataset.focus) document.getElementById(element.dataset.focus)?.focus();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (dialog && dialog.open) return;
    if (event.key === "?" && dialog) { event.preventDefault(); showHelp(); return; }
    if (!on()) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); walk(event.key === "j" ? 1 : -1); return; }
    if (event.key === "x") {
      const box = document.querySelector("[data-row].is-current input[type=checkbox]");
      if (box) { event.preventDefault(); box.click(); }
      return;
    }
    if (event.key.length === 1 && press(event.key)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-keys]") && dialog) showHelp();
  });

  // Batches: one box ticks all, and the button says how many.
  document.querySelectorAll("[data-tick-all]").forEach((all) => {
    const form = all.form || all.closest("form");
    const boxes = () => Array.from(form.querySelectorAll("[data-row] input[type=checkbox]"));
    const count = () => {
      const ticked = boxes().filter((box) => box.checked).length;
      form.querySelectorAll("[data-ticked]").forEach((place) => { place.textContent = ticked; });
      form.querySelectorAll("[data-needs-ticks]").forEach((button) => { button.disabled = ticked === 0; });
      all.checked = ticked > 0 && ticked === boxes().length;
      all.indeterminate = ticked > 0 && !all.checked;
    };
    all.addEventListener("change", () => { boxes().forEach((box) => { box.checked = all.checked; }); count(); });
    form.addEventListener("change", count);
    count();
  });

  // Leaving and coming back to a list keeps the line one stood on.
  const list = document.querySelector("[data-list]");
  if (list) {
    const place = `bangban.line.${location.pathname}`;
    list.addEventListener("click", (event) => {
      const line = event.target.closest("[data-row]");
      if (line && event.target.closest("a")) sessionStorage.setItem(place, line.dataset.row);
    });
    const last = sessionStorage.getItem(place);
    if (last) rows().forEach((line) => line.classList.toggle("is-current", line.dataset.row === last));
  }
})();
