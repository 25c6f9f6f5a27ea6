"""Measures the explorer in headless Chromium, beside other pages of the same graph.

    python benchmarks/explorer.py --articles 100000 --edges 300000
    python benchmarks/explorer.py --modules FOLDER --datamapplot PYTHON   (see explorer_rivals)

Each page opens from `file://` in a window of 1440 x 900, three times: "ready" is the median of
the time until its first picture, "frame" the time between frames while the map is dragged,
released and zoomed, and "memory" the JavaScript heap after a collection. "CPU" is what the page's
own thread computed, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from explorer_graph import synthetic
from explorer_rivals import datamapplot_page, pyvis_page, sigma_page
from playwright.sync_api import sync_playwright

from storygraph.export.explorer import write_explorer

LIMIT = 120
"""Seconds after which a page counts as not getting ready."""

WAYS = {"software WebGL": [], "no WebGL": ["--disable-gpu", "--disable-software-rasterizer"]}

READY = {
    "ours": "performance.getEntriesByName('storygraph-drawn')[0]?.startTime",
    "sigma": "performance.getEntriesByName('ready')[0]?.startTime",
    # Neither says when it is done: the first moment at which its loading sign is gone
    "datamapplot": "(() => { const l = document.getElementById('loading');"
    " return document.querySelector('canvas') && (!l || getComputedStyle(l).display === 'none')"
    " ? (window.__t ??= performance.now()) : 0 })()",
    "pyvis": "(() => { const l = document.getElementById('loadingBar');"
    " return document.querySelector('canvas') && (!l || getComputedStyle(l).display === 'none')"
    " ? (window.__t ??= performance.now()) : 0 })()",
}

FRAMES = """async () => {
  const canvas = [...document.querySelectorAll('canvas')].filter((c) => c.clientWidth > 300).at(-1);
  const target = document.querySelector('.views-box canvas') || canvas;
  const box = target.getBoundingClientRect();
  const [cx, cy] = [box.left + box.width / 2, box.top + box.height / 2];
  const gaps = [];
  let last = performance.now(), stop = false;
  const tick = () => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (!stop) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  // A page that needs seconds a frame has said enough after twenty
  const enough = performance.now() + 20000;
  const going = () => performance.now() < enough;
  target.setPointerCapture = () => {};
  const fire = (name, x, y) => {
    const options = {clientX: x, clientY: y, bubbles: true, cancelable: true, pointerId: 1,
                     button: 0, buttons: name.endsWith('up') ? 0 : 1, pointerType: 'mouse'};
    target.dispatchEvent(new PointerEvent('pointer' + name, options));
    target.dispatchEvent(new MouseEvent('mouse' + name, options));
  };
  fire('down', cx, cy);
  for (let i = 0; i < 60 && going(); i++) {
    fire('move', cx - i * 5, cy - i * 2);
    await frame();
  }
  fire('up', cx - 295, cy - 118);
  for (let i = 0; i < 20 && going(); i++) await frame();
  for (const way of [-1, 1]) {
    for (let i = 0; i < 30 && going(); i++) {
      const options = {deltaY: way * 60, clientX: cx, clientY: cy, bubbles: true, cancelable: true};
      target.dispatchEvent(new WheelEvent('wheel', options));
      await frame();
    }
    for (let i = 0; i < 20 && going(); i++) await frame();
  }
  stop = true;
  gaps.sort((a, b) => a - b);
  return [gaps[gaps.length >> 1], gaps[Math.floor(gaps.length * 0.95)]];
}"""

HOVER = """async () => {
  const target = document.querySelector('.views-box canvas');
  const box = target.getBoundingClientRect();
  const spent = [];
  for (let i = 0; i < 40; i++) {
    const x = box.left + box.width / 2 - 200 + i * 9, y = box.top + box.height / 2 - 90 + i * 4;
    const start = performance.now();
    target.dispatchEvent(new PointerEvent('pointermove', {clientX: x, clientY: y, bubbles: true}));
    await new Promise((done) => requestAnimationFrame(done));
    spent.push(performance.now() - start);
  }
  return spent.sort((a, b) => a - b)[20];
}"""

SEARCH = """(words) => {
  const field = document.querySelector('.search input');
  const counts = document.querySelector('.counts');
  const start = performance.now();
  return new Promise((done) => {
    // Words that change no count would be waited for without end
    setTimeout(() => done(NaN), 3000);
    new MutationObserver((_, watcher) => {
      watcher.disconnect();
      requestAnimationFrame(() => done(performance.now() - start));
    }).observe(counts, {childList: true, characterData: true, subtree: true});
    field.value = words;
    field.dispatchEvent(new Event('input'));
  });
}"""


def size_of(page: Path) -> int:
    """Bytes of the page and of what lies beside it for it."""
    beside = page.parent / "explorer-data"
    return page.stat().st_size + sum(file.stat().st_size for file in beside.glob("*.js"))


def ready(page: Any, name: str) -> float | None:
    """Milliseconds until the first picture, or None."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        value = page.evaluate(READY[name])
        if value:
            return float(value)
        page.wait_for_timeout(30)
    return None


def thread_seconds(session: Any) -> float:
    """CPU seconds that the page's main thread has spent on tasks since it was opened."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))


def serve(context: Any, modules: Path | None) -> None:
    """Answers datamapplot's requests from `modules`, everything else with nothing."""
    files = {"deck.gl": "deck.gl/dist.min.js", "arrow": "apache-arrow/Arrow.es2015.min.js"}

    def answer(route: Any) -> None:
        known = [path for key, path in files.items() if key in route.request.url]
        if modules and known:
            route.fulfill(path=modules / "node_modules" / known[0])
        else:
            route.fulfill(body="")

    context.route(re.compile(r"^https?:"), answer)


def measure(browser: Any, name: str, file: Path, modules: Path | None) -> dict[str, Any]:
    """Median readiness of three loads, frames and memory of the last."""
    times, computed = [], []
    for _ in range(3):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        serve(context, modules)
        page = context.new_page()
        page.set_default_timeout(LIMIT * 1000)
        session = context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(file.as_uri(), wait_until="commit")
        taken = ready(page, name)
        if taken is None:
            context.close()
            return {"page": name, "MB": size_of(file) / 1e6, "ready s": None}
        times.append(taken)
        computed.append(thread_seconds(session))
        if len(times) < 3:
            context.close()
    found: dict[str, Any] = {
        "page": name,
        "MB": size_of(file) / 1e6,
        "ready s": statistics.median(times) / 1000,
        "CPU s": statistics.median(computed),
    }
    if name == "ours":
        while not page.evaluate("document.documentElement.dataset.complete"):
            page.wait_for_timeout(50)
    else:
        page.wait_for_timeout(1500)
    found["frame ms"], found["95 % ms"] = page.evaluate(FRAMES)
    memory = "(gc(), performance.memory.usedJSHeapSize / 1e6)"
    if name == "ours":
        found["hover ms"] = page.evaluate(HOVER)
        spent, busy = [], []
        for words in ("storm", "council vote", "minister", "outlet 12", "ferry"):
            before = thread_seconds(session)
            spent.append(page.evaluate(SEARCH, words))
            busy.append((thread_seconds(session) - before) * 1000)
            page.evaluate(SEARCH, "")
            page.wait_for_timeout(300)
        found["search ms"] = statistics.median(value for value in spent if not math.isnan(value))
        found["CPU ms"] = statistics.median(busy)
    found["memory MB"] = page.evaluate(memory)
    context.close()
    return found


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as Markdown."""
    names = ["page", "browser", "MB", "ready s", "CPU s", "frame ms", "95 % ms", "hover ms",
             "search ms", "CPU ms", "memory MB"]  # fmt: skip
    digits = {"MB": 1, "ready s": 2, "CPU s": 2}

    def cell(row: dict[str, Any], name: str) -> str:
        value = row.get(name)
        if name == "ready s" and value is None:
            return f"not in {LIMIT}"
        return f"{value:.{digits.get(name, 0)}f}" if isinstance(value, float) else str(value or "")

    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(cell(row, name) for name in names) + " |" for row in rows]
    return "\n".join(lines)


def main() -> None:
    """Make the pages, measure them, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=None, help="default: three an article")
    parser.add_argument("--modules", type=Path, help="folder with sigma and deck.gl installed")
    parser.add_argument("--datamapplot", type=Path, help="Python with datamapplot installed")
    parser.add_argument("--pyvis", action="store_true", help="plain pyvis too; slow")
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    parser.add_argument("--folder", type=Path, default=None, help="where the pages go")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="explorer-"))
    folder.mkdir(parents=True, exist_ok=True)
    graph = synthetic(options.articles, options.edges or 3 * options.articles)
    start = time.perf_counter()
    pages = {"ours": write_explorer(graph, folder / "ours" / "index.html", title="Benchmark")}
    print(json.dumps({"graph": repr(graph), "written s": round(time.perf_counter() - start, 1)}))
    if options.modules:
        pages["sigma"] = sigma_page(graph, folder, options.modules)
    if options.datamapplot:
        pages["datamapplot"] = datamapplot_page(graph, folder, options.datamapplot)
    if options.pyvis:
        pages["pyvis"] = pyvis_page(graph, folder)
    rows = []
    with sync_playwright() as playwright:
        for way, flags in WAYS.items():
            always = ["--no-sandbox", "--js-flags=--expose-gc", "--enable-precise-memory-info"]
            for name, file in pages.items():
                browser = playwright.chromium.launch(
                    executable_path=options.chromium, args=always + flags
                )
                rows.append({**measure(browser, name, file, options.modules), "browser": way})
                browser.close()
                print(table(rows[-1:]).splitlines()[-1], flush=True)
    print(table(rows))


if __name__ == "__main__":
    main()
