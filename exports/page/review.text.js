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
  if (on.views.under && !chunk.under) listFacts(chunk);
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
