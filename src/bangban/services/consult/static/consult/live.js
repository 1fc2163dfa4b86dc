// How does an open page learn that something was said? By an event stream; where that is not to be had, it asks again.
(function () {
  "use strict";
  const live = document.querySelector("[data-live]");
  if (!live || !window.fetch) return;
  const said = document.querySelector("[data-live-said]");
  const every = Number(live.dataset.every || 5) * 1000;
  let timer = 0;
  let reading = false;
  let again = false;
  let streaming = false;
  let listening = false;

  function address() {
    const given = live.dataset.stream;
    if (!given.startsWith(":")) return given;
    return location.protocol + "//" + location.hostname + given;
  }

  function plain(one) {
    return one.textContent.replace(/\s+/g, " ").trim();
  }

  // Focus and half-typed words stay: what is replaced holds no field; a button that had the focus gets it again.
  function place(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html").body;
    const strip = document.querySelector("[data-strip]");
    const turns = document.querySelector("[data-turns]");
    const newStrip = parsed.querySelector("[data-live-strip]");
    const newTurns = parsed.querySelector("[data-live-turns]");
    if (newStrip && strip) {
      if (strip.innerHTML !== newStrip.innerHTML && !strip.contains(document.activeElement)) strip.replaceChildren(...newStrip.childNodes);
      if (newTurns && turns && !turns.dataset.asking) {
        const known = turns.children.length;
        bring(turns, Array.from(newTurns.children));
        if (turns.children.length > known && turns.lastElementChild) turns.lastElementChild.scrollIntoView({ block: "nearest" });
      }
      return;
    }
    const parts = parsed.querySelectorAll("[data-part]");
    if (parts.length) { renew(parts); return; }
    const held = live.contains(document.activeElement) ? document.activeElement.closest("[data-row]") : null;
    const row = held && held.dataset.row;
    if (live.innerHTML === parsed.innerHTML) return;
    live.replaceChildren(...parsed.childNodes);
    const back = row && live.querySelector('[data-row="' + CSS.escape(row) + '"] button, [data-row="' + CSS.escape(row) + '"] a');
    if (back) back.focus();
    if (said && live.dataset.news) said.textContent = live.dataset.news;
  }

  // A page of several parts: each that changed is put in by itself. Whoever is typing keeps his box where it is.
  function renew(parts) {
    const typing = document.activeElement && document.activeElement.matches("textarea, input") ? document.activeElement : null;
    const stood = typing && typing.getBoundingClientRect().top;
    let news = "";
    parts.forEach((fresh) => {
      const old = document.querySelector('[data-part="' + CSS.escape(fresh.dataset.part) + '"]');
      if (!old || plain(old) === plain(fresh)) return;
      const list = old.querySelector(".turns");
      const given = fresh.querySelector(".turns");
      if (list && given) { bring(list, Array.from(given.children)); list.scrollTop = list.scrollHeight; }
      else if (!old.contains(document.activeElement)) old.replaceChildren(...fresh.childNodes);
      news = news || fresh.dataset.news || "";
    });
    if (typing) window.scrollBy(0, typing.getBoundingClientRect().top - stood);
    if (said && news) said.textContent = said.textContent === news ? news + "\u00a0" : news;
  }

  // Only what is new is put in: the rest keeps its half-filled fields, and nobody is read the whole aloud again.
  function bring(turns, fresh) {
    fresh.forEach((one, place) => {
      const old = turns.children[place];
      if (!old) turns.append(one);
      else if (old.className !== one.className || plain(old) !== plain(one)) old.replaceWith(one);
      else old.id = one.id;
    });
    while (turns.children.length > fresh.length) turns.lastElementChild.remove();
  }

  async function read() {
    if (!live.dataset.fragment) return;
    if (reading) { again = true; return; }
    reading = true;
    try {
      const response = await fetch(live.dataset.fragment, { headers: { "HX-Request": "true", "X-Bangban-Passive": "1" }, credentials: "same-origin" });
      if (response.ok && !response.redirected) place(await response.text());
    } catch (error) {
      // Offline for a moment: the next event or the next look brings it.
    }
    reading = false;
    if (again) { again = false; read(); }
  }

  // A page on which nothing is waited for is told of everything: it asks only while there is no stream, and seldom.
  function ask() {
    clearTimeout(timer);
    const quiet = "quiet" in live.dataset && !document.querySelector("[data-waits]");
    if (quiet && streaming) return;
    const soon = document.querySelector("[data-soon]");
    const pause = soon ? 2000 : quiet ? 30000 : streaming ? every * 3 : Math.min(every, 5000);
    timer = setTimeout(() => { read().then(ask); }, pause);
  }

  // What was asked on this page stands here already, or is read when its answer is there.
  function shows(number) {
    const turns = document.querySelector("[data-turns]");
    return Boolean(document.getElementById("turn-" + number) || (turns && turns.dataset.asking));
  }

  function listen() {
    listening = true;
    if (!window.EventSource || !live.dataset.stream) { ask(); return; }
    const last = live.dataset.after || "";
    const source = new EventSource(address() + (last ? "?after=" + encodeURIComponent(last) : ""), { withCredentials: true });
    const heard = (event) => {
      if (event.lastEventId) live.dataset.after = event.lastEventId;
      const value = JSON.parse(event.data);
      if (live.dataset.conversation && String(value.conversation) !== live.dataset.conversation) return;
      if (event.type !== "turn" || !shows(value.number)) read().then(ask);
    };
    source.addEventListener("turn", heard);
    source.addEventListener("state", heard);
    source.onopen = () => { streaming = true; ask(); };
    source.onerror = () => {
      streaming = false;
      ask();
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 10000);
    };
    ask();
  }

  window.bangbanLive = () => read().then(ask);
  // A conversation that began on this page has an address only now.
  window.bangbanListen = (where) => {
    Object.assign(live.dataset, where);
    if (!listening) listen();
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) read(); });
  const list = document.querySelector("[data-part] .turns");
  if (list) list.scrollTop = list.scrollHeight;
  if (live.dataset.fragment) listen();
})();
