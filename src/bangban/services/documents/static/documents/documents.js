// How is a review done without the mouse? n and p step through the findings, a accepts and r rejects the one at hand.
(function () {
  "use strict";
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  let current = 0;

  // Sheets far below are fetched when somebody goes there; a finding's place may be on one of them.
  async function placeOf(number) {
    let place = document.getElementById(`at-${number}`);
    let more = one("[data-more]");
    while (!place && more) {
      const answer = await fetch(more.getAttribute("hx-get"), { headers: { "X-Bangban-Passive": "1" } });
      if (!answer.ok) return null;
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text();
      more.replaceWith(holder.content);
      const next = one("[data-more]");
      if (next && window.htmx) window.htmx.process(next);
      place = document.getElementById(`at-${number}`);
      more = next;
    }
    return place;
  }

  function keysTo(finding) {
    all("[data-right][data-key], [data-wrong][data-key]").forEach((button) => delete button.dataset.key);
    if (!finding) return;
    [["[data-right]", "a"], ["[data-wrong]", "r"]].forEach(([selector, key]) => {
      const button = one(selector, finding);
      if (button) button.dataset.key = key;
    });
  }

  async function show(number, { scroll = true } = {}) {
    const finding = document.getElementById(`finding-${number}`);
    if (!finding) return;
    current = number;
    all(".finding.is-current, .at.is-current").forEach((element) => element.classList.remove("is-current"));
    finding.classList.add("is-current");
    keysTo(finding);
    if (scroll) finding.scrollIntoView({ block: "nearest" });
    const place = await placeOf(number);
    if (place && current === number) {
      place.classList.add("is-current");
      if (scroll) place.scrollIntoView({ block: "center" });
    }
  }

  function step(by) {
    const numbers = all("[data-finding]").map((finding) => Number(finding.dataset.finding));
    if (!numbers.length) return;
    const here = numbers.indexOf(current);
    show(numbers[Math.min(numbers.length - 1, Math.max(0, here + by))] || numbers[0]);
  }

  // What was said in the list shows in the document.
  function mark() {
    all("[data-finding]").forEach((finding) => {
      const place = document.getElementById(`at-${finding.dataset.finding}`);
      if (!place) return;
      const around = place.closest("mark, p.marked");
      [place, around].forEach((element) => {
        if (!element) return;
        element.classList.toggle("right", finding.dataset.state === "right");
        element.classList.toggle("wrong", finding.dataset.state === "wrong");
      });
    });
  }

  function said() {
    const list = document.getElementById("findings");
    const status = document.getElementById("judged-status");
    const line = list && one(".judged", list);
    if (status && line) status.textContent = line.textContent;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) { step(Number(button.dataset.step)); return; }
    const place = event.target.closest(".at");
    if (place) { show(Number(place.id.split("-")[1])); return; }
    const link = event.target.closest("a[href^='#at-']");
    if (!link) return;
    event.preventDefault();
    show(Number(link.hash.split("-")[1]));
  });

  let judged = 0;
  document.addEventListener("htmx:configRequest", (event) => {
    const finding = event.target.closest("[data-finding]");
    judged = finding ? Number(finding.dataset.finding) : 0;
    if (judged) current = judged;
  });
  // After settling: before it, htmx puts the old attributes back on elements of the same id.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!event.target || event.target.id !== "findings") { mark(); return; }
    mark();
    said();
    if (!judged) return;
    // On to the next finding nobody judged yet; with none left, the one at hand stays.
    const open = all("[data-finding]").filter((finding) => !finding.dataset.state).map((finding) => Number(finding.dataset.finding));
    const next = open.find((number) => number > judged) || open[0] || judged;
    // Whoever stepped on by himself in the meantime stays where he went.
    const moved = current !== judged && current !== 0;
    show(moved ? current : next, { scroll: !moved && next !== judged });
  });

  // A page opened at a finding, or with findings: the first open one is at hand.
  const asked = /^#finding-(\d+)$/.exec(location.hash);
  const first = one("[data-finding][data-state='']") || one("[data-finding]");
  if (asked) show(Number(asked[1]));
  else if (first) show(Number(first.dataset.finding), { scroll: false });

  all("input[data-drop]").forEach((input) => {
    ["dragenter", "dragover"].forEach((name) => input.addEventListener(name, () => input.classList.add("is-over")));
    ["dragleave", "drop"].forEach((name) => input.addEventListener(name, () => input.classList.remove("is-over")));
  });
  all("form[data-sending]").forEach((form) => form.addEventListener("submit", () => {
    const note = one("[data-sending-note]", form);
    if (note) note.hidden = false;
  }));
})();

// Many files: each goes by a request of its own, so that a large one or a bad one holds up no other.
(function () {
  "use strict";
  document.querySelectorAll("form[data-many]").forEach((form) => {
    const input = form.querySelector("input[type=file]");
    const status = form.querySelector("[data-many-status]");
    let busy = false;
    async function send() {
      if (busy || !input.files.length) return;
      busy = true;
      const files = Array.from(input.files);
      const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
      for (let at = 0; at < files.length; at += 1) {
        status.textContent = `${at + 1} / ${files.length} · ${files[at].name}`;
        const body = new FormData();
        body.append("csrfmiddlewaretoken", token);
        body.append("files", files[at]);
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
        if (!answer.ok) break;
      }
      location.reload();
    }
    form.addEventListener("submit", (event) => { event.preventDefault(); event.stopImmediatePropagation(); send(); }, true);
    input.addEventListener("change", send);
  });
})();

// Letters: a column's name goes where the cursor last was, and the preview steps from row to row.
(function () {
  "use strict";
  const form = document.getElementById("draft-form");
  const number = form && form.querySelector("[data-row-number]");
  if (!number) return;
  let last = null;
  form.addEventListener("focusin", (event) => {
    if (/^(INPUT|TEXTAREA)$/.test(event.target.tagName) && !/^(hidden|date|checkbox)$/.test(event.target.type)) last = event.target;
  });
  document.addEventListener("click", (event) => {
    const column = event.target.closest("[data-insert]");
    if (column) {
      const field = last || form.querySelector("textarea, input[type=text]");
      field.setRangeText(`{${column.dataset.insert}}`, field.selectionStart, field.selectionEnd, "end");
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    const step = event.target.closest("[data-row-step]");
    if (!step) return;
    number.value = Math.max(0, Number(number.value) + Number(step.dataset.rowStep));
    number.dispatchEvent(new Event("change", { bubbles: true }));
  });
  // The server knows where the table ends.
  document.addEventListener("htmx:afterSettle", (event) => {
    const shown = event.target.querySelector && event.target.querySelector("[data-row-shown]");
    if (shown) number.value = shown.dataset.rowShown;
  });
})();

// Drafting: what the chosen situation does not ask for steps aside, unless something was typed there.
(function () {
  "use strict";
  const form = document.getElementById("draft-form");
  const choice = form && form.querySelector("select[name$=situation]");
  if (!choice) return;
  const parts = form.querySelectorAll("[data-only]");
  function show() {
    parts.forEach((part) => {
      const typed = Array.from(part.querySelectorAll("input, textarea, select")).some((one) => one.value.trim() && one.type !== "hidden");
      part.hidden = Boolean(choice.value) && !part.dataset.only.split(" ").includes(choice.value) && !typed;
    });
  }
  choice.addEventListener("change", show);
  show();
})();
