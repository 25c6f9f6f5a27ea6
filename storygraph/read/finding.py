"""Which files a run reads, in which order, and how they are named."""

from __future__ import annotations

import os
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from storygraph.errors import InputError
from storygraph.files.ours import BUILT, HEAD, holds_stories, is_graph, is_output
from storygraph.read import frontmatter, records
from storygraph.read.packed import advice
from storygraph.read.piped import NAME, PIPE, standard_input

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TYPES = (
    ".md .markdown .mdx .txt .json .jsonl .ndjson .csv .tsv .parquet .rss .atom .xml "
    "(.jsonl.gz, .csv.gz)"
)
"""File types that are read, for messages."""

BESIDE = 1000
"""Names in a folder among which one like a missing name is looked for."""

NO_TYPE = "none"
_LISTS = (".csv", ".json")  # types in which stories are exported

KINDS = 8
"""Types of files passed over that are named in words."""

_NOT_ARTICLES = re.compile(
    r"(readme|license|licence|copying|notice|changelog|contributing|code_of_conduct|security)"
    r"(\.[a-z]{2}(-[a-z]{2})?)?\.(md|markdown|mdx|txt)",
    re.IGNORECASE,
)
_SECTION = re.compile(r"_index(\.[a-z]{2}(-[a-z]{2})?)?\.(md|markdown|mdx)", re.IGNORECASE)
"""Hugo's page of a folder: a heading above a list of articles, with front matter like theirs."""
_ADDRESS = re.compile(r"(https?|ftp):/+(.*)", re.DOTALL)
"""How a URL looks as a path, in which two slashes are one."""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Source:
    """One file to read.

    `id` is its POSIX path inside the input (its name for a single file), unique in a run;
    `shown` is the path as the user would name it. Both are valid UTF-8, without control
    characters. `root` is the input folder, or that of the file if the user named the file
    itself; then `named` is true.
    """

    path: Path
    root: Path
    id: str
    shown: str
    named: bool
    is_records: bool


class Found(NamedTuple):
    """The `sources` to read, and how many files of `others` lie among them, by their type."""

    sources: list[Source]
    others: Counter[str]


def find(inputs: Sequence[Path]) -> Found:
    """The files of `inputs`, each once, ordered by id; the order of `inputs` plays no part.

    `-` is standard input. Folders are searched recursively. Hidden files and folders (`.git`)
    and what storygraph itself wrote are passed over, other file types are counted. A link to a
    folder is followed once, so loops end; one that leads nowhere is a source, and reading it tells.

    Raises InputError for a missing input, and when there is nothing to read.
    """
    found: dict[str, tuple[Path, Path | None, str]] = {}  # real path: path, input folder, tail
    others: dict[str, str] = {}  # real path: type
    piped = [_piped()] if PIPE in inputs else []
    rest = set(inputs) - {PIPE}
    for root in sorted(rest, key=lambda path: (os.path.realpath(path), str(path))):
        try:
            is_folder = root.is_dir()
            if not is_folder and not root.exists():
                raise InputError(_missing(root, inputs))
        except (OSError, ValueError) as error:
            raise InputError(f"cannot read {shown(str(root))}: {error}") from error
        if is_folder:
            for path, tail, real in _walk(root, others):
                found.setdefault(real, (path, root, tail))
        elif _reads(root.name):
            found.setdefault(os.path.realpath(root), (root, None, root.name))
        else:
            why = advice(root.name) or f"the types read are {TYPES}"
            raise InputError(f"cannot read {shown(str(root))}: {why}")
    if not found and not piped:
        named = ", ".join(shown(str(path)) for path in inputs) or "no input given"
        written = any(is_graph(path) or is_output(path) for path in inputs)
        why = "what storygraph wrote is passed over" if written else f"the types read are {TYPES}"
        if others:
            why += f", and there are {kinds(Counter(others.values()))}"
        raise InputError(f"nothing to read in {named}: {why}")
    return Found(piped + _with_ids(list(found.values())), Counter(others.values()))


def _missing(root: Path, inputs: Sequence[Path]) -> str:
    """That `root` is not there, and what may have been meant by it."""
    if address := _ADDRESS.fullmatch(str(root)):
        page = shown(f"{address[1]}://{address[2]}")
        return f"{page} is an address, and only files are read: save the page or feed first"
    told = f"no such file or folder: {shown(str(root))}"
    words = " ".join(map(str, inputs))
    if len(inputs) > 1 and Path(words).exists():
        return f'{told}. A path with blanks needs quotes: "{shown(words)}"'
    beside: list[str] = []
    with suppress(OSError):
        beside = sorted(each.name for each in root.parent.iterdir())[:BESIDE]
    if like := get_close_matches(root.name, beside, 1):
        return f"{told}. Did you mean {shown(str(root.with_name(like[0])))}?"
    return told


def _piped() -> Source:
    """Standard input."""
    path = standard_input()
    return Source(
        path=path,
        root=path,
        id=NAME,
        shown=str(PIPE),
        named=True,
        is_records=records.kind(path.name) is not None,
    )


def shown(path: str) -> str:
    r"""A path as valid, printable UTF-8: other bytes and control characters as `\xNN`."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return _UNPRINTABLE.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def _reads(name: str) -> bool:
    stem, dot, suffix = name.lower().rpartition(".")
    return (bool(stem) and dot + suffix in frontmatter.SUFFIXES) or records.kind(name) is not None


def kinds(others: Mapping[str, int]) -> str:
    """Files by their type in words, the most first: "12 .png, 3 .pdf, 1 without a type"."""
    ranked = sorted(others.items(), key=lambda each: (-each[1], each[0]))
    told = [f"{count:,} {'without a type' if name == NO_TYPE else name}" for name, count in ranked]
    more = len(told) - KINDS
    return ", ".join(told[:KINDS] + [f"{more} more types"] * (more > 0))


def type_of(name: str) -> str:
    """The type of a file as its name ends, NO_TYPE where that does not look like one."""
    suffix = Path(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9_]{1,10}", suffix) else NO_TYPE


def _walk(root: Path, others: dict[str, str]) -> list[tuple[Path, str, str]]:
    """Readable files below `root` as (path, POSIX path inside `root`, path without links).

    The types of other files go to `others`, by their paths without links. Real folders come first
    and links to folders last, so that a folder reached both ways keeps its own name.
    """
    files: list[tuple[Path, str, str]] = []
    seen: set[tuple[int, int]] = set()
    folders = [(str(root), "")]
    links: list[tuple[str, str]] = []
    while folders or links:
        if folders:
            folder, prefix = folders.pop()
        else:
            links.sort(key=lambda link: link[1], reverse=True)
            folder, prefix = links.pop()
        try:
            status = Path(folder).stat()
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            if not prefix:
                raise InputError(f"cannot read {shown(folder)}: {error.strerror}") from error
            # Reading it reports the reason
            files.append((Path(folder), prefix.rstrip("/"), os.path.realpath(folder)))
            continue
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        real_folder = os.path.realpath(folder).rstrip(os.sep)
        for entry in _not_ours(Path(folder), entries):
            if entry.name.startswith("."):
                continue
            tail = prefix + entry.name
            if _is_folder(entry):
                (links if entry.is_symlink() else folders).append((entry.path, tail + "/"))
                continue
            real = f"{real_folder}{os.sep}{entry.name}"
            real = os.path.realpath(entry.path) if entry.is_symlink() else real
            if _is_source(entry):
                files.append((Path(entry.path), tail, real))
            else:
                others[real] = type_of(entry.name)
    return files


def _is_source(entry: os.DirEntry[str]) -> bool:
    """Whether a file is to be read: of a type that is, and no export of ours.

    So is a link that leads nowhere, where its name may be that of a folder: reading tells why.
    """
    if _reads(entry.name):
        return not (entry.name.lower().endswith(_LISTS) and holds_stories(Path(entry.path)))
    lost = entry.is_symlink() and not Path(entry.path).exists()
    return lost and type_of(entry.name) == NO_TYPE


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder; of a link that leads to itself reading tells the reason."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _not_ours(folder: Path, entries: list[os.DirEntry[str]]) -> list[os.DirEntry[str]]:
    """Those of a folder's entries that no build wrote: beside its outputs may lie articles."""
    names = {entry.name for entry in entries}
    if HEAD in names and is_graph(folder):
        return []
    ours = BUILT if names & BUILT and is_output(folder) else frozenset()
    return [entry for entry in entries if entry.name not in ours]


def _with_ids(found: list[tuple[Path, Path | None, str]]) -> list[Source]:
    """Ids that are unique: where tails clash, the input's name goes before, or its path."""
    ids = [shown(tail) for _, _, tail in found]
    for prefix in (_folder_name, _folder_path):
        counts: dict[str, int] = {}
        for name in ids:
            counts[name] = counts.get(name, 0) + 1
        if len(counts) == len(ids):
            break
        ids = [
            name if counts[name] == 1 else f"{prefix(path, root)}/{shown(tail)}"
            for name, (path, root, tail) in zip(ids, found, strict=True)
        ]
    sources = [
        Source(
            path=path,
            root=path.parent if root is None else root,
            id=name,
            shown=shown(str(path)),
            named=root is None,
            is_records=records.kind(path.name) is not None,
        )
        for name, (path, root, _) in zip(ids, found, strict=True)
    ]
    return sorted(sources, key=lambda source: (source.id, source.shown))


def _folder_name(path: Path, root: Path | None) -> str:
    folder = path.parent if root is None else root
    return shown(Path(os.path.realpath(folder)).name)


def _folder_path(path: Path, root: Path | None) -> str:
    folder = path.parent if root is None else root
    return shown(folder.as_posix()).strip("/")


def is_article(source: Source, *, has_front_matter: bool) -> bool:
    """Whether a file is meant as an article: a README without front matter is not."""
    if source.named or source.is_records:
        return True
    if _SECTION.fullmatch(source.path.name):
        return False
    return has_front_matter or not _NOT_ARTICLES.fullmatch(source.path.name)
