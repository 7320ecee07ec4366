"""The readable page of an evidence pack: one HTML file that needs nothing else."""

from collections.abc import Mapping
from html import escape
from typing import Any

_STYLE = """
body { font-family: "Songti SC", SimSun, "Noto Serif CJK SC", serif; line-height: 1.6; max-width: 52rem;
  margin: 2rem auto; padding: 0 1rem; }
h1, h2, th { font-family: "Heiti SC", SimHei, "Noto Sans CJK SC", sans-serif; }
blockquote { border-left: 3px solid #777; margin: 1em 0 0; padding: .2em 1em; white-space: pre-wrap; }
table { border-collapse: collapse; font-size: .85rem; margin: .3em 0 1.5em; width: 100%; }
td, th { border: 1px solid #bbb; padding: .2em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { width: 9rem; font-weight: normal; color: #444; }
code { font-size: .8rem; overflow-wrap: anywhere; }
"""


def page(pack: Mapping[str, Any]) -> str:
    """The page of a pack's JSON; `sha256` and `page_sha256` are not on it."""
    body = [
        "<h1>引文证据包 / Evidence pack</h1>",
        _table(
            [
                ("制作日期 / made", pack["made"]),
                ("程序版本 / program", f"policyqa {pack['program']}"),
                ("索引版本 / index", pack["generation"]),
                ("处理流程 / pipeline", pack["pipeline"]),
            ]
        ),
        "<p>核对方法：运行 <code>policyqa verify-pack</code>；或比对文件的 SHA-256，"
        "再按位置（从 0 起的字符数，不含末位）查看原始文本中的引文。<br>"
        "To check: run <code>policyqa verify-pack</code>, or compare the SHA-256 of each file and look up each "
        "quotation at its position (characters from 0, end exclusive) in the file's text.</p>",
    ]
    for answer in pack["answers"]:
        body += _answer(answer)
    body.append("<h2>文件 / Files</h2>")
    body += [_document(document) for document in pack["documents"]]
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>引文证据包</title>'
        f"<style>{_STYLE}</style></head><body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def _answer(answer: Mapping[str, Any]) -> list[str]:
    parts = [f"<h2>{escape(answer['question'])}</h2>"]
    if answer["short"]:
        parts.append(f"<p><strong>{escape(answer['short'])}</strong></p>")
    for citation in answer["citations"]:
        page_ = "" if citation["page"] is None else f"，第{citation['page']}页"
        parts.append(f"<blockquote>{escape(citation['quote'])}</blockquote>")
        parts.append(
            _table(
                [
                    ("引文 / quotation", f"[{citation['n']}]"),
                    ("著录 / reference", citation["reference"]),
                    ("位置 / place", f"{citation['locator']}{page_}"),
                    ("文件 / file", f"{citation['source']}（SHA-256 {citation['sha256']}）"),
                    ("原始文本 / raw", f"{citation['raw_start']}–{citation['raw_end']}"),
                    ("清洗后文本 / clean", f"{citation['start']}–{citation['end']}"),
                ]
            )
        )
    parts += [f"<p>{escape(warning['text'])}</p>" for warning in answer["warnings"]]
    return parts


def _document(document: Mapping[str, Any]) -> str:
    digest = f"摘编，非原文；据 {document['origin']} 编写" if document["digest"] else "原文 / original"
    return _table(
        [
            ("文件 / file", document["file"] or document["source"]),
            ("题名 / title", document["title"] or ""),
            ("性质 / kind", digest),
            ("SHA-256", document["sha256"]),
            ("著录 / reference", document["reference"]),
        ]
    )


def _table(rows: list[tuple[str, str]]) -> str:
    cells = (f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in rows)
    return f"<table>{''.join(cells)}</table>"
