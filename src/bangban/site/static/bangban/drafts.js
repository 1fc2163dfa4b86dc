// Is typed text ever lost? No: forms with data-draft="name" keep theirs on this device until it was really sent.
(function () {
  "use strict";
  const owner = document.documentElement.dataset.owner || "guest";
  const prefix = "bangban.draft.";
  // A guest may sit at a shared machine: his drafts live for a day, an officer's for a week.
  const lifetime = (owner === "guest" ? 1 : 7) * 86400000;
  const fields = "textarea[name], select[name], input[name]:not([type=hidden]):not([type=password]):not([type=file])";
  const key = (form) => `${prefix}${owner}.${form.dataset.draft}`;
  let store;
  try {
    store = window.localStorage;
    store.getItem(prefix);
  } catch (refused) {
    return; // private mode or a policy forbids it: the page works, without drafts
  }

  Object.keys(store).filter((name) => name.startsWith(prefix)).forEach((name) => {
    const draft = JSON.parse(store.getItem(name));
    const open = document.querySelector(`form[data-draft="${CSS.escape(name.split(".").slice(3).join("."))}"]`);
    // Sent, and the next page no longer shows the form: it arrived.
    if (Date.now() - draft.at > lifetime || (draft.sent && !open && !document.querySelector("[data-failed]"))) store.removeItem(name);
  });

  function values(form) {
    const found = {};
    form.querySelectorAll(fields).forEach((control) => {
      if (control.type === "checkbox" || control.type === "radio") {
        if (control.checked !== control.defaultChecked) found[`${control.name}=${control.value}`] = control.checked;
      } else if (control.tagName === "SELECT") {
        const first = Array.from(control.options).find((option) => option.defaultSelected) || control.options[0];
        if (first && control.value !== first.value) found[control.name] = control.value;
      } else if (control.value !== control.defaultValue) {
        found[control.name] = control.value;
      }
    });
    return found;
  }

  function restore(form, kept) {
    form.querySelectorAll(fields).forEach((control) => {
      if (control.type === "checkbox" || control.type === "radio") {
        const name = `${control.name}=${control.value}`;
        if (name in kept) control.checked = kept[name];
      } else if (control.name in kept) {
        control.value = kept[control.name];
      }
    });
  }

  document.querySelectorAll("form[data-draft]").forEach((form) => {
    const name = key(form);
    const saved = JSON.parse(store.getItem(name) || "null");
    // The server shows what was sent beside its errors: that is newer than the draft.
    if (saved && Object.keys(saved.values).length && !document.querySelector("[data-error-summary]")) {
      restore(form, saved.values);
      const note = form.querySelector("[data-draft-note]");
      if (note) {
        note.hidden = false;
        note.querySelector("button").addEventListener("click", () => {
          store.removeItem(name);
          form.reset();
          note.hidden = true;
        });
      }
    }
    let timer;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const kept = values(form);
        if (Object.keys(kept).length) store.setItem(name, JSON.stringify({ at: Date.now(), values: kept }));
        else store.removeItem(name);
      }, 400);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      store.setItem(name, JSON.stringify({ at: Date.now(), sent: true, values: values(form) }));
    });
  });
})();
