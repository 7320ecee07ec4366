"""Small charts as inline SVG, readable on paper: values with intervals, a curve, a histogram."""

from collections.abc import Sequence
from html import escape

_LEFT, _PLOT, _RIGHT, _ROW = 190, 420, 150, 22
_BOTTOM = 34
_STYLE = """text { font: 12px system-ui, "Noto Sans CJK SC", sans-serif; fill: #1b1f24 }
.grid { stroke: #d0d7de } .span { stroke: #1f5fae; stroke-width: 3; opacity: .45 } circle, rect { fill: #1f5fae }
.curve { fill: none; stroke: #1f5fae; stroke-width: 2.5 }"""
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def dots(rows: Sequence[tuple[str, float, float, float]], title: str) -> str:
    """A line for each (label, value, low, high), values 0..1: a dot with its interval, and the figures beside it."""
    height = _ROW * len(rows) + _BOTTOM
    parts = [_line(_x(tick), 4, _x(tick), height - _BOTTOM + 4, "grid") for tick in _TICKS]
    parts += [_text(_x(tick), height - 14, f"{tick:g}", "middle") for tick in _TICKS]
    for n, (label, value, low, high) in enumerate(rows):
        y = _ROW * n + 16
        parts.append(_text(_LEFT - 10, y + 4, label, "end"))
        parts.append(_line(_x(low), y, _x(high), y, "span"))
        parts.append(f'<circle cx="{_x(value):.1f}" cy="{y}" r="4.5"/>')
        parts.append(_text(_LEFT + _PLOT + 10, y + 4, f"{value:.3f} [{low:.3f}, {high:.3f}]"))
    return _svg(_LEFT + _PLOT + _RIGHT, height, parts, title)


def curve(
    points: Sequence[tuple[float, float]],
    title: str,
    labels: tuple[str, str],
    mark: tuple[float, float, str] | None = None,
) -> str:
    """A curve through (x, y), both 0..1, x to the right, with one point marked and named.

    Args:
        points: by rising x.
        title: read out in place of the picture.
        labels: of the two axes.
        mark: x, y and name of a point.
    """
    size, left, top = 300, 60, 14
    highest = max([y for _, y in points] + ([mark[1]] if mark else []) + [0.05])
    limit = next(step for step in (0.1, 0.25, 0.5, 1.0) if highest <= step or step == 1.0)

    def x(value: float) -> float:
        return left + 1.5 * size * value

    def y(value: float) -> float:
        return top + size * (1 - value / limit)

    parts = []
    for tick in _TICKS:
        parts += [
            _line(x(tick), top, x(tick), top + size, "grid"),
            _text(x(tick), top + size + 18, f"{tick:g}", "middle"),
        ]
        level = tick * limit
        parts += [_line(left, y(level), x(1), y(level), "grid"), _text(left - 8, y(level) + 4, f"{level:.3g}", "end")]
    path = " ".join(f"{'M' if n == 0 else 'L'}{x(a):.1f} {y(b):.1f}" for n, (a, b) in enumerate(points))
    parts.append(f'<path d="{path}" class="curve"/>')
    if mark:
        parts.append(f'<circle cx="{x(mark[0]):.1f}" cy="{y(mark[1]):.1f}" r="5"/>')
        parts.append(_text(x(mark[0]) - 8, y(mark[1]) - 10, mark[2], "end"))
    parts.append(_text(x(0.5), top + size + 38, labels[0], "middle"))
    parts.append(_text(left, top - 3, labels[1]))
    return _svg(int(x(1)) + 20, top + size + 46, parts, title)


def against(points: Sequence[tuple[float, float, float, float, str]], title: str, labels: tuple[str, str]) -> str:
    """What came true against what was said: each (said, true, low, high, label), all 0..1, with the line of equality.

    Args:
        points: by rising x; `low` to `high` is the interval of what came true.
        title: read out in place of the picture.
        labels: of the two axes.
    """
    size, left, top = 300, 60, 14

    def x(value: float) -> float:
        return left + size * value

    def y(value: float) -> float:
        return top + size * (1 - value)

    parts = []
    for tick in _TICKS:
        parts += [
            _line(x(tick), top, x(tick), top + size, "grid"),
            _line(left, y(tick), x(1), y(tick), "grid"),
            _text(x(tick), top + size + 18, f"{tick:g}", "middle"),
            _text(left - 8, y(tick) + 4, f"{tick:g}", "end"),
        ]
    parts.append(_line(x(0), y(0), x(1), y(1), "grid"))
    for said, true, low, high, label in points:
        parts.append(_line(x(said), y(low), x(said), y(high), "span"))
        parts.append(f'<circle cx="{x(said):.1f}" cy="{y(true):.1f}" r="4.5"/>')
        parts.append(_text(x(said) + 7, y(true) + 14, label))
    parts.append(_text(x(0.5), top + size + 38, labels[0], "middle"))
    parts.append(_text(left, top - 3, labels[1]))
    return _svg(left + size + 50, top + size + 46, parts, title)


def histogram(values: Sequence[float], title: str, unit: str, bins: int = 30) -> str:
    """How often values from 0 to the 99th percentile occur, as bars; higher values are counted in the last."""
    if not values:
        return ""
    ordered = sorted(values)
    limit = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))] or 1.0
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(bins * value / limit))] += 1
    width, height, left = 520, 120, 20
    step = width / bins
    parts = [
        f'<rect x="{left + n * step:.1f}" y="{height - 100 * count / max(counts):.1f}" width="{step - 1:.1f}" '
        f'height="{100 * count / max(counts):.1f}"/>'
        for n, count in enumerate(counts)
    ]
    parts += [
        _text(left + width * share, height + 16, f"{limit * share:.0f} {unit}", "middle") for share in (0, 0.5, 1)
    ]
    return _svg(left + width + 40, height + 24, parts, title)


def alone(svg: str) -> str:
    """A chart as a file of its own, which brings the style that a report has for all its charts."""
    opened = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    head, _, rest = opened.partition(">")
    return f"{head}><style>{_STYLE}</style>{rest}"


def _x(value: float) -> float:
    return _LEFT + _PLOT * min(max(value, 0.0), 1.0)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(width: int, height: int, parts: Sequence[str], title: str) -> str:
    name = escape(title)
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label="{name}"><title>{name}</title>'
        + "".join(parts)
        + "</svg>"
    )
