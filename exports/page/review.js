"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(at(id).textContent);
  const shared = read("shared");
  const page = at("page");
  const HEADING = 0, ROW = 2;
  const INDICATOR = shared.types.length - 1;
  const CHUNK = 2500, ROWS = 40, SLICE = 12, SHOWN = 40;

  /* Everything that comes out of documents goes through textContent: no markup of theirs is ever read. */
  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }
  function english(text) {
    const made = element("span", text);
    made.lang = "en";
    return made;
  }
  function both(tag, zh, en, className) {
    const made = element(tag, zh, className);
    made.append(" ", english(en));
    return made;
  }
  function button(text, action, en) {
    const made = en ? both("button", text, en) : element("button", text);
    made.type = "button";
    made.addEventListener("click", action);
    return made;
  }
  function list(parts, className) {
    const made = element("ul", undefined, className);
    for (const part of parts) {
      const item = part.tagName === "LI" ? part : element("li");
      if (item !== part) item.append(part);
      made.append(item);
    }
    return made;
  }
  function terms(pairs) {
    const made = element("dl");
    for (const [name, value] of pairs) if (value) made.append(element("dt", name), element("dd", value));
    return made;
  }
  const badge = (row, className) => both("span", row[1], row[2], `badge ${className}`);

  /* What is shown: the marks of a type and status, and what is to be checked. */
  const on = { types: shared.types.map(() => true), statuses: shared.statuses.map(() => true), views: {} };
  const views = [
    ["r", "没有采纳", "not taken"],
    ["x", "互相矛盾", "contradictions"],
    ["bare", "无事实的段落", "no facts"],
    ["under", "逐段列出事实", "listed"],
  ];

  let number = -1, doc, marks, chunks, chunkOf, factsOf, factsIn, marksOf, pieces, elements, bare, current, chosen, run = 0;
  const word = (i) => doc.words[i];
  const words = (start, end) => doc.text.slice(start, end);

  /* A document's data, as the page needs it: by block, by entity, and all marks in the order of the text. */
  function load(n) {
    number = n;
    doc = read(`document-${n}`);
    marks = [];
    const add = (kind, start, end, type, status, n) => marks.push({ kind, start, end, type, status, n, id: 0 });
    doc.mentions.forEach((m, n) => m[1] > m[0] && add("m", m[0], m[1], m[2], m[3], n));
    doc.indicators.forEach((i, n) => add("i", i[0], i[1], INDICATOR, -1, n));
    doc.refusals.forEach((r, n) => add(r[2] ? "x" : "r", r[0], r[1], -1, -1, n));
    marks.sort((a, b) => a.start - b.start || b.end - a.end || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.n - b.n));
    marks.forEach((mark, id) => { mark.id = id; });
    marksOf = new Map();
    for (const mark of marks) if (mark.kind === "m") gather(marksOf, keyOf(mark.n), mark.id);
    factsOf = new Map();
    factsIn = new Map();
    const used = new Uint8Array(doc.blocks.length);
    const use = (start, end) => { for (const b of blocksOf(start, end)) used[b] = 1; };
    doc.facts.forEach((fact, n) => {
      for (const key of new Set([keyOf(fact[2]), keyOf(fact[4])])) gather(factsOf, key, n);
      const inside = blocksOf(fact[0], fact[1]);
      if (inside.length) gather(factsIn, inside[0], n);
      for (const b of inside) used[b] = 1;
    });
    for (const each of doc.indicators) use(each[2], each[3]);
    for (const n of doc.tasks) use(doc.mentions[n][0], doc.mentions[n][1]);
    bare = [];
    doc.blocks.forEach((block, b) => { if (block[2] !== HEADING && !used[b]) bare.push(b); });
    current = chosen = -1;
    elements = new Map();
    pieces = new Map();
  }
  function gather(map, key, value) {
    const found = map.get(key);
    if (found) found.push(value);
    else map.set(key, [value]);
  }
  /* The entity of a mention, or its bare name where the graph has none. */
  const keyOf = (n) => (doc.mentions[n][4] >= 0 ? doc.mentions[n][4] : word(doc.mentions[n][5]));
  const nameOf = (n) => (doc.mentions[n][4] >= 0 ? shared.entities[doc.mentions[n][4]][1] : word(doc.mentions[n][5]));
  const visible = ({ kind, type, status }) =>
    kind === "m" ? on.types[type] && on.statuses[status] : kind === "i" ? on.types[type] : Boolean(on.views[kind]);

  /* The first of the sorted numbers 0 … size-1 for which `after` holds. */
  function search(size, after) {
    let low = 0, high = size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (after(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
  function blocksOf(start, end) {
    const found = [];
    for (let b = search(doc.blocks.length, (b) => doc.blocks[b][1] > start); b < doc.blocks.length && doc.blocks[b][0] < Math.max(end, start + 1); b += 1) found.push(b);
    return found;
  }

  /* The text in chunks: the browser lays out only those near the window, and they are filled while nobody waits. */
  function plan() {
    chunks = [];
    chunkOf = [];
    let last = 2;
    doc.blocks.forEach((block, b) => {
      const isRow = block[2] === ROW;
      if (block[2] === HEADING) last = Math.min(6, last + 1, Math.max(3, block[3] + 2));
      let chunk = chunks.at(-1);
      const inTable = isRow && chunk && doc.blocks[b - 1][2] === ROW && chunk.rows < ROWS;
      if (!chunk || (!inTable && (chunk.size > CHUNK || (isRow && chunk.rows >= ROWS)))) {
        chunk = { blocks: [], size: 0, rows: 0, drawn: false, under: false, box: element("div", undefined, "chunk") };
        chunks.push(chunk);
      }
      chunk.blocks.push([b, block[2] === HEADING ? last : 0]);
      chunk.size += block[1] - block[0] + 20;
      chunk.rows = isRow ? chunk.rows + 1 : 0;
      chunkOf[b] = chunk;
    });
    for (const chunk of chunks) chunk.box.style.containIntrinsicSize = `auto ${Math.round(chunk.size * 0.95 + chunk.blocks.length * 12)}px`;
    at("body").replaceChildren(...chunks.map((chunk) => chunk.box));
  }
  function draw(chunk) {
    if (!chunk.drawn) {
      chunk.drawn = true;
      let table = null;
      for (const [b, level] of chunk.blocks) {
        const block = doc.blocks[b];
        if (block[2] !== ROW) table = null;
        else if (!table) {
          const outer = element("table");
          table = outer.appendChild(element("tbody"));
          chunk.box.append(outer);
        }
        const made = element(block[2] === ROW ? "tr" : level ? `h${level}` : "p");
        made.id = `b${b}`;
        (table || chunk.box).append(made);
        if (block[2] === ROW) cells(made, b);
        else piece(made, b, block[0], block[1]);
      }
      for (const b of bare) if (chunkOf[b] === chunk) at(`b${b}`).classList.add("bare");
    }
    if (on.views.under && !chunk.under) list_facts(chunk);
  }
  function cells(row, b) {
    let start = doc.blocks[b][0];
    for (const cell of words(start, doc.blocks[b][1]).split("\t")) {
      piece(row.appendChild(element("td")), b, start, start + cell.length);
      start += cell.length + 1;
    }
  }
  function piece(box, b, start, end) {
    gather(pieces, b, { box, start, end });
    fill(box, start, end);
  }

  /* Words with their marks, one in the other; marks that cross are cut, so that each part lies in its outer mark. */
  function fill(box, start, end) {
    const waiting = [];
    for (let i = search(marks.length, (i) => marks[i].start >= start - reach()); i < marks.length && marks[i].start < end; i += 1) {
      if (marks[i].end > start) waiting.push([Math.max(start, marks[i].start), Math.min(end, marks[i].end), marks[i]]);
    }
    waiting.sort((a, b) => a[0] - b[0] || b[1] - a[1] || a[2].id - b[2].id);
    const open = [[box, end]];
    let done = start;
    const say = (to) => {
      if (to > done) open.at(-1)[0].append(words(done, to));
      done = Math.max(done, to);
    };
    const close = (to) => {
      while (open.length > 1 && open.at(-1)[1] <= to) {
        say(open.at(-1)[1]);
        open.pop();
      }
    };
    for (let i = 0; i < waiting.length; i += 1) {
      const [from, to, mark] = waiting[i];
      close(from);
      say(from);
      const [outer, limit] = open.at(-1);
      if (to > limit) {
        const rest = [limit, to, mark];
        let place = i + 1;
        while (place < waiting.length && (waiting[place][0] < limit || (waiting[place][0] === limit && waiting[place][1] > to))) place += 1;
        waiting.splice(place, 0, rest);
      }
      const made = outer.appendChild(tag(mark));
      open.push([made, Math.min(to, limit)]);
    }
    close(end);
    say(end);
  }
  function tag(mark) {
    const made = mark.kind === "m" || mark.kind === "i" ? element("mark") : element("span");
    made.className = mark.kind === "m" ? `t${mark.type} s${mark.status}` : mark.kind === "i" ? `t${INDICATOR}` : mark.kind;
    made.dataset.mark = mark.id;
    gather(elements, mark.id, made);
    return made;
  }
  let longest = [null, 0];
  function reach() {
    if (longest[0] !== marks) longest = [marks, marks.reduce((most, mark) => Math.max(most, mark.end - mark.start), 0)];
    return longest[1];
  }

  /* Fill chunk after chunk in short slices, beginning where the reader is. */
  function drawSlowly() {
    const mine = (run += 1);
    const step = () => {
      if (mine !== run) return;
      const began = performance.now();
      const left = chunks.filter((chunk) => !chunk.drawn || (on.views.under && !chunk.under));
      while (left.length && performance.now() - began < SLICE) draw(left.shift());
      if (left.length) setTimeout(step);
      else document.body.dataset.whole = "true";
    };
    delete document.body.dataset.whole;
    setTimeout(step);
  }
  function drawNear() {
    const height = innerHeight;
    const first = search(chunks.length, (c) => chunks[c].box.getBoundingClientRect().bottom > -height);
    for (let c = first; c < chunks.length && c < first + 6; c += 1) draw(chunks[c]);
  }

  function open(n) {
    load(n);
    const told = shared.documents[n];
    at("document").value = String(n);
    at("title").textContent = told.title;
    const counts = [`${told.characters} 字`, `${doc.mentions.length} 处提及`, `${doc.facts.length} 条事实`, `${doc.refusals.length} 处没有采纳`];
    at("about").textContent = [...told.told.map(([name, value]) => `${name}：${value}`), counts.join(" · ")].join("　");
    plan();
    counted();
    outline();
    unlight();
    hint();
    scrollTo(0, 0);
    for (const chunk of chunks.slice(0, 4)) draw(chunk);
    settle();
    drawSlowly();
  }
  function counted() {
    const types = shared.types.map(() => 0), statuses = shared.statuses.map(() => 0);
    for (const { kind, type, status } of marks) {
      if (kind === "m" || kind === "i") types[type] += 1;
      if (kind === "m") statuses[status] += 1;
    }
    document.querySelectorAll("#types .count").forEach((each, i) => { each.textContent = types[i]; each.closest("li").hidden = !types[i]; });
    document.querySelectorAll("#statuses .count").forEach((each, i) => { each.textContent = statuses[i]; });
    const kinds = { r: 0, x: 0, bare: bare.length, under: doc.facts.length };
    for (const { kind } of marks) if (kind in kinds) kinds[kind] += 1;
    document.querySelectorAll("#views .count").forEach((each, i) => { each.textContent = kinds[views[i][0]]; });
  }
  function outline() {
    const made = [];
    for (const chunk of chunks) for (const [b, level] of chunk.blocks) {
      if (!level) continue;
      const link = element("a", words(doc.blocks[b][0], doc.blocks[b][1]));
      link.href = `#b${b}`;
      link.style.setProperty("--deep", level - 3);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        toBlock(b);
      });
      made.push(link);
    }
    at("headings").replaceChildren(...list(made).children);
  }

  /* One mark is in the order of the tab key; arrow keys move to the others. */
  function settle() {
    if (current >= 0 && !visible(marks[current])) current = -1;
    make(current >= 0 ? current : marks.findIndex(visible));
  }
  function make(id) {
    for (const each of document.querySelectorAll("#body [tabindex='0']")) {
      each.removeAttribute("tabindex");
      each.removeAttribute("role");
      each.removeAttribute("title");
    }
    current = id;
    at("text").tabIndex = id < 0 ? 0 : -1;
    if (id < 0) return null;
    const made = shownElement(id);
    if (!made) return null;
    made.tabIndex = 0;
    made.setAttribute("role", "button");
    made.title = described(marks[id]);
    return made;
  }
  function shownElement(id) {
    for (const b of blocksOf(marks[id].start, marks[id].end)) draw(chunkOf[b]);
    return (elements.get(id) || [])[0];
  }
  function described({ kind, type, status, n }) {
    if (kind === "m") return `${shared.types[type].slice(1).join(" ")} · ${shared.statuses[status].slice(1).join(" ")}`;
    if (kind === "i") return shared.types[INDICATOR].slice(1).join(" ");
    return `${kind === "x" ? "互相矛盾 contradiction" : "没有采纳 not taken"}：${word(doc.refusals[n][4])}`;
  }
  function next(id, step) {
    for (let i = id + step; i >= 0 && i < marks.length; i += step) if (visible(marks[i])) return i;
    return id;
  }

  function reveal(target) {
    target.scrollIntoView({ block: "center" });
    requestAnimationFrame(() => {
      drawNear();
      requestAnimationFrame(() => target.scrollIntoView({ block: "center" }));
    });
  }
  function toBlock(b) {
    draw(chunkOf[b]);
    at(`b${b}`).tabIndex = -1;
    reveal(at(`b${b}`));
    at(`b${b}`).focus({ preventScroll: true });
  }

  /* Light up the words of a fact, wherever they stand, and its two ends. */
  function unlight() {
    for (const each of document.querySelectorAll(".lit, .end")) each.classList.remove("lit", "whole", "end");
    if (canMark) for (const name of ["sentence", "quote"]) CSS.highlights.delete(name);
  }
  const canMark = Boolean(globalThis.CSS && CSS.highlights);
  function paint(name, start, end) {
    const ranges = [];
    for (const b of blocksOf(start, end)) for (const each of pieces.get(b)) {
      const from = Math.max(start, each.start), to = Math.min(end, each.end);
      if (from < to) ranges.push(range(each, from, to));
    }
    if (!canMark || !ranges.length) return;
    const made = new Highlight(...ranges);
    made.priority = name === "quote" ? 1 : 0;
    CSS.highlights.set(name, made);
  }
  function light([start, end], sentence, ends) {
    unlight();
    const blocks = blocksOf(...sentence);
    for (const b of blocks) {
      draw(chunkOf[b]);
      at(`b${b}`).classList.add("lit");
      if (!canMark) at(`b${b}`).classList.add("whole");
    }
    paint("sentence", ...sentence);
    paint("quote", start, end);
    for (const n of ends) {
      const id = marks.findIndex((mark) => mark.kind === "m" && mark.n === n);
      if (id >= 0 && shownElement(id)) for (const each of elements.get(id)) each.classList.add("end");
    }
    const first = blocksOf(start, end)[0];
    if (first !== undefined) reveal(at(`b${first}`));
  }
  const lightFact = (fact) => light(fact, fact.slice(13, 15), [fact[2], fact[4]]);
  function range({ box, start }, from, to) {
    const made = document.createRange();
    const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT, (node) => (node.parentElement.closest(".under") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    let done = start, begun = false;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const after = done + node.length;
      if (!begun && from < after) {
        made.setStart(node, from - done);
        begun = true;
      }
      if (to <= after) {
        made.setEnd(node, to - done);
        break;
      }
      done = after;
    }
    return made;
  }

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

  function showMention(mark) {
    const m = doc.mentions[mark.n];
    const entity = m[4] >= 0 ? shared.entities[m[4]] : null;
    const key = keyOf(mark.n);
    const facts = factsOf.get(key) || [];
    const said = `${nameOf(mark.n)}：${facts.length} 条事实 facts`;
    const about = [
      ["又称 also", entity ? entity[2].join("、") : ""],
      ...(entity ? entity[3] : []),
      ["归为 type in the graph", entity && entity[0] !== m[2] ? shared.types[entity[0]].slice(1).join(" ") : ""],
      ["这里写作 here", words(m[0], m[1])],
      ["出处 place", word(m[7]) && `${word(m[7])} ${word(m[8])}`],
      ["标题 heading", word(doc.blocks[blockAt(m[0])]?.[4] ?? 0)],
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
      ...factList(facts, key),
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

  function factList(facts, key) {
    if (!facts.length) return [both("p", "这份文件没有写明它与其他实体的关系。", "The document states no relation of it.")];
    const box = element("ul", undefined, "items");
    const add = (from) => {
      const more = box.querySelector(".rest");
      if (more) more.remove();
      for (const n of facts.slice(from, from + SHOWN)) box.append(factItem(n, key));
      if (facts.length > from + SHOWN) {
        const item = element("li", undefined, "rest");
        item.append(button(`其余 ${facts.length - from - SHOWN} 条`, () => {
          add(from + SHOWN);
          box.children[from + SHOWN].querySelector("button").focus();
        }, "show more"));
        box.append(item);
      }
    };
    add(0);
    return [both("h3", `事实 ${facts.length} 条`, "Facts"), box];
  }
  function factItem(n, key) {
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
      ["标题 heading", word(doc.blocks[blockAt(fact[0])]?.[4] ?? 0)],
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
  function list_facts(chunk) {
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

  /* Step through what is to be checked. */
  let cursor = { r: -1, x: -1, bare: -1, under: -1 };
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
  at("document").addEventListener("change", () => {
    cursor = { r: -1, x: -1, bare: -1, under: -1 };
    open(Number(at("document").value));
  });
  at("notice").hidden = shared.whole;
  if (matchMedia("(max-width: 900px)").matches) at("filters").open = false;
  if (shared.documents.length) open(0);
  else {
    at("title").textContent = "图谱里没有文件 No documents";
    hint();
  }
  requestAnimationFrame(() => { document.body.dataset.ready = "true"; });
  globalThis.liantu = { open, choose, put, turn, lightFact, state: () => ({ number, doc, marks, chunks, current, chosen, bare }) };
})();
