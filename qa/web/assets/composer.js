// The question box and the scope of the search.

const FIELDS = ["regions", "kinds", "issuers", "years"];
const selected = () => FIELDS.reduce((sum, field) => sum + state.filters[field].length, 0);
const isPending = () => state.turns.some((turn) => turn.pending);

function optionLabel(field, option) { return field === "kinds" ? kind(option.value) : option.label; }

function choose(field, value, chosen) {
  const others = state.filters[field].filter((item) => item !== value);
  state.filters[field] = chosen ? [...others, value] : others;
  relabelScope();
}

function facetNode(facet) {
  const list = h("ul", null, facet.options.map((option) => {
    const name = optionLabel(facet.field, option);
    const box = h("input", {
      type: "checkbox", checked: state.filters[facet.field].includes(option.value),
      onchange: (event) => choose(facet.field, option.value, event.target.checked),
    });
    return h("li", { style: `--level:${option.depth}`, "data-text": `${name} ${option.value}`.toLowerCase() },
      h("label", null, box, h("span", null, name), h("span.count", null, number(option.count))));
  }));
  const label = t("scope_find", { field: t(facet.field) });
  const find = facet.options.length > 8 ? h("input.find", { type: "search", placeholder: label, "aria-label": label, oninput: (event) => {
    const word = event.target.value.trim().toLowerCase();
    list.querySelectorAll("li").forEach((item) => { item.hidden = !item.dataset.text.includes(word); });
  } }) : null;
  return h("fieldset", null, h("legend", null, t(facet.field)), find, list, facet.missing ? h("p.missing", null, t("scope_missing", { n: number(facet.missing) })) : null);
}

function drawScope() {
  const scope = document.getElementById("pq-scope");
  const facets = (state.corpus?.facets || []).filter((facet) => facet.options.length);
  scope.hidden = !facets.length;
  scope.querySelector(".facets").replaceChildren(...facets.map(facetNode));
  relabelScope();
}

function relabelScope() {
  const names = FIELDS.flatMap((field) => state.filters[field].map((value) => (field === "kinds" ? kind(value) : field === "regions" ? value.split("/").pop() : value)));
  document.getElementById("pq-scope-name").textContent = t("scope");
  document.getElementById("pq-scope-value").textContent = names.length ? names.join(state.language === "zh" ? "、" : ", ") : t("scope_all");
  const clear = document.getElementById("pq-scope-clear");
  clear.hidden = !selected();
  clear.textContent = t("scope_clear");
  ON_SCOPE.forEach((each) => each());
}

function grow() {
  const box = document.getElementById("pq-question");
  box.style.height = "auto";
  box.style.height = Math.min(box.scrollHeight + 2, 180) + "px";
  const left = LIMIT - [...box.value].length;
  const note = document.getElementById("pq-left");
  note.textContent = left < 0 ? t("ask_over", { n: -left }) : left <= 100 ? t("ask_left", { n: left }) : "";
  note.classList.toggle("over", left < 0);
  document.getElementById("pq-send").disabled = isPending() || left < 0;
}

function relabelComposer() {
  const box = document.getElementById("pq-question");
  box.setAttribute("placeholder", t("ask_placeholder"));
  document.getElementById("pq-question-label").textContent = t("ask_label");
  document.getElementById("pq-send-label").textContent = t(isPending() ? "ask_sending" : "ask_send");
  grow();
}

function edit(question) {
  const box = document.getElementById("pq-question");
  box.value = question;
  grow();
  box.focus();
}

function submit(event) {
  event?.preventDefault();
  const box = document.getElementById("pq-question");
  const question = box.value.trim();
  if (!question || [...question].length > LIMIT || isPending()) return;
  box.value = "";
  document.getElementById("pq-scope").open = false;
  ask(question);
}

function composerNode() {
  const box = h("textarea", { id: "pq-question", rows: "1", autocomplete: "off", oninput: grow, onkeydown: (event) => {
    // While an input method is composing, Enter chooses a word.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
  } });
  const clear = h("button.link", { type: "button", id: "pq-scope-clear", onclick: () => { FIELDS.forEach((field) => { state.filters[field] = []; }); drawScope(); } });
  return h("form.composer", { onsubmit: submit },
    h("details.scope", { id: "pq-scope" },
      h("summary", null, h("span", { id: "pq-scope-name" }), h("strong", { id: "pq-scope-value" }), icon("chevron")),
      h("div.facets"), clear),
    h("div.box", null, h("label.visually-hidden", { for: "pq-question", id: "pq-question-label" }), box,
      h("button.send", { type: "submit", id: "pq-send" }, h("span", { id: "pq-send-label" }), icon("send"))),
    h("p.left", { id: "pq-left", role: "status" }));
}
