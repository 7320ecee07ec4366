"""The command that opens the chat."""

import argparse
import atexit
import gc
import sys
from dataclasses import replace
from getpass import getpass
from typing import Any

from index.console import say, told
from index.errors import PolicyQAError
from index.settings import Passwords, passwords

Subparsers = Any  # argparse keeps the type of its sub-parsers private


def register(subparsers: Subparsers, common: argparse.ArgumentParser) -> None:
    """Adds the command to the program's parser; `common` carries --index and --json."""
    chat = subparsers.add_parser("chat", parents=[common], help="open the chat / 打开对话页面")
    chat.add_argument("--host", default="127.0.0.1", metavar="H", help="address to listen on / 监听地址")
    chat.add_argument("--port", type=_port, default=7860, metavar="P", help="port (default 7860) / 端口（默认 7860）")
    chat.add_argument(
        "--password",
        action="store_true",
        help="ask here for a password that all who open the chat must give (or set POLICYQA_PASSWORD) / 设置提问密码",
    )
    chat.set_defaults(run=_chat, more_parts=None)


def _chat(args: argparse.Namespace) -> int:
    from qa.service import LocalService
    from qa.web.server import is_loopback, serve
    from qa.web.standard import standard_parts

    # The interpreter's last collection goes through all that Gradio brought, which takes seconds after Ctrl-C.
    atexit.register(gc.freeze)
    known = _passwords(args.password)
    service = LocalService(args.index)
    if not is_loopback(args.host):
        tell_open(known)
    parts = standard_parts(service, args.index)
    if args.more_parts is not None:  # from rooms that this one does not know
        parts += args.more_parts(service.engine, args.index)
    serve(service, host=args.host, port=args.port, parts=parts, passwords=known)
    return 0


def _passwords(ask: bool) -> Passwords:
    """Those of the environment; the one for asking is read from the terminal, or a pipe, where that is wanted."""
    known = passwords()
    if not ask:
        return known
    typed = (
        getpass(told("Password for asking: ", "设置提问密码："))
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\r\n")
    )
    if not typed:
        raise PolicyQAError(
            "the password is empty; type one, or leave out --password", zh="密码为空，请输入，或去掉 --password"
        )
    return replace(known, asking=typed)


def tell_open(known: Passwords) -> None:
    """Says what other machines may do, where they can reach the chat."""
    asking = ("whoever knows the password", "知道密码的人") if known.asking else ("anyone", "任何人")
    changing = (
        ("whoever knows the administrator's", "知道管理员密码的人")
        if known.changing
        else ("nobody (set POLICYQA_ADMIN_PASSWORD)", "任何人都不能（请设置 POLICYQA_ADMIN_PASSWORD）")
    )
    say(
        f"Other machines can reach this chat. May ask: {asking[0]}; may change the documents: {changing[0]}.",
        f"其他机器可以访问此页面。可提问：{asking[1]}；可增改文件：{changing[1]}。",
    )


def _port(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
    return value
