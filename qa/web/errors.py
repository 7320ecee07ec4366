"""How the page's routes say that something cannot be done: one sentence in both languages and a code for programs."""

from typing import Any

from index.errors import PolicyQAError


def failure(status: int, code: str, zh: str, en: str) -> Any:
    """The response `{"error": {"code", "zh", "en"}}` with an HTTP status."""
    from fastapi.responses import JSONResponse

    return JSONResponse({"error": {"code": code, "zh": zh, "en": en}}, status_code=status)


def told(error: PolicyQAError, status: int = 400, code: str = "failed") -> Any:
    """The response for an error that a person can read."""
    return failure(status, code, error.zh, str(error))
