/* Small comforts. Every page works without this file; texts come from the page, so both languages are served.
   No library but htmx, no inline code, ES2019. */
(function () {
  "use strict";

  document.documentElement.classList.replace("no-script", "with-script");

  const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

  /* Characters as people count them: a rare character or an emoji is one. */
  function count(area) {
    const note = document.getElementById(area.dataset.counter);
    if (!note) return;
    const left = Number(area.dataset.maxlength) - Array.from(area.value).length;
    const text = left < 0 ? note.dataset.over : note.dataset.left;
    note.textContent = text.replace("{n}", String(Math.abs(left)));
    note.classList.toggle("counter-over", left < 0);
  }

  /* "Please fill this in" says little in a list: put the label of the field before it. */
  function nameErrors(summary) {
    summary.querySelectorAll("a[href^='#']:not([data-named])").forEach((link) => {
      const field = document.getElementById(link.hash.slice(1));
      const label = field && (field.querySelector("legend") || document.querySelector(`label[for="${CSS.escape(field.id)}"]`));
      if (!label) return;
      const words = label.cloneNode(true);
      words.querySelectorAll(".required").forEach((star) => star.remove());
      link.prepend(words.textContent.trim(), summary.dataset.colon);
      link.dataset.named = "";
    });
  }

  function prepare(root) {
    root.querySelectorAll(".error-summary").forEach(nameErrors);
    root.querySelectorAll("textarea[data-counter]").forEach(count);
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  }

  document.addEventListener("input", (event) => {
    const area = closest(event, "textarea[data-counter]");
    if (area) count(area);
    const form = closest(event, "form");
    const hint = form && form.querySelector("[data-autosave]");
    if (hint) hint.textContent = hint.dataset.autosave;
  });

  document.addEventListener("click", (event) => {
    const closer = closest(event, "[data-dismiss]");
    if (closer) closer.closest("[data-toast]").remove();
    const copier = closest(event, "[data-copy]");
    if (copier) copy(copier);
    if (closest(event, "[data-print]")) window.print();
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* A list worked through by keys: j and k go from row to row, a key of the row presses the button that names it. */
  let place = -1;
  const rows = () => Array.from(document.querySelectorAll("[data-row]"));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || closest(event, "input, textarea, select")) return;
    const all = rows();
    const here = all.findIndex((row) => row.contains(document.activeElement));
    if (event.key === "j" || event.key === "k") {
      const next = all[Math.min(Math.max(here + (event.key === "j" ? 1 : -1), 0), all.length - 1)];
      if (next) next.focus();
    } else if (here >= 0) {
      const button = all[here].querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (button) button.click();
    }
  });
  document.addEventListener("htmx:beforeSwap", () => { place = rows().findIndex((row) => row.contains(document.activeElement)); });
  document.addEventListener("htmx:afterSettle", () => {
    const all = rows();
    if (place >= 0 && document.activeElement === document.body && all.length) all[Math.min(place, all.length - 1)].focus();
    place = -1;
  });

  function copy(button) {
    const label = button.querySelector("span") || button;
    const before = button.dataset.before || label.textContent;
    button.dataset.before = before;
    const done = () => {
      label.textContent = button.dataset.copied;
      setTimeout(() => { label.textContent = before; }, 2000);
    };
    if (navigator.clipboard) navigator.clipboard.writeText(button.dataset.copy).then(done, () => {});
  }

  /* A pasted text goes along through signing up: kept in this tab alone, handed to a tab of the same browser that asks
     for it (the link in a mail opens a new one), and gone once it stands in a form, or with the tab. */
  const CARRIED = "jinghe-carried";
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel(CARRIED) : null;
  const held = () => {
    try { return JSON.parse(sessionStorage.getItem(CARRIED)); } catch (error) { return null; }
  };
  const keep = (carried) => {
    try { sessionStorage.setItem(CARRIED, JSON.stringify(carried)); } catch (error) { /* then it stays in the page */ }
  };
  const forget = () => {
    try { sessionStorage.removeItem(CARRIED); } catch (error) { /* nothing was kept */ }
  };

  document.addEventListener("click", (event) => {
    const link = closest(event, "[data-carry]");
    if (link) keep({ to: link.dataset.carry, text: document.getElementById("carried-text").value });
  });

  /* Whether somebody has begun to fill in this page: a submission would throw that away. */
  function begun(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.type === "select-one") return field.value !== "" && !field.selectedOptions[0].defaultSelected;
    return field.type !== "hidden" && field.value !== field.defaultValue;
  }

  /* Whether the text was taken: read into the page's form, or laid beside what somebody has typed there. */
  function arrive(form, carried) {
    const area = form.elements.text;
    if (!carried || carried.to !== form.dataset.carried || area.value.trim()) return false;
    const typed = Array.from(document.querySelectorAll("main input, main select, main textarea")).some(begun);
    area.value = carried.text;
    if (typed) form.closest("details").open = true;
    else form.requestSubmit();
    return true;
  }

  /* Who asks opens a line of its own: the text goes to nobody else, and is gone here once it has come there. */
  const line = (id) => new BroadcastChannel(`${CARRIED}-${id}`);
  function ask(form) {
    const id = `${Date.now()}-${Math.random()}`;
    const mine = line(id);
    mine.addEventListener("message", (event) => {
      if (event.data.carried && arrive(form, event.data.carried)) mine.postMessage({ received: event.data.carried.text });
    });
    tabs.postMessage({ asked: form.dataset.carried, id });
  }

  function answer(id, carried) {
    const theirs = line(id);
    theirs.addEventListener("message", (event) => {
      if (event.data.received !== carried.text) return;
      forget();
      theirs.close();
    });
    theirs.postMessage({ carried });
  }

  const waiting = document.querySelector("form[data-carried]");
  const arrived = waiting && arrive(waiting, held());
  if (arrived) forget();
  if (tabs) {
    tabs.addEventListener("message", (event) => {
      const carried = held();
      if (event.data.leaving) forget();
      else if (carried && carried.to === event.data.asked) answer(event.data.id, carried);
    });
    if (waiting && !arrived) ask(waiting);
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[action='/sign-out']")) return;
    forget();
    if (tabs) tabs.postMessage({ leaving: true });
  });

  /* One submission at a time. The button is not disabled, or its name and value would not be sent. Capturing, so that a
     second click is stopped before htmx sees it. */
  const RELEASE_AFTER = 8000; // a download leaves the page standing: let go by then
  function release(form) {
    delete form.dataset.busy;
    form.querySelectorAll("[aria-disabled='true'][type=submit]").forEach((button) => button.removeAttribute("aria-disabled"));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = form.dataset.confirm;
    if (form.dataset.busy || (question && !window.confirm(question))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (form.method === "get") return;
    form.dataset.busy = "true";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), RELEASE_AFTER);
  }, true);

  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(release));

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!(form instanceof HTMLFormElement)) return;
    release(form);
    if (event.detail.successful) document.getElementById("page-alerts").replaceChildren();
  });

  /* htmx says this for the page itself and for every part that comes later. */
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt instanceof Element) prepare(event.detail.elt);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "page-alerts") event.detail.target.scrollIntoView({ block: "center" });
  });

  document.addEventListener("htmx:sendError", () => {
    const alerts = document.getElementById("page-alerts");
    if (!alerts) return;
    const note = document.createElement("p");
    note.className = "notice tone-danger";
    note.textContent = alerts.dataset.offline;
    alerts.replaceChildren(note);
    alerts.scrollIntoView({ block: "center" });
  });
})();
