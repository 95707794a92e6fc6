"use strict";
(() => {
  const data = JSON.parse(document.getElementById("graph").textContent);
  const at = (id) => document.getElementById(id);
  const entities = new Map(data.entities.map((entity) => [entity.id, entity]));
  const relations = new Map(data.relations.map((relation) => [relation.id, relation]));
  const hidden = { types: new Set(), relations: new Set() };
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const byType = new Map(data.types.map((type) => [type.id, type]));
  const byRelation = new Map(data.kinds.map((kind) => [kind.id, kind]));
  const of = new Map(data.entities.map((entity) => [entity.id, []]));
  for (const relation of data.relations) {
    of.get(relation.subject).push(relation);
    if (relation.subject !== relation.object) of.get(relation.object).push(relation);
  }

  /* Everything that comes out of documents goes through textContent: no markup of theirs is ever read. */
  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }
  function button(text, action, small) {
    const made = element("button", text);
    made.type = "button";
    if (small) made.append(" ", element("small", small));
    made.addEventListener("click", action);
    return made;
  }
  function items(list) {
    const made = element("ul", undefined, "items");
    for (const each of list) {
      const item = element("li");
      item.append(each);
      made.append(item);
    }
    return made;
  }

  const network = new vis.Network(at("drawing"), { nodes, edges }, {
    physics: false,
    layout: { improvedLayout: false },
    interaction: { hover: true, tooltipDelay: 120, hideEdgesOnDrag: data.nodes.length > 400, multiselect: false },
    nodes: {
      shape: "dot", borderWidth: 2, chosen: true,
      font: { face: getComputedStyle(document.body).fontFamily, color: "#1e293b", strokeWidth: 4, strokeColor: "#ffffff" },
      scaling: { label: { drawThreshold: 9, maxVisible: 26 } },
    },
    edges: {
      width: 1.3, hoverWidth: 1.2, selectionWidth: 2, smooth: false,
      arrows: { to: { enabled: true, scaleFactor: 0.45 } },
    },
  });

  function showHint() {
    const panel = at("panel");
    panel.replaceChildren(
      element("h3", "这张图怎么看"),
      element("p", "点一个圆点：它是什么，与谁有关，在哪些文件里提到。", "hint"),
      element("p", "点一条连线：写明这层关系的原文、出处和落实程度。", "hint"),
      element("p", "点左侧图例：隐藏或显示一类实体、一种关系。滚轮缩放，拖动平移。", "hint"),
      element("h4", "文件"),
      items(data.documents.map((name) => element("span", name))),
    );
  }

  function showEntity(id) {
    const entity = entities.get(id);
    const type = byType.get(entity.type);
    const badge = element("span", type.label, "badge");
    badge.style.background = type.colour;
    const facts = element("dl");
    for (const [name, value] of entity.facts) facts.append(element("dt", name), element("dd", value));
    const parts = [badge, element("h3", entity.name), facts];
    const own = of.get(id);
    parts.push(element("h4", own.length ? `关系 ${own.length} 条（点开看原文）` : "文件没有写明它与其他实体的关系"));
    parts.push(items(own.map((relation) => {
      const forward = relation.subject === id;
      const other = entities.get(forward ? relation.object : relation.subject);
      const kind = byRelation.get(relation.kind);
      return button(`${forward ? kind.label : kind.inverse} ${other.name}`, () => choose([], [relation.id]), relation.statusLabel);
    })));
    parts.push(element("h4", `提及 ${entity.count} 处`));
    parts.push(...entity.mentions.map((each) => quote(each, called(entity))));
    if (entity.count > entity.mentions.length) parts.push(element("p", `只列出前 ${entity.mentions.length} 处。`, "hint"));
    at("panel").replaceChildren(...parts);
    at("panel").scrollTop = 0;
  }

  const called = (entity) => [entity.name, ...entity.aliases].filter(Boolean);
  function quote([words, document_, heading, statusLabel, status], names) {
    const made = element("blockquote");
    const footer = element("footer");
    footer.append(element("span", statusLabel, `badge status ${status}`), document_);
    if (heading) footer.append(element("br"), heading);
    made.append(marked(words, names), footer);
    return made;
  }

  /* The sentence with the names in it made bold, the longest first. */
  function marked(words, names) {
    const made = element("p");
    const inner = [...names].sort((a, b) => b.length - a.length).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const parts = inner.length ? words.split(new RegExp(`(${inner.join("|")})`)) : [words];
    parts.forEach((part, i) => { if (part) made.append(i % 2 ? element("b", part) : part); });
    return made;
  }

  function showRelation(id) {
    const relation = relations.get(id);
    const subject = entities.get(relation.subject);
    const object = entities.get(relation.object);
    const triple = element("div", undefined, "triple");
    triple.append(
      button(subject.name, () => choose([subject.id], [])),
      element("span", `↓ ${byRelation.get(relation.kind).label}`),
      button(object.name, () => choose([object.id], [])),
    );
    const said = relation.evidence.map((each) => quote(each, [...called(subject), ...called(object)]));
    at("panel").replaceChildren(triple, element("h4", `依据 ${said.length} 处`), ...said);
    at("panel").scrollTop = 0;
  }

  /* Selecting a node or an edge shows it in the panel and dims what is not beside it. */
  function choose(nodeIds, edgeIds, move = true) {
    network.setSelection({ nodes: nodeIds, edges: edgeIds }, { highlightEdges: nodeIds.length > 0 });
    const near = new Set(nodeIds);
    for (const id of nodeIds) for (const relation of of.get(id)) near.add(relation.subject).add(relation.object);
    for (const id of edgeIds) near.add(relations.get(id).subject).add(relations.get(id).object);
    dim(near);
    if (nodeIds.length) showEntity(nodeIds[0]);
    else if (edgeIds.length) showRelation(edgeIds[0]);
    else showHint();
    if (move && near.size) network.fit({ nodes: [...near], maxZoomLevel: 1.1, animation: { duration: 350, easingFunction: "easeInOutQuad" } });
  }
  /* One place says how everything is drawn: what is chosen, what is hidden, and how far away one stands. */
  const view = { near: new Set(), factor: 1 };
  function paintNodes() {
    nodes.update(data.nodes.map((node) => {
      const on = view.near.size === 0 || view.near.has(node.id);
      return {
        id: node.id,
        hidden: hidden.types.has(entities.get(node.id).type),
        opacity: on ? 1 : 0.15,
        size: node.size * view.factor,
        font: { size: node.font.size * view.factor, color: on ? "#1e293b" : "rgba(30,41,59,0.15)", strokeColor: on ? "#ffffff" : "rgba(255,255,255,0)" },
      };
    }));
  }
  function paintEdges() {
    const gone = (id) => hidden.types.has(entities.get(id).type);
    edges.update(data.edges.map((edge) => {
      const on = view.near.size === 0 || (view.near.has(edge.from) && view.near.has(edge.to));
      return {
        id: edge.id,
        hidden: gone(edge.from) || gone(edge.to) || hidden.relations.has(relations.get(edge.id).kind),
        color: { ...edge.color, opacity: on ? edge.color.opacity : 0.08 },
      };
    }));
  }
  function dim(near) {
    view.near = near;
    paintNodes();
    paintEdges();
  }
  function refresh() {
    paintNodes();
    paintEdges();
  }
  /* From far away dots and the names of the best connected grow, so that the whole can be read. */
  function rescale() {
    const factor = Math.min(1, Math.max(0.08, network.getScale())) ** -0.55;
    if (Math.abs(factor / view.factor - 1) < 0.08) return;
    view.factor = factor;
    paintNodes();
  }

  function legend(list, rows, set, drawn) {
    for (const row of rows) {
      const made = button("", () => {
        if (!set.delete(row.id)) set.add(row.id);
        made.setAttribute("aria-pressed", String(!set.has(row.id)));
        refresh();
      });
      made.dataset.id = row.id;
      made.setAttribute("aria-pressed", "true");
      made.append(drawn(row), element("span", row.label), element("span", row.count, "count"));
      const item = element("li");
      item.append(made);
      at(list).append(item);
    }
  }
  function drawing(tag, attributes, width) {
    const space = "http://www.w3.org/2000/svg";
    const made = document.createElementNS(space, "svg");
    made.setAttribute("width", width);
    made.setAttribute("height", "12");
    const inner = made.appendChild(document.createElementNS(space, tag));
    for (const [name, value] of Object.entries(attributes)) inner.setAttribute(name, value);
    return made;
  }
  legend("types", data.types, hidden.types, (row) => drawing("circle", { cx: 6, cy: 6, r: 6, fill: row.colour }, 12));
  legend("relations", data.kinds, hidden.relations, (row) => drawing("line", { x1: 0, y1: 6, x2: 22, y2: 6, stroke: row.colour, "stroke-width": 3 }, 22));
  at("all").addEventListener("click", () => {
    hidden.types.clear();
    hidden.relations.clear();
    for (const each of document.querySelectorAll(".legend button")) each.setAttribute("aria-pressed", "true");
    refresh();
  });

  /* Search by name or alias; arrow keys walk, Enter takes. */
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  const index = data.entities.map((entity) => [entity, [entity.name, ...entity.aliases].map(fold)]);
  let matches = [];
  let chosen = 0;
  function find() {
    const words = fold(at("search").value);
    const rank = ([entity, names]) => (names.includes(words) ? 0 : names.some((name) => name.startsWith(words)) ? 1 : 2) * 1e6 - of.get(entity.id).length;
    matches = words ? index.filter(([, names]) => names.some((name) => name.includes(words))).sort((a, b) => rank(a) - rank(b)).slice(0, 30).map(([entity]) => entity) : [];
    chosen = 0;
    at("found").hidden = !words;
    const rows = matches.map((entity) => {
      const item = element("li");
      item.append(button(entity.name, () => take(entity), byType.get(entity.type).label));
      return item;
    });
    at("found").replaceChildren(...(rows.length ? rows : [element("p", "没有找到。换一个写法，或清空后再试。")]));
    mark();
  }
  function mark() {
    at("found").querySelectorAll("button").forEach((each, i) => {
      each.classList.toggle("on", i === chosen);
      if (i === chosen) each.scrollIntoView({ block: "nearest" });
    });
  }
  function take(entity) {
    at("found").hidden = true;
    if (hidden.types.delete(entity.type)) {
      document.querySelector(`#types button[data-id="${entity.type}"]`).setAttribute("aria-pressed", "true");
      refresh();
    }
    choose([entity.id], []);
  }
  at("search").addEventListener("input", find);
  at("search").addEventListener("focus", () => at("search").value && find());
  at("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && matches.length) take(matches[chosen]);
    else if (event.key === "Escape") at("found").hidden = true;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + matches.length) % (matches.length || 1);
      event.preventDefault();
      mark();
    }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) at("found").hidden = true; });

  network.on("click", (event) => {
    if (event.nodes.length) choose([event.nodes[0]], [], false);
    else if (event.edges.length) choose([], [event.edges[0]], false);
    else choose([], [], false);
  });
  network.on("afterDrawing", () => requestAnimationFrame(rescale));
  network.on("hoverNode", () => { at("drawing").style.cursor = "pointer"; });
  network.on("hoverEdge", () => { at("drawing").style.cursor = "pointer"; });
  network.on("blurNode", () => { at("drawing").style.cursor = ""; });
  network.on("blurEdge", () => { at("drawing").style.cursor = ""; });
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: { duration: 200 } });
  at("in").addEventListener("click", () => zoom(1.4));
  at("out").addEventListener("click", () => zoom(1 / 1.4));
  at("fit").addEventListener("click", () => network.fit({ animation: { duration: 300 } }));

  at("counts").textContent = data.counts;
  at("solid").textContent = data.solid;
  at("dashed").textContent = data.dashed;
  at("notice").textContent = data.notice;
  at("notice").hidden = !data.notice;
  showHint();
  network.once("afterDrawing", () => { document.body.dataset.ready = "true"; });
  network.fit();
  rescale();
  globalThis.liantu = { network, nodes, edges, data, choose };
})();
