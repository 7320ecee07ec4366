"""What the commands for reports have in common: the style of references, and what the person is told."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import date

from index.console import say, told
from index.settings import today
from index.store import Index
from qa.gbt7714 import Style

_TOLD = 10
"""Documents of which it is told what their references lack."""

_FIELDS: Mapping[str, tuple[str, str]] = {
    "title": ("title", "题名"),
    "issuer": ("issuing body", "发文机关"),
    "author": ("author", "作者"),
    "number": ("document number", "发文字号"),
    "publication": ("journal or newspaper", "刊名或报名"),
    "published": ("date", "日期"),
    "issue": ("issue", "期号"),
    "pages": ("pages", "页码或版次"),
    "url": ("address", "网址"),
}


def add_style(parser: argparse.ArgumentParser, system: str) -> None:
    """Adds --edition, --style, --policy-code and --accessed to a parser; `system` is the default of --style."""
    parser.add_argument(
        "--edition", choices=("2025", "2015"), default="2025", help="of GB/T 7714 (default 2025) / 国标版本，默认 2025"
    )
    parser.add_argument(
        "--style",
        choices=("numeric", "author-date", "note"),
        default=system,
        help=f"numeric, author-date, note (default {system}) / 顺序编码制、著者-出版年制、注释，默认 {system}",
    )
    parser.add_argument(
        "--policy-code", choices=("A", "EB", "Z"), help="type code of policies / 政策文件的类型标识，默认按国标版本"
    )
    parser.add_argument(
        "--accessed", type=_day, metavar="DATE", help="day of reading (default today) / 引用日期，默认当天"
    )


def style_of(args: argparse.Namespace) -> Style:
    """The style asked for on the command line."""
    return Style(args.edition, args.style, args.policy_code)


def accessed_of(args: argparse.Namespace) -> date:
    """The day of reading asked for on the command line, else today."""
    return args.accessed or today()


def tell_missing(index: Index, lacking: Mapping[str, Sequence[str]]) -> None:
    """Tells which fields the references lack, and how to fill them in."""
    for document, fields in list(lacking.items())[:_TOLD]:
        metadata = index.entry(document).metadata
        title = " ".join((metadata.title or index.entry(document).source).split())
        english = ", ".join(_FIELDS[field][0] for field in fields)
        chinese = "、".join(_FIELDS[field][1] for field in fields)
        say(f"the reference to {title} lacks: {english}", f"《{title}》的著录缺少：{chinese}")
    if len(lacking) > _TOLD:
        say(f"... and {len(lacking) - _TOLD} more", f"……另有 {len(lacking) - _TOLD} 份")
    if lacking:
        say(
            "fill them in with: policyqa metadata export FILE.csv, then policyqa metadata import FILE.csv",
            "可用 policyqa metadata export FILE.csv 导出、补全后用 policyqa metadata import FILE.csv 导入",
        )


def field_name(field: str) -> str:
    """The name of a field of the metadata for people, in the language of the interface."""
    return told(*_FIELDS[field])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-11-01") from error
