"""Which name is which field.

One alias table serves front matter, JSON objects, CSV and Parquet columns, and related
entries. Names are compared folded: lower case, letters and digits only, so that
`publishedDateTime`, `published_date_time` and `Published DateTime` are one name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, TypeAlias

from storygraph.errors import UsageError

Plan: TypeAlias = list[tuple[str, tuple[str, ...]]]
"""Fields, each with the names to try in the mappings of one shape, best first."""

ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "guid", "uuid", "articleid", "docid", "documentid", "uid"),
    "title": (
        "title", "headline", "heading", "webtitle", "headlinetext", "articletitle", "newstitle",
        "documenttitle", "name",
        "titel", "überschrift", "schlagzeile", "titre", "título", "titulo", "titular", "titolo",
        "kop", "overskrift", "otsikko", "tytuł", "заголовок", "标题", "見出し", "제목",
    ),
    "excerpt": (
        "excerpt", "description", "summary", "lead", "abstract", "snippet", "subtitle", "teaser",
        "dek", "deck", "standfirst", "shortdescription", "trailtext",
        "fieldstrailtext", "hlead", "openingtext", "intro", "abstractnote",
        "zusammenfassung", "vorspann", "résumé", "chapô", "resumen", "resumo", "riassunto",
        "samenvatting", "摘要",
    ),
    "body": (
        "body", "text", "fulltext", "content", "article", "articlebody", "maintext", "bodytext",
        "contenttext", "contenthtml", "articletext", "articlecontent", "bodyhtml", "fieldsbodytext",
        "fieldsbody", "textcontent", "fullcontent", "newstext", "documenttext", "cleantext",
        "cleanedtext", "rawtext", "leadparagraph",
        "inhalt", "volltext", "texte", "contenu", "texto", "contenido", "conteúdo", "testo",
        "tekst", "inhoud", "текст", "正文", "本文", "본문",
    ),
    "url": (
        "weburl", "url", "link", "externalurl", "canonicalurl", "canonical", "href", "permalink",
        "articleurl", "articlelink", "documentlink", "newsurl", "pageurl", "storyurl",
        "documentidentifier", "lien", "enlace", "uri",
    ),
    "original_url": ("originalurl",),
    "amp_url": ("ampweburl", "ampurl", "cdnampweburl"),
    "source": (
        "provider", "source", "outlet", "publisher", "publication", "site", "sitename",
        "sourcename", "sourcetitle", "newspaper", "medianame", "sourcecommonname",
        "publicationtitle", "containertitle",
        "quelle", "zeitung", "journal", "fuente", "fonte", "bron", "källa", "kilde", "źródło",
        "источник", "来源", "媒体", "出典", "출처",
    ),
    # Whoever wrote it stands for the outlet where nothing else names one
    "author": ("author",),
    "domain": ("domain", "host", "hostname", "sourcedomain"),
    # "published" is often a flag (true or false); it is the date when nothing better is.
    "published": (
        "publisheddatetime", "publishedat", "publisheddate", "datepublished", "publishdate",
        "datepublish", "publicationdate", "webpublicationdate", "pubdate", "datetimepub",
        "datetime", "publishtime", "publishedtime", "dateofpublication", "firstpublicationdate",
        "date", "published", "timestamp", "time", "createdat", "created", "seendate", "issued",
        "datum", "veröffentlicht", "fecha", "fechadepublicación", "datedepublication", "dato",
        "дата", "日期", "日付", "날짜",
    ),
    "lang": ("lang", "language", "locale", "sprache", "langue", "idioma", "lingua", "taal"),
    "type": ("type", "contenttype"),
    "topics": ("topics", "tags", "categories", "keywords", "topic", "tag", "category"),
    "quality": ("quality",),
    "heat": ("heat",),
    "is_published": ("ispublished", "published"),
    "related": ("related", "relatedarticles", "relatedlinks"),
}  # fmt: skip
"""Names of each field, folded, best first: English ones, then those of other languages that mean
nothing else. `story` is nowhere: labels are never read."""

SILENT = frozenset(("featuredcontent", "images", "layout", "secured", "story"))
"""Names, folded, that fill no field and of which nobody needs to hear: what every article of the
first users' archive has, and labels."""

_UNFOLDED = re.compile(r"[\W_]+")


def fold(name: str) -> str:
    """The form in which names are compared; "" for a name of neither letters nor digits."""
    if not name.isascii():
        name = unicodedata.normalize("NFC", name)
    return _UNFOLDED.sub("", name.lower())


def mapped(mapping: Mapping[str, str], schema: Mapping[str, Any]) -> dict[str, str]:
    """`mapping` by the names that fields of `schema` have; it may spell them as columns are.

    Raises UsageError for a field that does not exist or has two columns, or for the column `story`.
    """
    known = {fold(name): name for name in schema if name in ALIASES}
    found: dict[str, str] = {}
    for given, column in mapping.items():
        field = known.get(fold(given))
        if field is None:
            names = ", ".join(known.values())
            raise UsageError(f"unknown field {given!r} to map; known: {names}")
        if fold(column) == "story":
            raise UsageError("the column 'story' holds labels; only `evaluate` reads it")
        if found.setdefault(field, column) != column:
            raise UsageError(f"two columns are mapped to {field!r}: give one")
    return found


def planned(keys: tuple[str, ...], schema: Mapping[str, Any], mapping: Mapping[str, str]) -> Plan:
    """For each field of `schema` that `keys` can fill: the keys to try, best first."""
    by_fold: dict[str, list[str]] = {}
    for key in sorted(k for k in keys if isinstance(k, str)):
        by_fold.setdefault(fold(key), []).append(key)
    by_fold.pop("", None)
    plan = []
    for field in schema:
        if field in mapping:
            column = mapping[field]
            found = [column] if column in keys else by_fold.get(fold(column), [])
        else:
            found = [key for alias in ALIASES.get(field, ()) for key in by_fold.get(alias, [])]
        if found:
            plan.append((field, tuple(found)))
    return plan
