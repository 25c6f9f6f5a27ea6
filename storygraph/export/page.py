"""What pages have in common: scripts and styles that ship with us, and a policy for no others."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources


@cache
def asset(name: str) -> str:
    """The text of a file of ours in `assets/`."""
    return (resources.files("storygraph.export") / "assets" / name).read_text("utf-8")


def policy(scripts: Sequence[str], *, more: str = "", styles: str, images: str) -> str:
    """The Content-Security-Policy of a page that runs these `scripts` and makes no request.

    `more` are other sources of scripts, `styles` and `images` those of either, in its words.
    """
    allowed = " ".join([*map(by_hash, scripts), *([more] if more else [])])
    return (
        f"default-src 'none'; script-src {allowed}; style-src {styles}; img-src {images}; "
        "base-uri 'none'; form-action 'none'"
    )


def by_hash(text: str) -> str:
    """A source of an inline script or style: this text and no other."""
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest())
    return f"'sha256-{digest.decode('ascii')}'"
