// Shared by the page's parts: texts, elements, dates, the clipboard, and what the page knows (`state`).
// Elements are only ever made with createElement and textContent: no text of a document or person is read as markup.

const KEPT_TURNS = 40;
const state = {
  language: "zh", id: null, turns: [], active: null, cited: null, corpus: null, examples: {}, tab: "evidence",
  filters: { regions: [], kinds: [], issuers: [], years: [] },
};

// The page's parts add to these: tabs {name, label(), node()}, and buttons made anew at each drawing.
const TABS = [];
const HEADER_BUTTONS = []; // () => node
const ANSWER_BUTTONS = []; // (turn) => node
const CARD_BUTTONS = []; // (turn, card) => node
const DOCUMENT_BUTTONS = []; // (entry of the corpus) => node
const BELOW_ANSWER = []; // (turn) => node, under the buttons
const ON_SCOPE = []; // () => nothing, whenever what the search is limited to has changed
const ON_SAVE = []; // () => nothing, whenever the conversation has changed

// How a card is cited where it is copied: as the answer came, unless a part sets another form.
const citing = { reference: (card) => card.reference, mark: (card) => `[${card.n}]` };
const noteOf = (card) => card.copy.slice(0, card.copy.length - card.reference.length) + citing.reference(card);

const storage = {
  read(area, key) { try { return JSON.parse(window[area].getItem("policyqa." + key)); } catch { return null; } },
  /** Whether it was kept: a browser's storage can be full or refused. */
  write(area, key, value) { try { window[area].setItem("policyqa." + key, JSON.stringify(value)); return true; } catch { return false; } },
};

function t(key, values = {}) {
  const text = TEXTS[state.language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** An element: h("button.primary", {onclick, "aria-label": ...}, child, "text", null ...). */
function h(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const ICONS = {
  copy: "M8 8h11v12H8z M5 16V4h11", open: "M5 4h9l5 5v11H5z M14 4v5h5 M8 13h8 M8 16h6", close: "M6 6l12 12 M18 6L6 18",
  send: "M12 19V5 M6 11l6-6 6 6", plus: "M12 5v14 M5 12h14", chevron: "M7 10l5 5 5-5", search: "M10.5 5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z M15 15l5 5",
  warn: "M12 4l9 16H3z M12 10v4 M12 17v.5", list: "M5 7h14 M5 12h14 M5 17h9", edit: "M5 19l1-4L16 5l3 3L9 18z", retry: "M19 12a7 7 0 1 1-2-5 M19 4v4h-4",
};
function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Asks the server for JSON, or gives it some; where it says no, throws its sentence in the reader's language. */
async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(new URL(path, document.baseURI), { cache: "no-store", ...options });
  } catch { throw new Error(t("error_lost")); }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error?.[state.language] || t("error_failed"));
  return body;
}

const sent = (value, method = "POST") => ({ method, body: JSON.stringify(value), headers: { "content-type": "application/json" } });

/** Pieces of a document's text: the cited sentence and what is illegible are marked, the bars between cells paler. */
function parts(list) {
  return list.map((part) => {
    const text = part.text.split("|").flatMap((piece, i) => (i ? [h("span.bar", null, "|"), piece] : [piece]));
    if (!part.mark) return text;
    const names = part.mark.split(" ");
    return h((names.includes("quote") ? "mark." : "span.") + names.join("."), null, text);
  });
}

function date(iso) {
  if (!iso) return null;
  const [year, month, day] = iso.split("-").map(Number);
  const shape = { year: "numeric", month: month ? "long" : undefined, day: day ? "numeric" : undefined, timeZone: "UTC" };
  const moment = new Date(Date.UTC(year, (month || 1) - 1, day || 1));
  if (Number.isNaN(moment.getTime())) return iso;
  return new Intl.DateTimeFormat(reader(), shape).format(moment);
}

/** The reader's own form of dates and numbers: that of the browser, where it is one of the page's language. */
function reader() {
  const own = [...(navigator.languages || []), navigator.language].find((name) => name?.toLowerCase().startsWith(state.language));
  return own || (state.language === "zh" ? "zh-CN" : "en-GB");
}

const number = (value) => new Intl.NumberFormat(reader()).format(value);
const place = (path) => (path ? path.split("/").join(state.language === "zh" ? "" : " ") : null);
const kind = (name) => (name ? t("kind_" + name) : null);
/** For how long a document holds by its own words. */
function heldText(held) {
  const [from, to] = [date(held?.begins), date(held?.ends)];
  if (from && to) return t("held_from_to", { from, to });
  return from ? t("held_from", { from }) : to ? t("held_to", { to }) : null;
}
const heldBadge = (held) => (held?.over ? h("span.badge.over", null, t(held.ended ? "held_ended" : "held_over")) : null);
const joined = (list) => list.filter(Boolean).map((item) => h("span.item", null, item));

function setLanguage(language) {
  state.language = language;
  storage.write("localStorage", "language", language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = t("app");
}

function startLanguage() {
  const kept = storage.read("localStorage", "language");
  const wanted = kept || (navigator.languages || [navigator.language]).find((name) => /^(zh|en)\b/i.test(name)) || "en";
  setLanguage(/^zh/i.test(wanted) ? "zh" : "en");
}

let announcer = null;
/** Says something to screen readers and, for a moment, at the foot of the page. */
function announce(text) {
  if (!announcer) return;
  announcer.textContent = text;
  announcer.classList.add("shown");
  clearTimeout(announcer.timer);
  announcer.timer = setTimeout(() => announcer.classList.remove("shown"), 2200);
}

/** Puts text, and where the browser can also its rich form, on the clipboard. */
async function copy(text, rich) {
  try {
    if (navigator.clipboard && window.ClipboardItem && rich) {
      const html = new Blob([rich.outerHTML], { type: "text/html" });
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": new Blob([text], { type: "text/plain" }), "text/html": html })]);
    } else if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
    } else if (!copyBySelection(text)) {
      throw new Error("no clipboard");
    }
    announce(t("copied"));
  } catch {
    announce(copyBySelection(text) ? t("copied") : t("copy_failed"));
  }
}

function copyBySelection(text) {
  const area = h("textarea", { style: "position:fixed;opacity:0", "aria-hidden": "true" });
  const focused = document.activeElement;
  area.value = text;
  (document.querySelector("dialog[open]") || document.body).append(area);
  area.select();
  let done = false;
  try { done = document.execCommand("copy"); } catch { /* refused */ }
  area.remove();
  focused?.focus?.();
  return done;
}

function copyButton(label, text, rich) {
  return h("button.quiet", { type: "button", onclick: () => copy(typeof text === "function" ? text() : text, rich?.()) }, icon("copy"), label);
}
