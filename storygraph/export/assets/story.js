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

  data.nodes.forEach(function (node) { node.title = tooltip(node); });
  data.edges.forEach(function (edge) { edge.title = edgeTip(edge); });
  var nodes = new vis.DataSet(data.nodes);
  var edges = new vis.DataSet(data.edges);
  var network = new vis.Network(box, { nodes: nodes, edges: edges }, data.options);

  function paint() {
    var paper = ink("--paper");
    network.setOptions({
      nodes: { font: { color: ink("--ink"), strokeColor: paper } },
      edges: { color: { color: ink("--edge"), highlight: ink("--accent"), hover: ink("--accent") } },
    });
    nodes.update(data.nodes.filter(function (node) { return node.hollow; }).map(function (node) {
      return { id: node.id, color: { background: paper, border: node.tint,
        highlight: { background: paper, border: node.tint }, hover: { background: paper, border: node.tint } } };
    }));
  }
  paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  network.fit({ animation: false });

  var urls = new Map(data.nodes.map(function (node) { return [node.id, node.url]; }));
  function row(id) { return document.getElementById("a" + id); }
  function light(id, on) { var li = row(id); if (li) { li.classList.toggle("lit", on); } }
  network.on("hoverNode", function (event) {
    light(event.node, true);
    row(event.node).scrollIntoView({ block: "nearest" });
    box.style.cursor = urls.get(event.node) ? "pointer" : "default";
  });
  network.on("blurNode", function (event) { light(event.node, false); box.style.cursor = "default"; });
  network.on("click", function (event) {
    var id = event.nodes[0];
    if (id !== undefined && urls.get(id)) { window.open(urls.get(id), "_blank", "noopener,noreferrer"); }
  });
  document.querySelectorAll("[data-node]").forEach(function (li) {
    var id = Number(li.dataset.node);
    function on() { if (urls.has(id)) { network.selectNodes([id]); } li.classList.add("lit"); }
    function off() { network.unselectAll(); li.classList.remove("lit"); }
    li.addEventListener("mouseenter", on);
    li.addEventListener("mouseleave", off);
    li.addEventListener("focusin", on);
    li.addEventListener("focusout", off);
  });
  window.storygraph = { network: network };
})();
