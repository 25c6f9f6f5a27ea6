"""Tables in columns: every word is there, in its place, and no line is too long."""

from __future__ import annotations

import io
import time

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from storygraph.printing.columns import GAP, NARROWEST, Column, print_columns

COLUMNS = (Column("story", is_number=True), Column("dates"), Column("title"))
words = st.text("abcé漢字", min_size=1, max_size=12)
texts = st.lists(words, max_size=12).map(" ".join)
rows = st.lists(st.tuples(st.integers(0, 10**6).map("{:,}".format), words, texts), max_size=8)


def printed(table: list[tuple[str, str, str]], width: int) -> list[str]:
    file = io.StringIO()
    print_columns(Console(file=file, width=width), COLUMNS, table)
    return file.getvalue().splitlines()


@given(rows, st.integers(45, 100))
def test_each_word_stands_in_its_column(table: list[tuple[str, str, str]], width: int) -> None:
    lines = printed(table, width)
    numbers = max(len("story"), *(len(row[0]) for row in table)) if table else len("story")
    dates = max(map(cell_len, ["dates", *(row[1] for row in table)]))
    assert all(cell_len(line) <= width for line in lines)
    assert all(line == line.rstrip() for line in lines)
    assert lines[0].split() == ["story", "dates", "title"]
    found: list[list[str]] = []
    for line in lines[1:]:
        if line[:numbers].strip():
            number, date, *title = line.split()
            assert line.startswith(number.rjust(numbers) + GAP + date)
            found.append([number, date, "".join(title)])
        else:
            assert line.startswith(" " * (numbers + dates + 2 * len(GAP)))
            found[-1][2] += "".join(line.split())
    assert found == [[number, date, title.replace(" ", "")] for number, date, title in table]


def test_the_last_column_has_room_where_there_is_none() -> None:
    lines = printed([("1", "2026-03-04 to 2026-03-05", "ferries cancelled")], 20)
    assert [line.split()[-1] for line in lines] == ["title", "ferries", "cancelled"]
    assert len("cancelled") < NARROWEST


def test_rows_have_their_styles() -> None:
    file = io.StringIO()
    console = Console(file=file, width=80, force_terminal=True, color_system="standard")
    table = [("1", "undated", "ferries"), ("2", "undated", "trams"), ("3", "undated", "trains")]
    print_columns(console, COLUMNS, table, ["bold", "", "dim"])
    header, *lines = file.getvalue().splitlines()
    assert [line[:4] for line in (header, lines[0], lines[2])] == ["\x1b[2m", "\x1b[1m", "\x1b[2m"]
    assert lines[1] == "    2  undated  trams"


def test_thousands_of_rows_are_printed_at_once() -> None:
    title = "Two thousand travellers wait as ferries are cancelled along the coast, and the harbour"
    table = [(f"{n:,}", "2026-03-04 to 2026-03-05", title) for n in range(5_000)]
    began = time.process_time()
    assert len(printed(table, 80)) > 10_000
    assert time.process_time() - began < 2
