"""The one entrance: joins the commands of the three packages into `policyqa`; without a command it opens the chat."""

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from index.console import one_line, prepare_streams, told
from index.errors import PolicyQAError
from index.failure_log import log_failure

if TYPE_CHECKING:
    from qa.engine import PolicyQA
    from qa.web.parts import Part

_ROOMS = ("index", "qa", "eval")
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        The exit status: 0 done, 1 could not, 2 usage, 3 done with a negative finding, 130 interrupted.
    """
    prepare_streams()
    try:
        args = _parser().parse_args(list(sys.argv[1:] if argv is None else argv) or ["chat"])
        status: int = args.run(args)
        # Whoever reads our output may have gone; that shows here rather than while the interpreter ends.
        sys.stdout.flush()
    except PolicyQAError as error:
        return _fail(told(str(error), error.zh))
    except KeyboardInterrupt:
        _fail(told("interrupted", "已中断"))
        return _INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 (the last resort: a person gets one line, the log gets the traceback)
        what = f"{type(error).__name__}: {error}"
        log = log_failure(traceback.format_exc())
        return _fail(told(f"unexpected error: {what}; details in {log}", f"意外错误：{what}；详情见 {log}"))
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="policyqa",
        description="Answers about talent policies, made of the documents' own sentences and cited to the clause. / "
        "人才政策问答：答案取自文件原句，引用到条款。",
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--index",
        type=Path,
        default=Path(".index"),
        metavar="DIR",
        help="the index (default .index) / 索引文件夹，默认 .index",
    )
    common.add_argument("--json", action="store_true", help="print one JSON value / 输出 JSON")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for room in _ROOMS:
        import_module(f"{room}.commands").register(subparsers, common)
    # The chat is the room `qa`'s, which does not know of the room `eval`.
    subparsers.choices["chat"].set_defaults(more_parts=_more_parts)
    return parser


def _more_parts(engine: Callable[[], "PolicyQA"], index: Path) -> list["Part"]:
    from eval.web import evaluation_part

    return [evaluation_part(engine, index)]


def _fail(message: str) -> int:
    print(f"policyqa: {one_line(message)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
