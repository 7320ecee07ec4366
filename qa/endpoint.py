"""A language model behind an OpenAI-compatible address, read as it writes."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import ModelError
from index.settings import Endpoint

if TYPE_CHECKING:
    import httpx

CHARACTERS = 8000
"""Characters after which a model is taken not to stop by itself."""

_CONNECT = 5.0
"""Seconds to wait for a connection."""

_LINE = 100_000
"""Characters of one line of a stream; no endpoint sends longer ones."""

Message = Mapping[str, str]


def chat(endpoint: Endpoint, messages: Sequence[Message], tokens: int) -> Iterator[str]:
    """What the model writes, piece by piece (server-sent events; a whole answer at once counts as one piece).

    Args:
        endpoint: where it is, its name and key, and the seconds that it may take.
        messages: each with `role` and `content`.
        tokens: most that it is asked to write.

    Raises:
        ModelError: if it cannot be reached, answers with an error, takes longer than `endpoint.seconds`, sends what is
            no chat completion, or breaks off before it is done.
    """
    import httpx

    body = {
        "model": endpoint.model,
        "messages": [dict(message) for message in messages],
        "stream": True,
        "temperature": 0,
        "max_tokens": tokens,
    }
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    deadline = time.monotonic() + endpoint.seconds
    timeout = httpx.Timeout(endpoint.seconds, connect=min(_CONNECT, endpoint.seconds))
    try:
        # A proxy set for the outside world must not be asked for a server on this machine.
        with (
            httpx.Client(timeout=timeout, trust_env=not _is_local(endpoint.url)) as client,
            client.stream("POST", f"{endpoint.url}/chat/completions", json=body, headers=headers) as response,
        ):
            yield from _pieces(response, deadline)
    except httpx.TimeoutException as error:
        raise _late() from error
    except httpx.InvalidURL as error:
        raise _unreachable() from error
    except httpx.HTTPError as error:
        raise _unreachable() from error
    except UnicodeError as error:
        raise _nonsense() from error


def _pieces(response: "httpx.Response", deadline: float) -> Iterator[str]:
    if response.status_code != 200:
        status = response.status_code
        raise ModelError(f"the model's server answered {status}", zh=f"模型服务返回状态 {status}")
    if "text/event-stream" not in response.headers.get("content-type", ""):
        yield _whole(response)
        return
    written = 0
    for line in _lines(response, deadline):
        if not line.startswith("data:"):
            continue
        data = line[5:].strip()
        if data == "[DONE]":
            return
        piece, done = _piece(data)
        written += len(piece)
        if piece:
            yield piece
        if done or written > CHARACTERS:
            return
    raise ModelError("the model broke off", zh="模型中途断开")


def _lines(response: "httpx.Response", deadline: float) -> Iterator[str]:
    rest = ""
    for text in response.iter_text():
        if time.monotonic() > deadline:
            raise _late()
        *lines, rest = (rest + text).split("\n")
        if len(rest) > _LINE:
            raise _nonsense()
        yield from lines
    if rest:
        yield rest


def _piece(data: str) -> tuple[str, bool]:
    """The text of one event, and whether it is the last."""
    try:
        value: Any = json.loads(data)
        if "error" in value:
            raise ModelError("the model's server reported an error", zh="模型服务报告错误")
        choices = value["choices"]
        if not choices:
            return "", False
        text = choices[0]["delta"].get("content") or ""
        reason = choices[0].get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _nonsense() from error
    if not isinstance(text, str):
        raise _nonsense()
    if reason == "content_filter":
        raise ModelError("the model declined", zh="模型拒绝回答")
    return text, reason is not None


def _whole(response: "httpx.Response") -> str:
    """The answer of a server that does not stream."""
    read = bytearray()
    for part in response.iter_bytes():
        read += part
        if len(read) > 10 * _LINE:
            raise _nonsense()
    try:
        text = json.loads(read)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise _nonsense() from error
    if not isinstance(text, str):
        raise _nonsense()
    return text[:CHARACTERS]


def _is_local(url: str) -> bool:
    try:
        return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
    except ValueError:
        return False


def _late() -> ModelError:
    return ModelError("the model took too long", zh="模型超时")


def _unreachable() -> ModelError:
    return ModelError("the model cannot be reached", zh="无法连接模型")


def _nonsense() -> ModelError:
    return ModelError("the model's server sent what is no answer", zh="模型服务返回的内容无法读取")
