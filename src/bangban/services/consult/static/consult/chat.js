// What does script add to the chat? The answer appears sentence by sentence; without it the page waits and shows it whole.
(function () {
  "use strict";
  const chat = document.querySelector("[data-chat]");
  const turns = chat && chat.querySelector("[data-turns]");
  if (!turns || !window.fetch || !window.TextDecoder) return;
  const form = chat.querySelector("form.ask");
  const box = form.querySelector("textarea");
  const problem = chat.querySelector("[data-problem]");
  let busy = false;

  function bubble(text) {
    const item = document.createElement("li");
    item.className = "turn resident";
    const who = document.createElement("p");
    who.className = "who";
    who.textContent = chat.querySelector("[data-person]").innerHTML;
    const said = document.createElement("p");
    said.className = "said";
    said.textContent = text;
    item.append(who, said);
    turns.append(item);
    return item;
  }

  function waiting() {
    const item = chat.querySelector("[data-waiting]").content.firstElementChild.cloneNode(true);
    turns.append(item);
    item.scrollIntoView({ block: "nearest" });
    return item;
  }

  function tell(text, address) {
    problem.textContent = "";
    if (!text) return;
    const note = document.createElement("p");
    note.className = "notice error";
    note.textContent = text;
    if (address) {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = chat.querySelector("[data-read]").innerHTML;
      note.append(" ", link);
    }
    problem.append(note);
  }

  async function send(sent, again) {
    if (busy) return;
    const data = new FormData(sent);
    const text = (data.get("text") || "").trim();
    if (!text) { box.focus(); return; }
    busy = true;
    tell("");
    const empty = chat.querySelector("[data-empty]");
    if (empty) empty.remove();
    const mine = again ? null : bubble(data.get("choice") && sent.querySelector("button") ? sent.querySelector("button").textContent : text);
    const item = waiting();
    const answer = item.querySelector("[data-answer]");
    let retry = 0;
    let opened = false;
    let finished = false;

    function heard(name, value) {
      if (name === "open") {
        opened = true;
        form.action = value.address;
        history.replaceState(null, "", value.address);
        if (sent === form) box.value = "";
      } else if (name === "sentence") {
        const looking = item.querySelector("[data-looking]");
        if (looking) looking.remove();
        answer.append(value.text);
      } else if (name === "problem") {
        finished = true;
        item.remove();
        tell(value.text);
        retry = value.retry || 0;
      } else if (name === "done") {
        finished = true;
        if (!value.html) {
          item.remove();
          // A person answers here: the page listens, or is read again with what listens.
          if (window.bangbanLive) window.bangbanLive();
          else location.assign(form.action);
          return;
        }
        const parsed = new DOMParser().parseFromString(value.html, "text/html").querySelector("li");
        item.replaceWith(parsed);
        // Beside the answer a call-back was promised: the page is read again, with its number and the strip.
        if (value.person) location.assign(form.action);
      }
    }

    try {
      const response = await fetch(sent === form ? form.action : sent.action, {
        method: "POST", body: data, headers: { Accept: "text/event-stream" }, credentials: "same-origin",
      });
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      let held = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        held += decoder.decode(value, { stream: true });
        const events = held.split("\n\n");
        held = events.pop();
        for (const one of events) {
          const lines = Object.fromEntries(one.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));
          if (lines.event) heard(lines.event, JSON.parse(lines.data));
        }
      }
      if (!finished) throw new Error("cut off");
    } catch (error) {
      item.remove();
      // What was heard is on record, and the page shows it; what never arrived is still in the box.
      if (opened && !finished) tell(chat.querySelector("[data-cut]").innerHTML, form.action);
      else if (!finished) {
        if (mine) mine.remove();
        tell(chat.querySelector("[data-unsent]").innerHTML);
      }
    } finally {
      busy = false;
      delete sent.dataset.sent;
      chat.querySelectorAll("[aria-busy]").forEach((one) => one.removeAttribute("aria-busy"));
    }
    if (retry) setTimeout(() => send(sent, true), retry * 1000);
    else box.focus();
  }

  chat.addEventListener("submit", (event) => {
    const sent = event.target;
    if (!sent.hasAttribute("data-ask")) return;
    event.preventDefault();
    event.stopPropagation();
    send(sent, false);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send(form, false);
    }
  });

  // Refused because too many asked at once: what was typed is still in the box, and is sent again in its turn.
  const wait = document.querySelector("meta[name=retry]");
  if (wait && box.value.trim()) setTimeout(() => send(form, false), Number(wait.content) * 1000);
})();
