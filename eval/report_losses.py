"""The part of a report that shows the questions lost: what was wanted, what was found, and why."""

from collections.abc import Sequence

from eval.evaluation import Evaluation
from eval.losses import Loss
from eval.markup import Html, both, joined, section

SHOWN = 300
"""Questions shown."""

_CUT = 220
"""Characters shown of a passage found."""


def lost(evaluation: Evaluation, texts: bool) -> Html:
    """The questions lost, at most `SHOWN`; without texts, by their ids alone."""
    losses = evaluation.losses
    if not losses:
        return Html("")
    count, total = len(losses), len(evaluation.table.ids)
    head = both(f"{total} 题中有 {count} 题有失分", f"{count} of {total} questions lost something")
    more = count - SHOWN
    rest = both(f"其余 {more} 题未列出。", f"{more} more are not shown.") if more > 0 else Html("")
    return section(both("失分的问题", "Questions lost"), head, *(_loss(each, texts) for each in losses[:SHOWN]), rest)


def _loss(loss: Loss, texts: bool) -> Html:
    parts = [Html("<h3><code>{}</code> {}</h3>").filled(loss.id, loss.question if texts else "")]
    wanted = [*loss.wanted_ids, *(loss.wanted if texts else ())]
    if wanted:
        items = joined(*(Html("<li>{}</li>").filled(each) for each in wanted))
        parts.append(Html("{}<ul>{}</ul>").filled(both("应有", "wanted"), items))
    parts.append(
        Html("{}<ul>{}</ul>").filled(
            both("原因", "why"), joined(*(Html("<li>{}</li>").filled(both(zh, en)) for en, zh in _why(loss, texts)))
        )
    )
    hits = []
    for found in loss.found:
        kind = Html(' class="hit gold"' if found.relevant else ' class="hit"')
        words = " ".join(found.text.split())
        shown = words[:_CUT] + ("…" if len(words) > _CUT else "") if texts else ""
        hits.append(Html("<li{}><code>{}</code> {} {}</li>").filled(kind, found.id, f"{found.score:.3f}", shown))
    if hits:
        parts.append(Html("{}<ol>{}</ol>").filled(both("检索结果", "found"), joined(*hits)))
    return Html('<article class="loss">{}</article>').filled(joined(*parts))


def _why(loss: Loss, texts: bool) -> Sequence[tuple[str, str]]:
    """The reasons; without texts, only what stands before the words they quote."""
    if texts:
        return loss.why
    return [(en.split(":")[0], zh.split("：")[0]) if ":" in en else (en, zh) for en, zh in loss.why]
