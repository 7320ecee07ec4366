"""What several parts of the page share: small dialogs, buttons and fields."""

from qa.web.page import asset
from qa.web.parts import Part

TEXTS = {"zh": {"cancel": "取消", "confirm": "确定"}, "en": {"cancel": "Cancel", "confirm": "OK"}}


def dialogs_part() -> Part:
    """The part, to stand before those that use it."""
    return Part(texts=TEXTS, scripts=(asset("dialogs.js"),), style=asset("dialogs.css"))
