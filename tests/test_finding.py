"""Which files are read: types, folders, links, names, and what is no file at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from storygraph.errors import InputError
from storygraph.read import read
from tests.record_files import ARTICLE, lines, put, rows


def test_a_folder_of_everything(tmp_path: Path) -> None:
    put(tmp_path, "a/one.md", "---\ntitle: One\n---\n")
    put(tmp_path, "b.jsonl", lines(ARTICLE))
    put(tmp_path, "c.TXT", "Three\n\nText")
    for ignored in (
        ".git/x.md",
        ".hidden.md",
        "a/.x/y.md",
        "page.html",
        "README.md",
        "data.xlsx",
        "md",
    ):
        put(tmp_path, ignored, "# Not an article\n")
    table, problems, *_ = read([tmp_path])
    assert rows(table, "id", "title") == [("a/one.md", "One"), ("c.TXT", "Three"), ("n1", "Title")]
    assert problems.height == 0
    assert table["input"][0] == str(tmp_path / "a" / "one.md")
    named, _, *_ = read([tmp_path / "README.md"])
    assert rows(named, "id", "title") == [("README.md", "Not an article")]


def test_the_page_of_a_section_is_no_article(tmp_path: Path) -> None:
    for name in ("posts/_index.md", "_index.de.md", "posts/index.md"):
        put(tmp_path, name, f"---\ntitle: {name}\n---\n")
    table, _, _, others = read([tmp_path])
    assert rows(table, "title") == [("posts/index.md",)]
    assert others == {".md": 2}
    named, *_ = read([tmp_path / "_index.de.md"])
    assert rows(named, "title") == [("_index.de.md",)]


def test_the_order_of_inputs_plays_no_part(tmp_path: Path) -> None:
    for folder in ("x/2024", "y/2024", "z"):
        put(tmp_path, f"{folder}/same.md", f"---\ntitle: {folder}\n---\n")
    inputs = [tmp_path / "x/2024", tmp_path / "y/2024", tmp_path / "z", tmp_path / "z/same.md"]
    first, _, *_ = read(inputs)
    second, _, *_ = read(inputs[::-1])
    assert first.equals(second)
    assert first["id"].n_unique() == 3
    assert sorted(name.rpartition("/")[0].rpartition("/")[2] for name in first["id"]) == [
        "2024",
        "2024",
        "z",
    ]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    path = put(tmp_path, "sub/a.md", "---\ntitle: A\n---\n")
    table, _, *_ = read([path, tmp_path, tmp_path / "sub", tmp_path])
    assert table["id"].to_list() == ["sub/a.md"]


def test_links_are_followed_once(tmp_path: Path) -> None:
    put(tmp_path, "in/real/a.md", "---\ntitle: A\n---\n")
    put(tmp_path, "out/b.md", "---\ntitle: B\n---\n")
    (tmp_path / "in/aaa").symlink_to(tmp_path / "in/real")
    (tmp_path / "in/real/loop").symlink_to(tmp_path / "in")
    (tmp_path / "in/out").symlink_to(tmp_path / "out")
    (tmp_path / "in/gone.md").symlink_to(tmp_path / "nowhere")
    table, problems, *_ = read([tmp_path / "in"])
    assert table["id"].to_list() == ["out/b.md", "real/a.md"]
    assert ["gone.md" in name for name in problems["input"]] == [True]


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes only on Linux")
def test_odd_file_names_give_valid_ids(tmp_path: Path) -> None:
    for name in (b"caf\xe9.md", b"new\nline.md", "r\u202etl.md".encode(), "é.md".encode()):
        with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:  # noqa: PTH123 (a path of bytes)
            file.write(b"---\ntitle: T\n---\n")
    table, problems, *_ = read([tmp_path])
    assert problems.height == 0
    assert set(table["id"]) == {"caf\\xe9.md", "new\\x0aline.md", "r\\x202etl.md", "é.md"}


def test_missing_and_empty_inputs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such file or folder: .*gone"):
        read([tmp_path / "gone"])
    with pytest.raises(InputError, match=r"nothing to read in .*\.md.*\.parquet"):
        read([tmp_path])
    with pytest.raises(InputError, match=r"page\.html: the types read are \.md"):
        read([put(tmp_path, "page.html", "x")])
    with pytest.raises(InputError, match="nothing to read"):
        read([])


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads everything")
def test_files_without_permission_are_problems(tmp_path: Path) -> None:
    put(tmp_path, "good.md", "---\ntitle: A\n---\n")
    put(tmp_path, "bad.md", "---\ntitle: A\n---\n").chmod(0)
    table, problems, *_ = read([tmp_path])
    assert table.height == problems.height == 1


@pytest.mark.parametrize("suffix", [".md", ".jsonl", ".csv", ".json", ".parquet"])
def test_pipes_and_links_to_themselves_are_told_and_end_nothing(
    suffix: str, tmp_path: Path
) -> None:
    put(tmp_path, "one.md", "---\ntitle: One\n---\n")
    os.mkfifo(tmp_path / f"pipe{suffix}")
    (tmp_path / f"self{suffix}").symlink_to(tmp_path / f"self{suffix}")
    table, problems, *_ = read([tmp_path])
    assert table["title"].to_list() == ["One"]
    assert sorted(Path(name).stem for name in problems["input"]) == ["pipe", "self"]
    assert all("cannot be read" in reason for reason in problems["reason"])


def test_a_pipe_in_the_place_of_a_graph_s_head_is_no_graph(tmp_path: Path) -> None:
    put(tmp_path, "one.md", "---\ntitle: One\n---\n")
    os.mkfifo(tmp_path / "run.json")
    table, problems, *_ = read([tmp_path])
    assert table["title"].to_list() == ["One"]
    assert [Path(name).name for name in problems["input"]] == ["run.json"]
