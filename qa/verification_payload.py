"""The findings of a check as JSON and as lines for people."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.console import told
from index.store import Index
from qa.verification_model import Finding

_WORDS = {
    "exact": ("exact", "一致"),
    "differs": ("DIFFERS", "不一致"),
    "not_found": ("NOT FOUND", "未找到"),
    "unlocated": ("unlocated", "未注出处"),
}
_REASONS = {
    "place": ("it stands elsewhere in the document: {locator}", "引文不在所注的位置，实际在 {locator}"),
    "document": ("it stands in another document: {title}, {locator}", "引文不在所注的文件，实际在《{title}》{locator}"),
    "unknown_source": ("its mark leads to no document of the index", "所注出处不在库中"),
}


def check_payload(report: Path, findings: Sequence[Finding], index: Index) -> dict[str, Any]:
    """The findings as one JSON object; all keys always present, unknown is null."""
    counts = Counter(finding.verdict for finding in findings)
    return {
        "report": str(report),
        "quotations": sum(finding.kind == "quotation" for finding in findings),
        "figures": sum(finding.kind == "figure" for finding in findings),
        "counts": {verdict: counts.get(verdict, 0) for verdict in ("exact", "differs", "not_found", "unlocated")},
        "ok": not any(finding.is_negative for finding in findings),
        "findings": [_finding(finding, index) for finding in findings],
    }


def _finding(finding: Finding, index: Index) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "text": finding.text,
        "place": finding.place,
        "verdict": finding.verdict,
        "reason": finding.reason or None,
        "mark": finding.mark,
        "cited": [
            {"document": cited.document, "title": _title(index, cited.document), "locator": cited.locator}
            for cited in finding.cited
        ],
        "document": finding.document,
        "title": _title(index, finding.document) if finding.document else None,
        "locator": finding.locator,
        "source": finding.source,
        "start": finding.span.start if finding.span else None,
        "end": finding.span.end if finding.span else None,
        "difference": finding.shown if finding.changes else None,
        "changes": [{"source": change.source, "report": change.report} for change in finding.changes],
    }


def check_lines(findings: Sequence[Finding], index: Index) -> list[str]:
    """A line for each finding that is not exact, then the sums, in the language of the interface."""
    lines = [line for finding in findings if finding.verdict != "exact" for line in _lines(finding, index)]
    counts = Counter(finding.verdict for finding in findings)
    quoted = sum(finding.kind == "quotation" for finding in findings)
    lines.append(
        told(
            f"{quoted} quotations and {len(findings) - quoted} cited figures: {counts['exact']} exact, "
            f"{counts['differs']} differ, {counts['not_found']} not found, {counts['unlocated']} without a citation",
            f"共 {quoted} 处引文、{len(findings) - quoted} 个引用数字：一致 {counts['exact']}，"
            f"不一致 {counts['differs']}，未找到 {counts['not_found']}，未注出处 {counts['unlocated']}",
        )
    )
    return lines


def _lines(finding: Finding, index: Index) -> list[str]:
    mark = f" {finding.mark}" if finding.mark else ""
    words = " ".join(finding.shown.split())
    lines = [f"{finding.place}{mark}　{told(*_WORDS[finding.verdict])}　{words}"]
    title = _title(index, finding.document) if finding.document else ""
    if finding.reason:
        english, chinese = _REASONS[finding.reason]
        lines.append("    " + told(english, chinese).format(locator=finding.locator or "", title=title))
    if finding.source and finding.verdict != "not_found":
        where = f"《{title}》{finding.locator or ''}"
        lines.append("    " + told("source", "原文") + f"（{where}）：{' '.join(finding.source.split())}")
    return lines


def _title(index: Index, document: str) -> str:
    entry = index.entry(document)
    return " ".join((entry.metadata.title or entry.source).split())
