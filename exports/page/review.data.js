/* The data of the page and of the document that is open; all parts of the page share these names. */
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

let number = -1, doc, marks, chunks, chunkOf, factsOf, factsIn, marksOf, pieces, elements, bare, cursor, current, chosen, run = 0;
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
  cursor = { r: -1, x: -1, bare: -1, under: -1 };
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
