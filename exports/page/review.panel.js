/* The panel. */
function show(said, ...parts) {
  const close = button("关闭", leave, "Esc");
  close.className = "close";
  at("panel").classList.remove("idle");
  at("panel").replaceChildren(close, ...parts);
  at("panel").scrollTop = 0;
  at("said").textContent = said;
}
function title(text) {
  const made = element("h2", text);
  made.tabIndex = -1;
  return made;
}
function hint() {
  const keys = element("p");
  const key = (name) => element("kbd", name);
  keys.append(key("Tab"), " 到正文 to the text，", key("←"), " ", key("→"), " 在标注之间移动 between marks，", key("Enter"), " 看事实 facts，", key("Esc"), " 返回 back。");
  at("panel").replaceChildren(
    both("h2", "怎么看", "How to read"),
    both("p", "点正文里着色的名称：它是什么，这份文件写了哪些事实。", "Click a coloured name for what the document says of it."),
    both("p", "点一条事实：原句亮起，写明出处、落实程度和规则。", "Click a fact to light up its sentence."),
    both("p", "点没有着色的文字：这一段的全部事实。", "Click other words for all facts of the paragraph."),
    keys,
  );
  at("panel").classList.add("idle");
}
function leave() {
  const back = current;
  unlight();
  unchoose();
  hint();
  at("said").textContent = "";
  if (back >= 0) make(back)?.focus({ preventScroll: true });
  else at("text").focus({ preventScroll: true });
}
function unchoose() {
  for (const each of document.querySelectorAll("#body .chosen")) each.classList.remove("chosen");
  chosen = -1;
}
function choose(id, { focus = false, scroll = false } = {}) {
  unlight();
  unchoose();
  const made = make(id);
  chosen = id;
  for (const each of elements.get(id) || []) each.classList.add("chosen");
  if (scroll && made) reveal(made);
  const mark = marks[id];
  ({ m: showMention, i: showIndicator, r: showRefusal, x: showRefusal })[mark.kind](mark);
  if (focus) at("panel").querySelector("h2").focus();
}
const placed = (zh, en) => (zh ? [element("span", zh), " ", english(en)] : []);
function where(zh, en) {
  const made = element("small");
  made.append(...placed(zh, en));
  return made;
}
const blockAt = (position) => blocksOf(position, position + 1)[0];
const headingAt = (position) => (blockAt(position) === undefined ? "" : word(doc.blocks[blockAt(position)][4]));

function showMention(mark) {
  const m = doc.mentions[mark.n];
  const entity = m[4] >= 0 ? shared.entities[m[4]] : null;
  const key = keyOf(mark.n);
  const isHere = (n) => doc.facts[n][2] === mark.n || doc.facts[n][4] === mark.n;
  const all = factsOf.get(key) || [];
  const facts = [...all.filter(isHere), ...all.filter((n) => !isHere(n))];
  const said = `${nameOf(mark.n)}：${facts.length} 条事实 facts`;
  const about = [
    ["又称 also", entity ? entity[2].join("、") : ""],
    ...(entity ? entity[3] : []),
    ["归为 type in the graph", entity && entity[0] !== m[2] ? shared.types[entity[0]].slice(1).join(" ") : ""],
    ["这里写作 here", words(m[0], m[1])],
    ["出处 place", word(m[7]) && `${word(m[7])} ${word(m[8])}`],
    ["标题 heading", headingAt(m[0])],
    ["规则 rule", word(m[6])],
  ];
  show(
    said,
    badge(shared.types[m[2]], `t${m[2]}`),
    badge(shared.statuses[m[3]], `s${m[3]}`),
    title(nameOf(mark.n)),
    terms(about),
    walk(key, mark.id),
    ...also(mark),
    ...factList(facts, { key, isHere }),
    ...elsewhere(entity),
  );
}
/* To the other places where the document names the same thing, and to all that its paragraph says. */
function walk(key, id) {
  const places = marksOf.get(key) || [];
  const here = places.indexOf(id);
  const made = element("div", undefined, "pair");
  const to = (n) => () => choose(places[(n + places.length) % places.length], { focus: true, scroll: true });
  if (places.length > 1) made.append(button("上一处", to(here - 1), "previous"), button("下一处", to(here + 1), "next"));
  made.append(both("small", `提及 ${here + 1} / ${places.length}`, "mentions"), button("本段事实", () => showBlock(blockAt(marks[id].start), true), "paragraph"));
  return made;
}
/* Marks around or inside this one. */
function also(mark) {
  const others = [];
  for (let i = search(marks.length, (i) => marks[i].start >= mark.start - reach()); i < marks.length && marks[i].start < mark.end; i += 1) {
    if (i !== mark.id && marks[i].end > mark.start && visible(marks[i])) others.push(marks[i]);
  }
  if (!others.length) return [];
  const buttons = others.map((other) => {
    const made = button(words(other.start, other.end), () => choose(other.id, { focus: true }));
    made.append(" ", element("small", described(other)));
    return made;
  });
  return [both("h3", "同一处还有", "Also here"), list(buttons, "items")];
}
function elsewhere(entity) {
  const others = entity ? entity[4].filter(([n]) => n !== number) : [];
  if (!others.length) return [];
  const name = entity[1];
  const buttons = others.map(([n, mentions, facts]) => {
    const made = button(shared.documents[n].title, () => meet(entity, n));
    made.append(" ", element("small", `提及 ${mentions} 处，事实 ${facts} 条`));
    return made;
  });
  return [both("h3", `其他文件也写到“${name}”`, "In other documents"), list(buttons, "items")];
}
function meet(entity, n) {
  if (n !== number) open(n);
  const first = (marksOf.get(shared.entities.indexOf(entity)) || [])[0];
  if (first !== undefined) choose(first, { focus: true, scroll: true });
}

function factList(facts, from) {
  if (!facts.length) return [both("p", "这份文件没有写明它与其他实体的关系。", "The document states no relation of it.")];
  const box = element("ul", undefined, "items");
  const add = (first) => {
    const more = box.querySelector(".rest");
    if (more) more.remove();
    for (const n of facts.slice(first, first + SHOWN)) box.append(factItem(n, from));
    if (facts.length > first + SHOWN) {
      const item = element("li", undefined, "rest");
      item.append(button(`其余 ${facts.length - first - SHOWN} 条`, () => {
        add(first + SHOWN);
        box.children[first + SHOWN].querySelector("button").focus();
      }, "show more"));
      box.append(item);
    }
  };
  add(0);
  return [both("h3", `事实 ${facts.length} 条`, "Facts"), box];
}
/* A fact as read from the entity `key`, or in full. */
function factItem(n, { key, isHere } = {}) {
  const fact = doc.facts[n];
  const [, , subject, relation, object, status] = fact;
  const names = shared.relations[relation];
  const item = element("li", undefined, `fact s${status}`);
  const more = element("div", undefined, "more");
  more.hidden = true;
  const forward = key === undefined || keyOf(subject) === key;
  const made = element("button");
  made.type = "button";
  made.setAttribute("aria-expanded", "false");
  if (key === undefined) made.append(element("b", nameOf(subject)), " ");
  made.append(element("span", names[forward ? 0 : 2]), " ", english(names[forward ? 1 : 3]), " ", element("b", nameOf(forward ? object : subject)), " ");
  made.append(element("br"), badge(shared.statuses[status], `s${status}`), where(word(fact[11]), word(fact[12])));
  if (isHere && isHere(n)) made.append(" ", both("small", "· 此处", "here"));
  made.addEventListener("click", () => tell(n, made, more));
  item.append(made, more);
  return item;
}
function tell(n, made, more) {
  const isOpen = made.getAttribute("aria-expanded") === "true";
  for (const each of document.querySelectorAll("#panel .items [aria-expanded='true']")) {
    each.setAttribute("aria-expanded", "false");
    each.nextElementSibling.hidden = true;
  }
  if (isOpen) return unlight();
  const fact = doc.facts[n];
  made.setAttribute("aria-expanded", "true");
  more.hidden = false;
  more.replaceChildren(sentenceOf(fact), terms([
    ["标题 heading", headingAt(fact[0])],
    ["状态词 status word", word(fact[6])],
    ["规则 rule", word(fact[7])],
    ["主语 subject", word(fact[8])],
    ["角色 role", word(fact[9])],
  ]), ends(fact));
  if (word(fact[10])) more.append(both("p", `没有进入图谱：${word(fact[10])}`, "Not in the graph", "missing"));
  lightFact(fact);
  at("said").textContent = `原句已亮起 sentence lit up：${word(fact[11])}`;
  return undefined;
}
/* The sentence, with the words in it that state the fact made bold. */
function sentenceOf([start, end, , , , , , , , , , , , from, to]) {
  const made = element("p", words(from, start));
  made.append(element("b", words(start, end)), words(end, to));
  return made;
}
function ends(fact) {
  const made = element("div", undefined, "pair");
  for (const n of new Set([fact[2], fact[4]])) {
    const id = marks.findIndex((mark) => mark.kind === "m" && mark.n === n);
    if (id >= 0) made.append(button(`→ ${nameOf(n)}`, () => choose(id, { focus: true, scroll: true })));
  }
  return made;
}

function showIndicator(mark) {
  const figure = doc.indicators[mark.n];
  const wrong = doc.refusals.filter((each) => each[2] && each[0] < figure[1] && each[1] > figure[0]);
  const told = figure[5].map(([name, value]) => [word(name), word(value)]);
  show(
    `指标 indicator ${word(figure[4])}`,
    badge(shared.types[INDICATOR], `t${INDICATOR}`),
    title(word(figure[4])),
    terms([...told, ["出处 place", word(figure[6]) && `${word(figure[6])} ${word(figure[7])}`]]),
    ...wrong.map((each) => element("p", `${word(each[4])}：${word(each[6])}`, "missing")),
    list([button("亮出原句", () => light(figure, [figure[2], figure[3]], []), "light up the sentence")], "items"),
    ...also(mark),
  );
}
function showRefusal(mark) {
  const each = doc.refusals[mark.n];
  const kind = each[2] ? "x" : "r";
  const name = kind === "x" ? ["", "互相矛盾", "contradiction"] : ["", "没有采纳", "not taken"];
  show(
    `${name[1]} ${name[2]}：${word(each[4])}`,
    badge(name, kind),
    title(words(each[0], each[1])),
    terms([
      ["原因 reason", word(each[4])],
      ["本应是 would be", word(each[3])],
      ["说明 detail", word(each[6])],
      ["规则 rule", word(each[5])],
      ["出处 place", word(each[7]) && `${word(each[7])} ${word(each[8])}`],
    ]),
    stepper(kind),
    ...also(mark),
  );
}
function showBlock(b, focus) {
  unlight();
  unchoose();
  const block = doc.blocks[b];
  const facts = doc.facts.map((_, n) => n).filter((n) => doc.facts[n][0] < block[1] && doc.facts[n][1] > block[0]);
  const dropped = marks.filter((mark) => (mark.kind === "r" || mark.kind === "x") && mark.start < block[1] && mark.end > block[0]);
  const items = dropped.map((mark) => {
    const each = doc.refusals[mark.n];
    const made = button(words(each[0], each[1]), () => {
      turn(mark.kind, true);
      choose(mark.id, { focus: true, scroll: true });
    });
    made.append(" ", element("small", `${word(each[4])}（${word(each[3])}）`));
    return made;
  });
  at(`b${b}`).classList.add("lit");
  show(
    `本段 ${facts.length} 条事实 facts`,
    title("本段 Paragraph"),
    terms([["出处 place", word(block[5]) && `${word(block[5])} ${word(block[6])}`], ["标题 heading", word(block[4])]]),
    ...(bare.includes(b) ? [stepper("bare")] : []),
    ...(facts.length ? factList(facts) : [both("p", "这一段没有读出事实。", "No fact was read from it.")]),
    ...(items.length ? [both("h3", `没有采纳 ${items.length} 处`, "Not taken"), list(items, "items")] : []),
  );
  if (focus) at("panel").querySelector("h2").focus();
}
function listFacts(chunk) {
  chunk.under = true;
  for (const [b] of chunk.blocks) {
    const facts = factsIn.get(b) || [];
    if (!facts.length) continue;
    const box = list(facts.map((n) => {
      const fact = doc.facts[n];
      const made = element("li", `${nameOf(fact[2])} → ${shared.relations[fact[3]][0]} → ${nameOf(fact[4])}【${shared.statuses[fact[5]][1]}】${word(fact[11])}`, `fact s${fact[5]}`);
      made.dataset.fact = n;
      return made;
    }), "under");
    const block = at(`b${b}`);
    (block.closest("table") || block).after(box);
  }
}
