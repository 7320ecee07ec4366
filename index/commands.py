"""The commands that keep the index: index, info, verify, show."""

import argparse
import difflib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.console import print_json, print_text, say, told
from index.errors import QueryError

if TYPE_CHECKING:
    from index.build import BuildSummary, Progress
    from index.store import Index

Subparsers = Any  # argparse keeps the type of its sub-parsers private

_STAGES = {"read": ("reading", "读取文件"), "embed": ("embedding", "编码段落"), "terms": ("indexing terms", "建立词项")}


def register(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Adds the commands to the program's parser; `common` carries --index and --json."""
    index = subparsers.add_parser("index", parents=[common], help="build or renew the index / 建立或更新索引")
    index.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="files and folders (default seeds/) / 文件或文件夹，默认 seeds/",
    )
    index.add_argument(
        "--encoder",
        metavar="NAME",
        help="a sentence-transformers model, by name or path; default: the one the index was built with, else the "
        "bundled one / 编码模型，默认沿用索引原有的模型，否则用自带模型",
    )
    index.add_argument("--rebuild", action="store_true", help="read every file again / 重新读取所有文件")
    index.set_defaults(run=_index)
    info = subparsers.add_parser("info", parents=[common], help="what the index holds / 查看索引内容")
    info.set_defaults(run=_info)
    verify = subparsers.add_parser("verify", parents=[common], help="check every byte of the index / 校验索引")
    verify.set_defaults(run=_verify)
    show = subparsers.add_parser("show", parents=[common], help="print the text of a document / 显示文件正文")
    show.add_argument("document", metavar="DOCUMENT", help="id, file name or path / 标识、文件名或路径")
    show.add_argument("--raw", action="store_true", help="the text before cleaning / 清洗前的文本")
    show.set_defaults(run=_show)


def default_paths() -> list[Path]:
    """`seeds/` of the current directory, else the one that ships with the program."""
    here = Path("seeds")
    return [here if here.is_dir() else Path(__file__).resolve().parent.parent / "seeds"]


def _index(args: argparse.Namespace) -> int:
    from index.build import build
    from index.corpus import gather
    from index.kept_encoder import encoder_for

    paths = args.paths or default_paths()
    # A path that is not there is said before the encoder is opened, which the first time takes half a minute.
    gather(paths)
    name, encoder = encoder_for(args.index, args.encoder, args.rebuild)
    with _progress(quiet=args.json) as progress:
        summary = build(
            paths,
            args.index,
            encoder,
            rebuild=args.rebuild,
            progress=progress,
            encoder_name=name,
        )
    _tell(summary)
    if args.json:
        print_json(summary.payload())
    return 0


@contextmanager
def _progress(quiet: bool) -> "Iterator[Progress]":
    """Progress bars on standard error, one a stage; none for programs."""
    from tqdm import tqdm

    bars: dict[str, Any] = {}

    def show(stage: str, done: int, total: int) -> None:
        if quiet or not total:
            return
        if stage not in bars:
            for bar in bars.values():
                bar.close()
            bars[stage] = tqdm(total=total, desc=told(*_STAGES[stage]), file=sys.stderr, mininterval=0.5)
        bars[stage].update(done - bars[stage].n)

    try:
        yield show
    finally:
        for bar in bars.values():
            bar.close()


def _tell(summary: "BuildSummary") -> None:
    from index.dense import EXACT_UP_TO

    if summary.damaged is not None:
        say(f"The index before could not be used: {summary.damaged}", f"原有索引无法使用：{summary.damaged.zh}")
    for source, other in summary.duplicates:
        one, two = _near(source), _near(other)
        say(f"duplicate: {one} is the same as {two}", f"重复：{one} 与 {two} 相同")
    for source, other in summary.replaced:
        one, two = _near(source), _near(other)
        say(f"digest: {one} gives way to {two}", f"摘编：{one} 由原文 {two} 取代")
    for failure in summary.failed:
        say(f"failed: {failure.source}: {failure.reason}", f"失败：{failure.source}：{failure.reason_zh}")
    if summary.passages > EXACT_UP_TO:
        say(
            f"{summary.passages} passages are more than one machine searches at once in a moment: expect slow answers",
            f"段落数 {summary.passages} 超出单机精确检索的合适规模，回答会变慢",
        )
    duplicates, failed = len(summary.duplicates), len(summary.failed)
    say(
        f"{summary.documents} documents, {summary.passages} passages, {summary.sentences} sentences "
        f"({summary.added} added, {summary.unchanged} unchanged, {summary.removed} removed, {duplicates} duplicates, "
        f"{failed} failed) in {summary.seconds:.1f} s",
        f"共 {summary.documents} 份文件、{summary.passages} 个段落、{summary.sentences} 个句子"
        f"（新增 {summary.added}，未变 {summary.unchanged}，移除 {summary.removed}，"
        f"重复 {duplicates}，失败 {failed}），用时 {summary.seconds:.1f} 秒",
    )


def _near(path: str) -> str:
    """A path as seen from the current directory, where it lies below."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


def _info(args: argparse.Namespace) -> int:
    from index.listing import payload, table
    from index.store import Index

    with Index.open(args.index) as index:
        if args.json:
            print_json(payload(index))
        else:
            print_text("\n".join(table(index)))
    return 0


def _verify(args: argparse.Namespace) -> int:
    from index.verify import verify

    found = verify(args.index)
    if args.json:
        problems = [{"file": problem.file, "reason": problem.reason} for problem in found.problems]
        print_json(
            {
                "ok": not problems,
                "generation": found.generation,
                "files": found.files,
                "bytes": found.bytes,
                "documents": found.documents,
                "problems": problems,
            }
        )
    elif not found.problems:
        size = f"{found.bytes / 1e6:.1f} MB"
        print(
            told(
                f"All is well: {found.files} files, {size}, {found.documents} documents.",
                f"校验通过：{found.files} 个文件，{size}，{found.documents} 份文件。",
            )
        )
    for problem in found.problems:
        say(f"damaged: {problem.file}: {problem.reason}", f"损坏：{problem.file}：{problem.reason}")
    if found.problems:
        say(
            f"Build the index again: policyqa index PATH --rebuild --index {args.index}",
            f"请重建索引：policyqa index PATH --rebuild --index {args.index}",
        )
    return 3 if found.problems else 0


def _show(args: argparse.Namespace) -> int:
    from index.store import Index
    from index.validity import force

    with Index.open(args.index) as index:
        document = index.document(_document_id(index, args.document))
    text = document.raw if args.raw else document.text
    if args.json:
        held = force(document.text, document.metadata)
        dates = {"in_force": held.begins, "expires": held.ends, "repealed": held.ended}
        print_json({"id": document.id, "source": document.source, "raw": args.raw, "text": text, **dates})
    else:
        print_text(text)
    return 0


def _document_id(index: "Index", asked: str) -> str:
    """The id of the document that is meant by an id, a file name or a path."""
    if any(entry.id == asked for entry in index.documents):
        return asked
    path = str(Path(asked).absolute())
    found = [entry.id for entry in index.documents if asked == entry.source or path == entry.path]
    if len(found) == 1:
        return found[0]
    if found:
        raise QueryError(
            f"{len(found)} documents are called {asked}: name one by its id: {', '.join(found[:5])}",
            zh=f"有 {len(found)} 份文件名为 {asked}，请用标识指明：{'，'.join(found[:5])}",
        )
    near = difflib.get_close_matches(asked, [entry.id for entry in index.documents], n=3, cutoff=0.3)
    hint, hint_zh = (f"; did you mean {', '.join(near)}?", f"；是否指 {'，'.join(near)}？") if near else ("", "")
    raise QueryError(
        f"no document {asked} in the index{hint} (policyqa info lists all)",
        zh=f"索引中没有文件 {asked}{hint_zh}（policyqa info 列出全部）",
    )
