"""Measures of retrieval, computed by ir_measures and named as it prints them."""

from collections.abc import Sequence

import ir_measures
import numpy as np

from eval.table import Measure, Table
from eval.trec import Qrels, Run

CUTS = (1, 3, 5, 10, 20)

NAMES = ("nDCG@10", "RR@10", "AP", *(f"Success@{k}" for k in CUTS), *(f"R@{k}" for k in CUTS))

RETRIEVAL = tuple(Measure(name) for name in NAMES)
"""What every data set is measured by: for definitions see ir-measur.es and trec_eval."""


def retrieval_table(ids: Sequence[str], qrels: Qrels, run: Run, names: Sequence[str] = NAMES) -> Table:
    """Each measure for each query, in the order of `ids`.

    A query without results counts zero, and so does one for which nothing is judged relevant: the caller decides
    which queries are asked. Only scores rank; ties are broken by document, last first, as in trec_eval.

    Args:
        ids: the queries, each once.
        qrels: judgements.
        run: what was found.
        names: measures as ir_measures writes them.
    """
    measures = {str(measure): measure for measure in map(ir_measures.parse_measure, names)}
    judged = [ir_measures.Qrel(q, d, r) for q in ids for d, r in qrels.get(q, {}).items()]
    scored = [ir_measures.ScoredDoc(q, item.document, item.score) for q in ids for item in run.get(q, ())]
    place = {id_: n for n, id_ in enumerate(ids)}
    columns = {name: np.zeros(len(ids)) for name in measures}
    if judged and scored:
        for metric in ir_measures.iter_calc(list(measures.values()), judged, scored):
            columns[str(metric.measure)][place[metric.query_id]] = metric.value
    return Table(tuple(ids), columns)
