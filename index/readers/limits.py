"""How much one file may hold, so that a damaged or hostile one fails with a reason and never hangs the build."""

from typing import NoReturn

from index.errors import ReadError

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 128 * 1024 * 1024
MAX_ARCHIVE_BYTES = 512 * 1024 * 1024
MAX_CHARACTERS = 20_000_000
MIN_CHARACTERS = 50
MAX_PDF_PAGES = 5_000
MAX_PDF_CHARACTERS = 5_000_000


def too_much(what: str, limit: str, what_zh: str) -> NoReturn:
    """Raises the error for a file over a limit.

    Raises:
        ReadError: always.
    """
    raise ReadError(
        f"too large: {what}, at most {limit} is read; split the file",
        zh=f"过大：{what_zh}，上限为 {limit}，请拆分后再读",
    )


def check_characters(count: int) -> None:
    """Refuses a text that is too long.

    Raises:
        ReadError: over `MAX_CHARACTERS` characters.
    """
    if count > MAX_CHARACTERS:
        too_much(f"{count:,} characters", f"{MAX_CHARACTERS:,}", f"{count:,} 字")
