/* Step through what is to be checked. */
const targets = (view) =>
  view === "bare" ? bare.map((b) => doc.blocks[b][0]) : view === "under" ? doc.facts.map((fact) => fact[0]) : marks.filter((mark) => mark.kind === view).map((mark) => mark.start);
function stepper(view) {
  const made = element("div", undefined, "pair");
  made.append(button("上一处", () => stepTo(view, -1), "previous"), button("下一处", () => stepTo(view, 1), "next"));
  return made;
}
function stepTo(view, step) {
  turn(view, true);
  const places = targets(view);
  if (!places.length) return;
  cursor[view] = cursor[view] < 0 && step < 0 ? places.length - 1 : (cursor[view] + step + places.length) % places.length;
  if (view === "bare") {
    const b = bare[cursor[view]];
    toBlock(b);
    showBlock(b, true);
  } else if (view === "under") {
    const fact = doc.facts[cursor[view]];
    showBlock(blockAt(fact[0]), true);
    lightFact(fact);
  } else choose(marks.filter((mark) => mark.kind === view)[cursor[view]].id, { focus: true, scroll: true });
}
function turn(view, to) {
  if (Boolean(on.views[view]) === to) return;
  on.views[view] = to;
  page.classList.toggle(`show-${view}`, to);
  document.querySelector(`#views [data-id="${view}"]`).setAttribute("aria-pressed", String(to));
  settle();
  if (view === "under" && to) {
    drawNear();
    drawSlowly();
  }
}

/* The filters. */
function toggle(row, id, pressed, action, sign) {
  const made = element("button", undefined, "switch");
  made.type = "button";
  made.dataset.id = id;
  made.setAttribute("aria-pressed", String(pressed));
  if (sign) made.append(sign);
  const name = element("span", row[1]);
  name.append(" ", english(row[2]));
  made.append(name, element("span", "", "count"));
  made.addEventListener("click", () => action(made));
  return made;
}
function filter(which, letter, rows, drawn) {
  at(which).append(...list(rows.map((row, n) => toggle(row, row[0], true, () => put(which, letter, n, !on[which][n]), drawn(n)))).children);
}
function put(which, letter, n, to) {
  on[which][n] = to;
  page.classList.toggle(`no-${letter}${n}`, !to);
  at(which).querySelectorAll(".switch")[n].setAttribute("aria-pressed", String(to));
  settle();
}
filter("types", "t", shared.types, (n) => element("span", undefined, `dot t${n}`));
filter("statuses", "s", shared.statuses, (n) => element("span", undefined, `stroke s${n}`));
at("all").addEventListener("click", () => shared.types.forEach((_, n) => put("types", "t", n, true)));
at("none").addEventListener("click", () => shared.types.forEach((_, n) => put("types", "t", n, false)));
for (const [id, zh, en] of views) {
  const item = element("li");
  const arrow = (sign, step, name) => {
    const made = button(sign, () => stepTo(id, step));
    made.setAttribute("aria-label", `${name}：${zh}`);
    return made;
  };
  item.append(toggle([id, zh, en], id, false, () => turn(id, !on.views[id])), arrow("↑", -1, "上一处 previous"), arrow("↓", 1, "下一处 next"));
  at("views").append(item);
}

/* The text: a click or the keys. */
function markOf(target) {
  for (let each = target.closest("[data-mark]"); each; each = each.parentElement.closest("[data-mark]")) {
    if (visible(marks[each.dataset.mark])) return Number(each.dataset.mark);
  }
  return -1;
}
at("body").addEventListener("click", (event) => {
  if (!getSelection().isCollapsed) return;
  const line = event.target.closest("[data-fact]");
  const id = markOf(event.target);
  const block = event.target.closest("[id^='b']");
  if (line) {
    const fact = doc.facts[line.dataset.fact];
    lightFact(fact);
  } else if (id >= 0) choose(id);
  else if (block && block !== at("body")) showBlock(Number(block.id.slice(1)), false);
});
at("body").addEventListener("mouseover", (event) => {
  const id = markOf(event.target);
  if (id >= 0) event.target.closest("[data-mark]").title = described(marks[id]);
});
at("body").addEventListener("keydown", (event) => {
  if (!event.target.dataset.mark || event.ctrlKey || event.altKey || event.metaKey) return;
  const id = Number(event.target.dataset.mark);
  const moves = { ArrowRight: () => next(id, 1), ArrowDown: () => next(id, 1), ArrowLeft: () => next(id, -1), ArrowUp: () => next(id, -1), Home: () => next(-1, 1), End: () => next(marks.length, -1) };
  if (event.key in moves) {
    event.preventDefault();
    const made = make(moves[event.key]());
    if (!made) return;
    made.focus({ preventScroll: true });
    made.scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(id, { focus: true });
  }
});
at("panel").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const buttons = [...at("panel").querySelectorAll("button")].filter((each) => each.offsetParent);
  const here = buttons.indexOf(document.activeElement);
  const target = buttons[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (!target) return;
  event.preventDefault();
  target.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.target.closest(".search") && (chosen >= 0 || !at("panel").classList.contains("idle"))) leave();
});
addEventListener("scroll", () => requestAnimationFrame(() => { if (!document.body.dataset.whole) drawNear(); }), { passive: true });
addEventListener("beforeprint", () => chunks.forEach(draw));

/* Find an entity by name or alias; arrow keys walk, Enter takes. */
const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
const index = shared.entities.map((entity) => [entity, [entity[1], ...entity[2]].map(fold)]);
let matches = [], pointed = 0;
function find() {
  const wanted = fold(at("search").value);
  const uses = (entity) => entity[4].reduce((sum, [n, mentions]) => sum + (n === number ? mentions + 1e4 : mentions), 0);
  const rank = ([entity, names]) => (names.includes(wanted) ? 0 : names.some((name) => name.startsWith(wanted)) ? 1 : 2) * 1e6 - uses(entity);
  matches = wanted ? index.filter(([, names]) => names.some((name) => name.includes(wanted))).sort((a, b) => rank(a) - rank(b)).slice(0, 30).map(([entity]) => entity) : [];
  pointed = 0;
  const options = matches.map((entity, i) => {
    const item = element("li", entity[1]);
    item.id = `option-${i}`;
    item.setAttribute("role", "option");
    const here = entity[4].some(([n]) => n === number);
    item.append(" ", element("small", shared.types[entity[0]].slice(1).join(" ") + (here ? "" : " · 其他文件 other document")));
    item.addEventListener("click", () => take(entity));
    return item;
  });
  if (wanted && !options.length) {
    const none = element("li", "没有找到 Nothing found");
    none.setAttribute("role", "option");
    none.setAttribute("aria-disabled", "true");
    options.push(none);
  }
  at("found").replaceChildren(...options);
  unfold(Boolean(wanted));
  point();
}
function unfold(to) {
  at("found").hidden = !to;
  at("search").setAttribute("aria-expanded", String(to));
  if (!to) at("search").removeAttribute("aria-activedescendant");
}
function point() {
  [...at("found").children].forEach((each, i) => {
    each.setAttribute("aria-selected", String(i === pointed && matches.length > 0));
    if (i === pointed) each.scrollIntoView({ block: "nearest" });
  });
  if (matches.length) at("search").setAttribute("aria-activedescendant", `option-${pointed}`);
}
function take(entity) {
  unfold(false);
  const documents = entity[4].map(([n]) => n);
  if (documents.length) meet(entity, documents.includes(number) ? number : documents[0]);
}
at("search").addEventListener("input", find);
at("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && matches.length && !at("found").hidden) take(matches[pointed]);
  else if (event.key === "Escape") unfold(false);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (at("found").hidden) find();
    else pointed = (pointed + (event.key === "ArrowDown" ? 1 : -1) + matches.length) % (matches.length || 1);
    point();
  }
});
document.addEventListener("click", (event) => { if (!event.target.closest(".search")) unfold(false); });

shared.documents.forEach((each, n) => {
  const option = element("option", `${each.title}（${each.characters} 字，${each.facts} 条事实）`);
  option.value = String(n);
  at("document").append(option);
});
at("document").addEventListener("change", () => open(Number(at("document").value)));
at("notice").hidden = shared.whole;
if (matchMedia("(max-width: 900px)").matches) at("filters").open = false;
if (shared.documents.length) open(0);
else {
  at("title").textContent = "图谱里没有文件 No documents";
  hint();
}
requestAnimationFrame(() => { document.body.dataset.ready = "true"; });
globalThis.liantu = { open, choose, put, turn, lightFact, state: () => ({ number, doc, marks, chunks, current, chosen, bare }) };
