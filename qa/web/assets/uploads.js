// Files dropped onto the page or chosen: sent one after another, shown with what was understood, followed until they answer.

const RETRIES = 5;
const adding = { items: [], sending: false, count: 0 };
const picker = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "aria-hidden": "true" });
let replacing = null;

picker.addEventListener("change", () => {
  const name = replacing;
  replacing = null;
  addFiles([...picker.files], name);
  picker.value = "";
});

/** Opens the system's window for files; with a name, one that takes the place of the file of that name. */
function chooseFiles(name = null) {
  replacing = name;
  picker.multiple = !name;
  picker.accept = library.data.limits.formats.join(",");
  picker.click();
}

function addNode() {
  const { may_change: may, why_not: why, limits } = library.data;
  if (!may) {
    return h("div.add.closed", null, h("p", null, t("lib_" + why)), why === "login" ? h("a.quiet", { href: "login" }, t("lib_sign_in")) : null);
  }
  return h("div.add", null,
    h("button.primary", { type: "button", id: "pq-lib-add", onclick: () => chooseFiles() }, icon("upload"), t("lib_add")), picker,
    h("p", null, t("lib_drop")), h("p.meta", null, t("lib_limits", { formats: formats(), mb: number(limits.mb), files: number(limits.files) })));
}

/** `name`: the uploaded file whose place the one file takes. */
function addFiles(files, name = null) {
  if (!files.length || !library.data?.may_change) return;
  for (const file of files) {
    const item = { id: ++adding.count, file, name: name || file.name, phase: "waiting", percent: 0, replace: Boolean(name), said: null };
    const { formats: known, mb } = library.data.limits;
    if (file.isFolder) fail(item, () => t("lib_folder"));
    else if (!known.some((suffix) => item.name.toLowerCase().endsWith(suffix))) fail(item, () => t("lib_format", { formats: formats() }));
    else if (name && suffixOf(file.name) !== suffixOf(name)) fail(item, () => t("lib_format", { formats: suffixOf(name) }));
    else if (!file.size) fail(item, () => t("lib_empty"));
    else if (file.size > mb * 1e6) fail(item, () => t("lib_too_large", { size: number(Math.ceil(file.size / 1e6)), mb: number(mb) }));
    adding.items.push(item);
  }
  if (state.tab !== "documents") showTab("documents");
  if (narrow.matches) document.getElementById("pq-panel").scrollIntoView({ block: "start", behavior: motion() });
  drawQueue();
  sendAll();
}

const suffixOf = (name) => name.slice(name.lastIndexOf(".")).toLowerCase();

function fail(item, said) { Object.assign(item, { phase: "failed", said }); }

async function sendAll() {
  if (adding.sending) return;
  adding.sending = true;
  try {
    for (let item; (item = adding.items.find((each) => each.phase === "waiting"));) await sendFile(item);
  } finally { adding.sending = false; }
}

async function sendFile(item) {
  for (let attempt = 0; ; attempt++) {
    item.phase = "sending";
    drawQueue();
    const { status, body } = await post(item);
    if (status === 503 && attempt < RETRIES) {
      item.phase = "held";
      drawQueue();
      await new Promise((done) => setTimeout(done, 2000));
      continue;
    }
    item.phase = "failed";
    item.again = !status || status === 503; // the file is not to blame
    if (status === 200) taken(item, body);
    else if (status === 409) item.phase = "asking";
    else if (body?.error) item.said = () => `${body.error[state.language]}${state.language === "zh" ? "。" : ". "}${t("lib_unsaid")}`.replace(/。。|\.\. /, (twice) => twice.slice(1));
    else item.said = () => t(status ? "error_failed" : "error_lost");
    drawQueue();
    return;
  }
}

function taken(item, body) {
  Object.assign(item, { name: body.name, understood: body.understood, same: body.same, job: body.job, phase: body.same ? "same" : "indexing" });
  if (item.job) lookAgain();
}

/** Sends one file; XMLHttpRequest, since only that tells how much has gone. */
function post(item) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    if (item.replace) form.append("replace", "1");
    form.append("file", item.file, item.name);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      item.percent = Math.floor((event.loaded / event.total) * 100);
      if (item.percent >= 100) item.phase = "reading";
      drawItem(item);
    });
    request.addEventListener("loadend", () => {
      let body = null;
      try { body = JSON.parse(request.responseText); } catch { /* said as a failure */ }
      done({ status: request.status, body });
    });
    request.open("POST", new URL("page/upload", document.baseURI));
    request.send(form);
  });
}

/** Looks after the builds of the files that are being indexed. */
async function followUploads() {
  const open = adding.items.filter((item) => item.phase === "indexing");
  for (const id of new Set(open.map((item) => item.job))) {
    const renewal = await call(`page/jobs/${id}`).catch(() => null);
    if (!renewal || !["done", "failed"].includes(renewal.state)) continue;
    for (const item of open.filter((each) => each.job === id)) settle(item, renewal);
  }
  if (open.length) drawQueue();
}

function settle(item, renewal) {
  item.phase = "done";
  if (renewal.state === "failed") return fail(item, () => t("lib_build_failed", { why: renewal.error[state.language] }));
  const { failed, duplicates, replaced } = renewal.summary;
  const lost = failed.find((other) => other.source === item.name);
  if (lost) return fail(item, () => lost[state.language]);
  const twin = duplicates.find(([name]) => name === item.name);
  const gone = replaced.find(([, by]) => by === item.name);
  if (twin) item.said = () => t("lib_set_aside", { name: twin[1] });
  else if (gone) item.said = () => t("lib_gives_way", { name: gone[0] });
}

function drawQueue() {
  const box = document.getElementById("pq-lib-queue");
  if (!box) return;
  if (!adding.items.length) return box.replaceChildren();
  const over = adding.items.filter((item) => ["done", "failed", "same", "left"].includes(item.phase));
  const kept = document.activeElement?.closest?.("#pq-lib-queue [data-item]")?.dataset.item;
  box.replaceChildren(
    h("div.queue-head", null, h("h3", null, t("lib_queue")), over.length ? h("button.link", { type: "button", onclick: () => {
      adding.items = adding.items.filter((item) => !over.includes(item));
      drawQueue();
    } }, t("lib_clear")) : null),
    h("ul.queue", { "aria-live": "polite" }, adding.items.map(itemNode)));
  if (kept) box.querySelector(`[data-item="${kept}"] button`)?.focus();
}

/** Only how far it is; drawing all anew would read all out anew. */
function drawItem(item) {
  const words = document.querySelector(`#pq-lib-queue [data-item="${item.id}"] .state`);
  if (words) words.textContent = stateOf(item);
}

function stateOf(item) {
  if (item.phase === "sending") return t("lib_sending", { n: item.percent });
  return { waiting: t("lib_waiting_turn"), held: t("lib_waiting_turn"), reading: t("lib_reading"), indexing: t("lib_indexing"), done: t("lib_done"), left: t("lib_left") }[item.phase] || "";
}

function itemNode(item) {
  const busy = ["waiting", "held", "sending", "reading", "indexing"].includes(item.phase);
  const mark = { done: "done", same: "list", failed: "warn", asking: "warn" }[item.phase];
  return h("li.item-" + item.phase, { "data-item": item.id },
    h("p.name", null, busy ? h("span.pulse", { "aria-hidden": "true" }) : mark ? icon(mark) : null, h("strong", null, item.name)),
    h("p.state", null, stateOf(item)),
    item.phase === "asking" ? askingNode(item) : null,
    item.phase === "same" ? h("p.said", null, t(item.same.bytes ? "lib_same_bytes" : "lib_same_text"),
      h("button.link", { type: "button", onclick: () => openDocument(item.same.id, null) }, item.same.title)) : null,
    item.said ? h("p.said", item.phase === "failed" ? { role: "alert" } : null, item.said()) : null,
    item.phase === "failed" && item.again ? h("div.tools", null, h("button.quiet", { type: "button", onclick: () => sendAgain(item) }, icon("retry"), t("retry"))) : null,
    item.understood && ["indexing", "done"].includes(item.phase) ? understoodNode(item) : null);
}

function sendAgain(item) {
  Object.assign(item, { phase: "waiting", said: null, again: false });
  drawQueue();
  sendAll();
}

function askingNode(item) {
  const again = () => { item.replace = true; sendAgain(item); };
  const leave = () => { item.phase = "left"; drawQueue(); };
  return h("div.said", { role: "alert" }, h("p", null, t("lib_taken", { name: item.name })),
    h("div.tools", null, h("button.quiet", { type: "button", onclick: again }, icon("retry"), t("lib_replace")),
      h("button.quiet", { type: "button", onclick: leave }, icon("close"), t("lib_leave"))));
}

function understoodNode(item) {
  const known = item.understood;
  const entry = item.phase === "done" ? library.data.documents.find((each) => each.upload === item.name) : null;
  return h("div.understood", null,
    h("p.title", null, known.title || item.name),
    meta(known.issuer, known.number, date(known.published), place(known.region), kind(known.kind), t("passages_n", { n: number(known.passages) })),
    noticesNode(known), known.by_hand ? h("p.meta", null, t("lib_by_hand")) : null,
    h("p.preview", null, known.preview),
    entry ? h("div.tools", null,
      h("button.quiet", { type: "button", onclick: () => openDocument(entry.id, null) }, icon("open"), t("lib_read")),
      h("button.quiet", { type: "button", onclick: () => editDetails(entry) }, icon("edit"), t("lib_edit"))) : null);
}

/** Files may be dropped anywhere on the page. */
const veil = h("div.veil", { hidden: true, "aria-hidden": "true" }, h("p"));
const withFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files") && !event.target.closest?.("input[type=file]");
let leaving = null;
document.addEventListener("dragover", (event) => {
  if (!withFiles(event)) return;
  // Else the browser opens the file in the page's place.
  event.preventDefault();
  if (!library.data?.may_change) { event.dataTransfer.dropEffect = "none"; return; }
  clearTimeout(leaving);
  if (!veil.isConnected) element.querySelector(".pq").append(veil);
  veil.firstElementChild.textContent = t("lib_drop_here");
  veil.hidden = false;
});
document.addEventListener("dragleave", () => { clearTimeout(leaving); leaving = setTimeout(() => { veil.hidden = true; }, 120); });
document.addEventListener("drop", (event) => {
  if (!withFiles(event)) return;
  event.preventDefault();
  veil.hidden = true;
  const folders = [...event.dataTransfer.items].map((item) => Boolean(item.webkitGetAsEntry?.()?.isDirectory));
  const files = [...event.dataTransfer.files];
  files.forEach((file, i) => { if (folders[i]) file.isFolder = true; });
  addFiles(files);
});
window.addEventListener("beforeunload", (event) => { if (adding.sending) event.preventDefault(); });

async function signOut() {
  await fetch(new URL("logout", document.baseURI), { method: "POST", redirect: "manual" }).catch(() => null);
  window.location.reload();
}

HEADER_BUTTONS.push(() => (signed.can_sign_in && signed.role
  ? h("button.quiet", { type: "button", onclick: signOut }, t("lib_sign_out"))
  : signed.can_sign_in ? h("a.quiet", { href: "login" }, t("lib_sign_in")) : null));
let signed = {};
setTimeout(async () => {
  signed = await call("page/access").catch(() => ({}));
  if (signed.can_sign_in) drawHeader();
});
