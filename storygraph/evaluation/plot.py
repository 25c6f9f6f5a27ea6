"""A plot of sweeps as one SVG file: self-contained, light and dark, without script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from storygraph.evaluation.sweep import Sweep
from storygraph.files.atomic import writing
from storygraph.files.ours import PLOT
from storygraph.files.output import refuse_foreign_file

WIDTH, HEIGHT = 420, 250
"""Pixels of one plot between its axes."""

LEFT, TOP, GAP, BOTTOM = 56, 78, 64, 68

LINES = (
    ("F1", "f1", "all"),
    ("precision", "precision", "precision"),
    ("recall", "recall", "recall"),
)

_STYLE = """
svg{background:#fff;font:12px system-ui,sans-serif}text{fill:#1f2937}.soft{fill:#6b7280}
.grid{stroke:#e5e7eb}.usual{stroke:#9ca3af;stroke-dasharray:3 3}polyline{fill:none;stroke-width:1.5}
.all{stroke:#1d4ed8;stroke-width:2.5}.precision{stroke:#b45309}.recall{stroke:#047857}
circle{stroke:none}circle.all{fill:#1d4ed8}circle.precision{fill:#b45309}circle.recall{fill:#047857}
@media(prefers-color-scheme:dark){svg{background:#111827}text{fill:#e5e7eb}.soft{fill:#9ca3af}
.grid{stroke:#374151}.usual{stroke:#6b7280}.all{stroke:#93c5fd}circle.all{fill:#93c5fd}
.precision{stroke:#fbbf24}circle.precision{fill:#fbbf24}
.recall{stroke:#34d399}circle.recall{fill:#34d399}}
"""


def write_sweep_plot(sweeps: Sequence[Sweep], path: Path) -> Path:
    """Write one plot a sweep, side by side: B-cubed F1, precision and recall of all articles.

    The values stand at equal distances, in order; a dashed line marks what a build would use.
    Raises OutputError, also when another program's file is in the place.
    """
    refuse_foreign_file(path, PLOT)
    width = LEFT + len(sweeps) * (WIDTH + GAP)
    height = TOP + HEIGHT + BOTTOM
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        "<!-- storygraph sweep -->",  # `files.ours` knows it by this
        "<title>Agreement with gold stories along options of storygraph</title>",
        f"<style>{_STYLE}</style>",
        *_legend(),
    ]
    least = _least(sweeps)
    for number, sweep in enumerate(sweeps):
        parts += _plot(sweep, LEFT + number * (WIDTH + GAP), least)
    with writing(path) as file:
        file.write("\n".join([*parts, "</svg>\n"]).encode())
    return path


def _least(sweeps: Sequence[Sweep]) -> float:
    """Where the vertical axis begins: the lowest tenth that holds every value."""
    values = [
        getattr(point.overall, name)
        for sweep in sweeps
        for point in sweep.points
        for _, name, _ in LINES
    ]
    return min(int(min(values, default=0.0) * 10) / 10, 0.9)


def _legend() -> list[str]:
    parts = [
        f'<text x="{LEFT}" y="22" font-weight="600">B-cubed agreement with gold stories</text>'
    ]
    x = LEFT
    for name, _, kind in LINES:
        parts.append(
            f'<polyline class="{kind}" points="{x},38 {x + 22},38"/>'
            f'<text x="{x + 28}" y="42">{name}</text>'
        )
        x += 110
    parts.append(
        f'<line class="usual" x1="{x}" x2="{x + 22}" y1="38" y2="38"/>'
        f'<text x="{x + 28}" y="42">what a build would use</text>'
    )
    return parts


def _plot(sweep: Sweep, left: float, least: float) -> list[str]:
    def down(value: float) -> float:
        return round(TOP + HEIGHT * (1 - (value - least) / (1 - least)), 1)

    step = WIDTH / max(len(sweep.points) - 1, 1)
    across = [round(left + number * step, 1) for number in range(len(sweep.points))]
    parts = [f'<text x="{left}" y="{TOP - 14}" font-weight="600">{escape(sweep.axis)}</text>']
    for tenth in range(round(least * 10), 11):
        y = down(tenth / 10)
        parts.append(
            f'<line class="grid" x1="{left}" x2="{left + WIDTH}" y1="{y}" y2="{y}"/>'
            f'<text class="soft" x="{left - 8}" y="{y + 4}" text-anchor="end">'
            f"{tenth / 10:.1f}</text>"
        )
    for x, point in zip(across, sweep.points, strict=True):
        if point.usual:
            parts.append(f'<line class="usual" x1="{x}" x2="{x}" y1="{TOP}" y2="{TOP + HEIGHT}"/>')
        weight = ' font-weight="600"' if point.usual else ""
        parts.append(
            f'<text x="{x}" y="{TOP + HEIGHT + 18}" text-anchor="middle"{weight}>'
            f"{sweep.spelled(point)}</text>"
            f'<text class="soft" x="{x}" y="{TOP + HEIGHT + 36}" text-anchor="middle">'
            f"{point.overall.found:,}</text>"
        )
    parts.append(
        f'<text class="soft" x="{left}" y="{TOP + HEIGHT + 56}">second row: stories found; '
        f"true: {sweep.points[0].overall.true:,}</text>"
    )
    for name, attribute, kind in reversed(LINES):
        dots = [
            (x, down(getattr(point.overall, attribute)), point)
            for x, point in zip(across, sweep.points, strict=True)
        ]
        line = " ".join(f"{x},{y}" for x, y, _ in dots)
        parts.append(f'<polyline class="{kind}" points="{line}"/>')
        parts += [
            f'<circle class="{kind}" cx="{x}" cy="{y}" r="3"><title>'
            f"{name} {getattr(point.overall, attribute):.3f} at {sweep.spelled(point)}"
            "</title></circle>"
            for x, y, point in dots
        ]
    return parts
