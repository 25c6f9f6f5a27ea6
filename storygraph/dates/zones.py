"""Time zones by name and by distance from UTC."""

from __future__ import annotations

MAX_OFFSET = 15 * 60
"""Minutes from UTC; the largest offset in use is 14 hours."""

ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "CET": 60, "CEST": 120, "EET": 120,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
    "PDT": -420,
}  # fmt: skip
"""Minutes from UTC of zone names: those of RFC 2822 and of the European Union. Others, which
stand for several zones each (IST, BST), leave a time zone-less."""
