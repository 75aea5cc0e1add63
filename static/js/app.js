// Keys, segmented groups, rows of claims, guards. A page without this file works the same, with more clicks.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  const SETTING = "single-keys"; // "on", "off" or absent: a setting of this browser, nothing about any person

  // Storage may be barred by the browser's policy: then the keys are on and nothing is remembered.
  const remember = (store, name, value) => { try { store().setItem(name, value); } catch { /* barred */ } };
  const recall = (store, name) => { try { return store().getItem(name); } catch { return null; } };
  const browser = () => window.localStorage;
  const tab = () => window.sessionStorage;
  const keysOff = () => recall(browser, SETTING) === "off";
  const inField = (node) => node.closest("input:not([type=radio],[type=checkbox]), textarea, select, [contenteditable]");

  function showKeySetting() {
    root.dataset.keys = keysOff() ? "off" : "on";
    all("[data-keys-toggle]").forEach((button) => {
      button.hidden = false;
      button.textContent = keysOff() ? "打开单键快捷键" : "关闭单键快捷键";
    });
    all("[data-keys-help]").forEach((button) => { button.hidden = false; });
  }

  function move(step) {
    const rows = all("[data-row] [data-open]");
    if (!rows.length) return;
    const here = rows.findIndex((link) => link.closest("[data-row]").contains(document.activeElement));
    const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
    next.focus();
    next.closest("[data-row]").scrollIntoView({ block: "nearest" });
  }

  const press = (node) => { if (node) { node.focus(); node.click(); return true; } return false; };

  const letters = {
    "/": () => { const box = one("[data-search]"); if (box) { box.focus(); box.select(); } return Boolean(box); },
    j: () => { move(1); return true; },
    k: () => { move(-1); return true; },
    n: () => press(one("[data-act]", document.activeElement.closest("[data-row]") || document.createElement("i")) || one("[data-next]")),
    "[": () => press(one("[data-prev]")),
    "]": () => press(one("[data-following]")),
    "?": () => { const help = one("#keys-help"); if (help) help.showModal(); return Boolean(help); },
  };

  function chooseDigit(event) {
    const group = event.target.closest("[data-digits]");
    if (!group || !/^[1-9]$/.test(event.key)) return false;
    const option = all("input[type=radio]", group)[Number(event.key) - 1];
    if (!option || option.disabled) return false;
    option.focus();
    option.click();
    return true;
  }

  function goToSection(number) {
    const section = all("[data-section]")[number - 1];
    if (!section) return false;
    const field = one("input:checked, input:not([type=hidden]):not([type=radio]), select, textarea, input[type=radio]", section);
    if (field) field.focus();
    section.scrollIntoView({ block: "nearest" });
    return true;
  }

  // Rows of claims: Enter goes on; the last row that is written in gets an empty one after it.
  function addRow(list) {
    const last = list.lastElementChild;
    const row = last.cloneNode(true);
    const number = list.children.length + 1;
    all("input", row).forEach((input) => { input.value = ""; input.removeAttribute("aria-describedby"); });
    all("[id]", row).forEach((node) => { node.id = `${node.id.replace(/-\d+$/, "")}-${number}`; });
    const label = one("label", row);
    if (label) {
      label.textContent = number;
      const input = one("input", row);
      if (input.id) label.htmlFor = input.id;
    }
    last.classList.remove("spare");
    row.classList.add("spare");
    list.append(row);
    return row;
  }

  function nextRow(event) {
    const row = event.target.closest("[data-rows] > li");
    if (!row || event.isComposing || !event.target.matches("input")) return false;
    const following = row.nextElementSibling || (event.target.value.trim() ? addRow(row.parentElement) : null);
    if (following) one("input", following).focus();
    return true;
  }

  function chord(event) {
    if (event.ctrlKey === event.altKey || event.metaKey) return false;
    return press(one(`[data-shortcut="${event.ctrlKey ? "ctrl" : "alt"}+${CSS.escape(event.key.toLowerCase())}"]`));
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    let done = false;
    if (event.ctrlKey && event.key === "Enter") {
      const form = event.target.closest("form[data-main]") || one("form[data-main]");
      if (form) { form.requestSubmit(one("button.btn--main", form) || one("button:not([type=button])", form)); done = true; }
    } else if (event.altKey && /^[1-3]$/.test(event.key)) {
      done = goToSection(Number(event.key));
    } else if (event.key === "Enter" && !event.ctrlKey && !event.altKey && !event.metaKey) {
      done = nextRow(event);
    } else if (!event.ctrlKey && !event.altKey && !event.metaKey && !inField(event.target) && !one("dialog[open]")) {
      done = !keysOff() && (chooseDigit(event) || (letters[event.key.toLowerCase()] || (() => false))());
    }
    if (done || chord(event)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-toggle]")) {
      remember(browser, SETTING, keysOff() ? "on" : "off");
      showKeySetting();
    }
    if (event.target.closest("[data-keys-help]")) letters["?"]();
    if (event.target.closest("[data-print]")) window.print();
    const menu = one("details.masthead__who[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  // Typed text is not lost by a slip; a form that was sent no longer holds the page.
  const dirty = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) dirty.add(form);
    const row = event.target.closest("[data-rows] > li.spare");
    if (row && event.target.value.trim()) addRow(row.parentElement);
  });
  document.addEventListener("submit", (event) => {
    dirty.clear();
    // A second press while the first is on its way would only show the first result again: say so instead.
    const button = event.submitter;
    if (button && event.target.method === "post") setTimeout(() => button.setAttribute("aria-busy", "true"), 0);
  });
  window.addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });
  window.addEventListener("pageshow", () => all("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy")));
  window.addEventListener("beforeprint", () => all("details:not([open])").forEach((box) => { box.open = true; box.dataset.printed = ""; }));
  window.addEventListener("afterprint", () => all("details[data-printed]").forEach((box) => { box.open = false; delete box.dataset.printed; }));

  // A disclosure stays as the reader left it, on this page, for this tab; never at the petitioner's door.
  all("body:not(.portal) details[id]").forEach((box) => {
    const name = `open:${location.pathname}#${box.id}`;
    const left = recall(tab, name);
    if (left) box.open = left === "1";
    box.addEventListener("toggle", () => remember(tab, name, box.open ? "1" : "0"));
  });

  showKeySetting();
  const summary = one("[data-focus]");
  if (summary) summary.focus();
})();
