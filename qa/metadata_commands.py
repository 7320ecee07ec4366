"""The command for metadata by hand: export and import of one table."""

import argparse
from pathlib import Path
from typing import Any

from index.console import print_json, say
from index.store import Index

Subparsers = Any  # argparse keeps the type of its sub-parsers private


def register(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Adds the command to the program's parser; `common` carries --index and --json."""
    metadata = subparsers.add_parser("metadata", help="titles, issuers, dates ... by hand / 手工补全文件信息")
    actions = metadata.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, run, text in (
        ("export", _export, "write the table of all documents / 导出全部文件的信息表"),
        ("import", _import, "take the filled table in / 导入填好的信息表"),
    ):
        action = actions.add_parser(name, parents=[common], help=text)
        action.add_argument("table", type=Path, metavar="FILE.csv", help="the table / 信息表")
        action.set_defaults(run=run)


def _export(args: argparse.Namespace) -> int:
    from qa.export.files import checked_out, write_file
    from qa.metadata_table import metadata_csv

    out = checked_out(args.table, (".csv",))
    with Index.open(args.index) as index:
        write_file(out, metadata_csv(index))
        count = len(index.documents)
    if args.json:
        print_json({"documents": count, "out": str(out)})
    say(f"{count} documents: {out}", f"已导出 {count} 份文件的信息：{out}")
    return 0


def _import(args: argparse.Namespace) -> int:
    from qa.metadata_table import import_metadata

    with Index.open(args.index) as index:
        filled = import_metadata(args.table, index)
    for document, column in filled.kept:
        say(
            f"{document}: {column} is what the document itself says; it was not emptied",
            f"{document}：{column} 取自文件本身，未清空",
        )
    if args.json:
        print_json(
            {
                "rows": filled.rows,
                "changed": list(filled.changed),
                "kept": [{"document": document, "column": column} for document, column in filled.kept],
                "files": [str(file) for file in filled.files],
            }
        )
    say(
        f"{filled.rows} lines read, {len(filled.changed)} documents changed"
        + ("; index again to take it up: policyqa index PATH" if filled.changed else ""),
        f"已读取 {filled.rows} 行，{len(filled.changed)} 份文件的信息有变"
        + ("；请重新建立索引使其生效：policyqa index PATH" if filled.changed else ""),
    )
    return 0
