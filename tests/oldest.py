"""The oldest versions of its dependencies that the package says it runs with, for pip.

python tests/oldest.py > oldest.txt
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def oldest(project: Path = PROJECT) -> list[str]:
    """`name==version` of each dependency, the version being the lowest of its range."""
    given = tomllib.loads(project.read_text("utf-8"))["project"]["dependencies"]
    return [re.sub(r"^([\w-]+)>=([\d.]+),<[\d.]+$", r"\1==\2", entry) for entry in given]


if __name__ == "__main__":
    print(*oldest(), sep="\n")  # noqa: T201 (a script)
