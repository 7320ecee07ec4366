"""How the page's routes say that something cannot be done: one sentence in both languages and a code for programs."""

from starlette.responses import JSONResponse

from index.errors import PolicyQAError


def failure(status: int, code: str, zh: str, en: str) -> JSONResponse:
    """The response `{"error": {"code", "zh", "en"}}` with an HTTP status."""
    return JSONResponse({"error": {"code": code, "zh": zh, "en": en}}, status_code=status)


def told(error: PolicyQAError, status: int = 400, code: str = "failed") -> JSONResponse:
    """The response for an error that a person can read."""
    return failure(status, code, error.zh, str(error))
