"""What became of saved citations, as JSON and as lines for people."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from index.console import told
from qa.drift import Drift

_WORDS = {
    "holds": ("holds", "有效"),
    "moved": ("moved", "位置变动"),
    "changed": ("CHANGED", "已变更"),
    "gone": ("GONE", "已不存在"),
}


def drift_payload(found: Sequence[Drift]) -> dict[str, Any]:
    """All saved citations with their fate as one JSON object; unknown is null."""
    counts: Counter[str] = Counter(item.fate for item in found)
    return {
        "citations": len(found),
        "counts": {fate: counts.get(fate, 0) for fate in _WORDS},
        "ok": not (counts.get("changed") or counts.get("gone")),
        "drift": [
            {
                "file": item.saved.file,
                "question": item.saved.question,
                "fate": item.fate,
                "quote": item.saved.quote,
                "was": {
                    "document": item.saved.document,
                    "locator": item.saved.locator,
                    "start": item.saved.start,
                    "end": item.saved.end,
                },
                "now": {
                    "document": item.document,
                    "locator": item.locator,
                    "start": item.start,
                    "end": item.end,
                    "text": item.nearest,
                },
                "changes": [{"source": change.source, "report": change.report} for change in item.changes],
            }
            for item in found
            if item.fate != "holds"
        ],
    }


def drift_lines(found: Sequence[Drift]) -> list[str]:
    """A few lines for each citation that does not stand where it stood, then the sums."""
    lines: list[str] = []
    for item in found:
        if item.fate == "holds":
            continue
        saved = item.saved
        lines.append(f"{told(*_WORDS[item.fate])}　{saved.source} {saved.locator}　“{_one_line(saved.quote)}”")
        if item.nearest is not None and item.fate == "changed":
            place = f"{item.document} {item.locator}"
            lines.append(f"    {told('now', '现为')}（{place}）：{_one_line(item.nearest)}")
            lines.append(f"    {'；'.join(map(str, item.changes))}")
        elif item.fate == "moved":
            lines.append(f"    {told('now', '现位于')} {item.locator} {item.start}–{item.end}")
    counts: Counter[str] = Counter(item.fate for item in found)
    lines.append("，".join(f"{told(*words)} {counts.get(fate, 0)}" for fate, words in _WORDS.items()))
    return lines


def _one_line(text: str) -> str:
    return " ".join(text.split())
