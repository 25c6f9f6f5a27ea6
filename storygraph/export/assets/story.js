"use strict";
(function () {
  var data = JSON.parse(document.getElementById("data").textContent);
  var box = document.getElementById("graph");
  if (typeof vis === "undefined") {
    document.getElementById("failed").hidden = false;
    return;
  }

  function tooltip(node) {
    var tip = document.createElement("div");
    var title = document.createElement("b");
    var meta = document.createElement("span");
    title.textContent = node.headline;
    title.dir = "auto";
    meta.textContent = [node.source, node.date].filter(Boolean).join(" · ");
    tip.append(title, meta);
    return tip;
  }

  function edgeTip(edge) {
    var tip = document.createElement("div");
    tip.textContent = edge.words;
    return tip;
  }

  function ink(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  // As the explorer draws them: text dashed and grey, links blue, both orange and thick.
  function tint(edge) {
    return ink(edge.style.dashes ? "--similar" : edge.style.width > 2 ? "--both" : "--related");
  }

  // Many edges at full strength hide the articles: they recede until one is touched.
  var strength = Math.min(0.85, Math.max(0.22, 30 / data.edges.length));
  var crowded = data.edges.length > 60;
  function arrows(style, on) {
    var heads = {};
    ["to", "from"].forEach(function (end) {
      heads[end] = { enabled: on && style.arrows[end].enabled, scaleFactor: 0.5 };
    });
    return heads;
  }

  data.nodes.forEach(function (node) { node.title = tooltip(node); node.headlineLabel = node.label; });
  data.edges = data.edges.map(function (row, index) {
    var style = data.styles[row[2]];
    var edge = Object.assign({}, style, { id: index, from: row[0], to: row[1], words: row[3], style: style });
    edge.arrows = arrows(style, !crowded);
    edge.title = edgeTip(edge);
    return edge;
  });
  var nodes = new vis.DataSet(data.nodes);
  var edges = new vis.DataSet(data.edges);
  var network = new vis.Network(box, { nodes: nodes, edges: edges }, data.options);
  // Nothing in it answers to keys: the list beside it holds the same articles
  box.querySelectorAll("[tabindex]").forEach(function (part) { part.removeAttribute("tabindex"); });

  function paint() {
    var paper = ink("--paper");
    network.setOptions({
      nodes: { font: { color: ink("--ink"), strokeColor: paper } },
      edges: { color: { color: ink("--similar"), opacity: strength, highlight: ink("--accent"), hover: ink("--accent") } },
    });
    edges.update(data.edges.map(function (edge) {
      return { id: edge.id, color: { color: tint(edge), opacity: strength, highlight: ink("--accent"), hover: ink("--accent") } };
    }));
    nodes.update(data.nodes.filter(function (node) { return node.hollow; }).map(function (node) {
      return { id: node.id, color: { background: paper, border: node.tint,
        highlight: { background: paper, border: node.tint }, hover: { background: paper, border: node.tint } } };
    }));
  }
  paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  network.fit({ animation: false });

  // Labels in order of ties; one that would lie on a label already there waits for a closer zoom.
  var ties = new Map();
  data.edges.forEach(function (edge) {
    [edge.from, edge.to].forEach(function (id) { ties.set(id, (ties.get(id) || 0) + 1); });
  });
  var ranked = data.nodes.filter(function (node) { return node.label.trim(); })
    .sort(function (a, b) { return (ties.get(b.id) || 0) - (ties.get(a.id) || 0) || a.id - b.id; });
  var pen = document.createElement("canvas").getContext("2d");
  pen.font = "13px system-ui";
  ranked.forEach(function (node) {
    var lines = node.headlineLabel.split("\n");
    node.half = Math.max.apply(null, lines.map(function (line) { return pen.measureText(line).width; })) / 2 + 3;
    node.tall = lines.length * 15 + 2;
  });
  // At least 10 px on the screen: far out the headlines grow in the graph, and fewer find room.
  // On a phone hardly any would: there only the one touched.
  function enlarged() { return Math.max(1, 10 / 13 / network.getScale()); }
  var drawnAt = 1;
  function declutter(touched) {
    var factor = enlarged();
    var taken = data.nodes.map(function (node) {
      return [node.x - 12, node.y - 12, node.x + 12, node.y + 12, node.id];
    });
    var changes = [];
    ranked.forEach(function (node) {
      var half = node.half * factor, top = node.y + 13;
      var area = [node.x - half, top, node.x + half, top + node.tall * factor + 3, node.id];
      var free = factor < 1.8 && taken.every(function (other) {
        return other[4] === node.id || area[2] < other[0] || other[2] < area[0] || area[3] < other[1] || other[3] < area[1];
      });
      if (free || node.id === touched) { taken.push(area); }
      var label = free || node.id === touched ? node.headlineLabel : " ";
      if (label !== node.label || factor !== drawnAt) {
        node.label = label;
        changes.push({ id: node.id, label: label, font: { size: 13 * factor } });
      }
    });
    drawnAt = factor;
    if (changes.length) { nodes.update(changes); }
  }
  declutter();
  function scaled() { if (Math.abs(enlarged() / drawnAt - 1) > 0.1) { declutter(); } }
  // A window that changes shows the whole graph again, unless its reader has chosen a part.
  var chosen = false;
  network.on("zoom", function () { chosen = true; scaled(); });
  network.on("dragStart", function () { chosen = true; });
  network.on("resize", function () {
    // The library restores the part that was seen, after it has told of this
    requestAnimationFrame(function () {
      if (!chosen) { network.fit({ animation: false }); }
      scaled();
    });
  });

  // The ties of the article under the pointer come forward, with their direction.
  var raised = [];
  function raise(id) {
    var accent = ink("--accent");
    var back = raised.map(function (edge) {
      return { id: edge.id, color: { color: tint(edge), opacity: strength }, arrows: arrows(edge.style, !crowded) };
    });
    raised = id === undefined ? [] : data.edges.filter(function (edge) { return edge.from === id || edge.to === id; });
    var front = raised.map(function (edge) {
      return { id: edge.id, color: { color: accent, opacity: 1 }, arrows: arrows(edge.style, true) };
    });
    if (back.length) { edges.update(back); }
    if (front.length) { edges.update(front); }
    declutter(id);
  }

  var urls = new Map(data.nodes.map(function (node) { return [node.id, node.url]; }));
  function row(id) { return document.getElementById("a" + id); }
  function light(id, on) { var li = row(id); if (li) { li.classList.toggle("lit", on); } }
  network.on("hoverNode", function (event) {
    light(event.node, true);
    raise(event.node);
    row(event.node).scrollIntoView({ block: "nearest" });
    box.style.cursor = urls.get(event.node) ? "pointer" : "default";
  });
  function leave() {
    document.querySelectorAll("li.lit").forEach(function (li) { li.classList.remove("lit"); });
    raise();
    box.style.cursor = "default";
  }
  network.on("blurNode", leave);
  // The library sees moves inside the graph only: a pointer that jumps out never leaves its node.
  box.addEventListener("mouseleave", leave);
  network.on("click", function (event) {
    var id = event.nodes[0];
    if (id !== undefined && urls.get(id)) { window.open(urls.get(id), "_blank", "noopener,noreferrer"); }
  });
  document.querySelectorAll("[data-node]").forEach(function (li) {
    var id = Number(li.dataset.node);
    function on() { if (urls.has(id)) { network.selectNodes([id], false); raise(id); } li.classList.add("lit"); }
    function off() { network.unselectAll(); raise(); li.classList.remove("lit"); }
    li.addEventListener("mouseenter", on);
    li.addEventListener("mouseleave", off);
    li.addEventListener("focusin", on);
    li.addEventListener("focusout", off);
  });
  window.storygraph = { network: network };
})();
