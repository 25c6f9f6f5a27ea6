"""Encodings other than UTF-8: told once a file, by all its lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storygraph.read import read
from storygraph.read.decoding import DAMAGED, FOREIGN, REPAIRED
from storygraph.read.streams import Problems

TEXTS = {
    "cp1255": "ראש הממשלה אמר היום כי הממשלה תפעל להקמת ועדה חדשה לבדיקת הנושא במהירות",
    "big5": "颱風接近台灣東部海域，中央氣象局今日發布海上颱風警報，提醒民眾注意安全",
    "koi8_r": "Президент подписал указ о назначении нового министра экономики сегодня утром",
    "gbk": "台风接近东部海域，中央气象台今日发布台风警报，提醒民众注意安全",
    "shift_jis": "台風が東部の海域に接近しており、気象庁は今日警報を発表しました",
    "cp874": "นายกรัฐมนตรีกล่าวว่ารัฐบาลจะเร่งดำเนินการแก้ไขปัญหาน้ำท่วม",
}
KIN = {"gbk": "gb18030", "shift_jis": "cp932"}
"""What has all characters of an encoding, and more, and is told in its place."""


def titles(encoding: str) -> list[str]:
    """Forty headlines, long ones and such that say nothing of their encoding by themselves."""
    text = TEXTS[encoding]
    turned = [(text[at:] + text[:at]).strip() for at in range(40)]
    return [title if at % 2 else title[:7].strip() for at, title in enumerate(turned)]


@pytest.mark.parametrize("encoding", TEXTS)
@pytest.mark.parametrize("name", ["in.jsonl", "in.json", "in.csv"])
def test_lines_are_read_in_the_encoding_of_their_file(
    name: str, encoding: str, tmp_path: Path
) -> None:
    given = titles(encoding)
    if name == "in.csv":
        text = "title\n" + "".join(f'"{title}"\n' for title in given)
    else:
        lines = (json.dumps({"title": title}, ensure_ascii=False) + "\n" for title in given)
        text = "".join(lines)
    (tmp_path / name).write_bytes(text.encode(encoding))
    table, problems, *_ = read([tmp_path / name])
    assert table["title"].to_list() == given
    ((reason, line),) = problems.select("reason", "line").rows()
    told = KIN.get(encoding, encoding)
    assert reason == f"{FOREIGN}{told} (and so 39 more lines)"
    assert line == (2 if name == "in.csv" else 1)


@pytest.mark.parametrize("encoding", [*TEXTS, "cp1252"])
def test_so_they_are_with_the_line_ends_of_old_macs(encoding: str, tmp_path: Path) -> None:
    given = titles(encoding) if encoding in TEXTS else ["Fähre"] * 40
    text = "title,text\r" + "".join(f'"{title}","one\ntwo"\r' for title in given)
    (tmp_path / "in.csv").write_bytes(text.encode(encoding))
    table, problems, *_ = read([tmp_path / "in.csv"])
    assert table["title"].to_list() == given
    told = FOREIGN + KIN.get(encoding, encoding) if encoding in TEXTS else REPAIRED
    assert problems["reason"].to_list() == [f"{told} (and so 39 more lines)"]


def test_one_row_tells_of_all_lines_in_one_encoding() -> None:
    problems = Problems()
    for line in range(1, 31):
        problems.add(line, FOREIGN + "big5" if line % 3 else REPAIRED)
    problems.add(31, "broken JSON: x")
    problems.add(32, FOREIGN + "koi8_r")
    problems.add(33, FOREIGN + "cp874")
    problems.add(34, FOREIGN + "cp874")
    assert problems.all() == [
        (1, FOREIGN + "big5 (and so 19 more lines)"),
        (3, REPAIRED + " (and so 9 more lines)"),
        (31, "broken JSON: x"),
        (32, FOREIGN + "koi8_r"),
        (33, FOREIGN + "cp874 (and so 1 more line)"),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-32-be", "utf-32-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.md"])
def test_wide_encodings_are_read_in_every_type_of_file(
    name: str, encoding: str, tmp_path: Path
) -> None:
    text = {
        "a.jsonl": '{"title": "Fähre 渡船"}\n',
        "a.json": '[{"title": "Fähre 渡船"}]',
        "a.csv": "title,text\nFähre 渡船,x\n",
        "a.md": "---\ntitle: Fähre 渡船\n---\nx\n",
    }[name]
    mark = "" if encoding in ("utf-16", "utf-32") else "\ufeff"
    (tmp_path / name).write_bytes((mark + text).encode(encoding))
    found = read([tmp_path / name])
    assert found.records["title"].to_list() == ["Fähre 渡船"]
    assert found.problems.is_empty()


def test_a_sign_for_what_was_lost_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("---\ntitle: Caf\ufffd\n---\nx\n".encode("utf-16"))
    assert read([tmp_path]).problems.is_empty()
    (tmp_path / "a.md").write_bytes("---\ntitle: Ferry\n---\nx\n".encode("utf-16") + b"\xd8")
    assert read([tmp_path]).problems["reason"].to_list() == [f"{DAMAGED}UTF-16"]
