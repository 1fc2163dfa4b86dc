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
    return chat.querySelector("[data-waiting]").content.firstElementChild.cloneNode(true);
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

  // What was typed stays in sight and is asked in its turn: nobody has to wait for an answer to say the next thing.
  const asked = [];

  function take(sent) {
    const data = new FormData(sent);
    const text = (data.get("text") || "").trim();
    if (!text) { box.focus(); return; }
    tell("");
    const empty = chat.querySelector("[data-empty]");
    if (empty) empty.remove();
    const choice = (data.get("choice") || data.get("plain")) && sent.querySelector("button");
    const mine = bubble(choice ? choice.textContent : text);
    if (sent === form) { box.value = ""; box.focus(); }
    turns.dataset.asking = "yes";
    asked.push({ data, mine, typed: sent === form ? text : "", action: () => (sent === form ? form.action : sent.action) });
    if (busy) mine.scrollIntoView({ block: "nearest" });
    next();
  }

  async function next() {
    if (busy || !asked.length) return;
    busy = true;
    const retry = await send(asked[0]);
    busy = false;
    chat.querySelectorAll("[aria-busy]").forEach((one) => one.removeAttribute("aria-busy"));
    if (retry) { setTimeout(next, retry * 1000); return; }
    asked.shift();
    if (asked.length) { next(); return; }
    delete turns.dataset.asking;
    // The strip, and what else was said meanwhile.
    if (window.bangbanLive) window.bangbanLive();
  }

  // What did not arrive is in the box again, before what was typed since.
  function giveBack() {
    const typed = asked.map((one) => { one.mine.remove(); return one.typed; });
    box.value = [...typed, box.value].filter((one) => one.trim()).join("\n");
    asked.length = 1;
  }

  async function send(one) {
    const item = waiting();
    one.mine.after(item);
    item.scrollIntoView({ block: "nearest" });
    const answer = item.querySelector("[data-answer]");
    let retry = 0;
    let opened = false;
    let finished = false;

    function heard(name, value) {
      if (name === "open") {
        opened = true;
        form.action = value.address;
        history.replaceState(null, "", value.address);
        if (window.bangbanListen) window.bangbanListen(value);
      } else if (name === "sentence") {
        const looking = item.querySelector("[data-looking]");
        if (looking) looking.remove();
        answer.append(value.text);
      } else if (name === "problem") {
        finished = true;
        item.remove();
        tell(value.text);
        retry = value.retry || 0;
        if (!retry) giveBack();
      } else if (name === "done") {
        finished = true;
        if (value.html) item.replaceWith(new DOMParser().parseFromString(value.html, "text/html").querySelector("li"));
        else item.remove();
        // A person answers here, or beside the answer a call-back was promised: the page listens, or is read again.
        if (value.person && !window.bangbanLive) location.assign(form.action);
      }
    }

    try {
      const response = await fetch(one.action(), {
        method: "POST", body: one.data, headers: { Accept: "text/event-stream" }, credentials: "same-origin",
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
        for (const event of events) {
          const lines = Object.fromEntries(event.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));
          if (lines.event) heard(lines.event, JSON.parse(lines.data));
        }
      }
      if (!finished) throw new Error("cut off");
    } catch (error) {
      item.remove();
      // What was heard is on record, and the page shows it; what never arrived is in the box again.
      if (opened && !finished) tell(chat.querySelector("[data-cut]").innerHTML, form.action);
      else if (!finished) {
        giveBack();
        tell(chat.querySelector("[data-unsent]").innerHTML);
      }
    }
    return retry;
  }

  chat.addEventListener("submit", (event) => {
    const sent = event.target;
    if (!sent.hasAttribute("data-ask")) return;
    event.preventDefault();
    event.stopPropagation();
    take(sent);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      take(form);
    }
  });

  // Refused because too many asked at once: what was typed is still in the box, and is sent again in its turn.
  const wait = document.querySelector("meta[name=retry]");
  if (wait && box.value.trim()) setTimeout(() => take(form), Number(wait.content) * 1000);
})();
