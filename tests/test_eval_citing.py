"""Citation recall and precision after ALCE, figures, and refusals: values worked out by hand."""

import numpy as np
import pytest

from eval.alce import Statement, citation_scores, figure_scores, statements, supports
from eval.refusals import aurc, auroc, refusal_f1, risk_coverage
from qa.model import Citation


def citation(n: int, quote: str, title: str = "甲市办法", used: bool = True) -> Citation:
    return Citation(
        n=n, used=used, document="d", source="d.txt", title=title, issuer=None, published=None, region="某省/甲市",
        url=None, page=None, locator="二、（一）", quote=quote, start=0, end=len(quote), raw_start=0,
        raw_end=len(quote), passage=quote, passage_start=0, passage_end=len(quote), score=1.0, reference="",
    )  # fmt: skip


FLAT = "博士购房补贴三十万元。"
RENT = "硕士每月租房补贴1500元，最长三年。"


def test_sentences_end_at_chinese_marks_and_lines_and_share_the_marker_that_follows() -> None:
    answer = "**30万元**[1]\n\n博士购房补贴三十万元。硕士每月租房补贴1500元。[1][2]\n没有引文的一句！另一句[3]"
    assert statements(answer) == [
        Statement("30万元", (1,)),
        Statement("博士购房补贴三十万元。", (1, 2)),
        Statement("硕士每月租房补贴1500元。", (1, 2)),
        Statement("没有引文的一句！", (3,)),
        Statement("另一句", (3,)),
    ]


def test_the_head_of_a_table_is_no_statement_and_a_row_is_one() -> None:
    answer = "| 地区 | 规定 |\n| --- | --- |\n| 甲市 | 补贴三十万元 \\| 一次性[1] |\n| 乙市 | 未提及 |"
    found = statements(answer)
    assert [each.citations for each in found] == [(1,), ()]
    assert found[0].text.split() == ["甲市", "补贴三十万元", "|", "一次性"]


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("博士购房补贴30万元", True),  # the same figure in another form
        ("博士購房補貼三十萬元。", True),  # another script
        ("博士购房补贴300万元", False),
        ("博士购房补贴3万元", False),  # inside a longer figure
        ("甲市博士购房补贴三十万元", True),  # the place stands in the locator's line
        ("硕士每年都可以免费领取轿车", False),
        ("30万元", True),
    ],
)
def test_a_statement_needs_its_figures_and_most_of_its_words(statement: str, supported: bool) -> None:
    assert supports(f"甲市\n{FLAT}", statement) is supported


def test_recall_counts_statements_and_precision_citations() -> None:
    # Of three statements the first is supported, the second cites the wrong quotation, the third cites none.
    answer = f"{FLAT}[1]\n{RENT}[1]\n乙市没有规定。"
    recall, precision = citation_scores(answer, [citation(1, FLAT), citation(2, RENT)])
    assert recall == pytest.approx(1 / 3)
    assert precision == pytest.approx(1 / 2)


def test_a_superfluous_citation_is_imprecise_and_a_complementary_one_is_not() -> None:
    both = f"{FLAT[:-1]}，{RENT}"
    cited = [citation(1, FLAT), citation(2, RENT), citation(3, "与此无关的另外一句话。")]
    assert citation_scores(f"{both}[1][2]", cited) == (1, 1)
    # 3 does not support it alone, and 1 and 2 do without it: two of three are precise.
    assert citation_scores(f"{both}[1][2][3]", cited) == (1, pytest.approx(2 / 3))


def test_a_number_that_no_citation_has_supports_nothing() -> None:
    assert citation_scores(f"{FLAT}[1][9]", [citation(1, FLAT)]) == (0, 0)


def test_an_answer_without_citations_has_no_precision() -> None:
    assert citation_scores("没有找到。", []) == (0, None)


def test_figures_must_stand_in_what_is_used() -> None:
    cited = [citation(1, FLAT), citation(2, RENT, used=False)]
    assert figure_scores("**30万元**[1]\n\n博士购房补贴三十万元。[1]", cited) == 1
    assert figure_scores("博士30万元，硕士1500元。[1]", cited) == 0.5
    assert figure_scores("没有数字。[1]", cited) is None


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    # Answerable .9 .5, not answerable .5 .1: of four pairs three are right and one is a tie.
    assert auroc(np.array([0.9, 0.5, 0.5, 0.1]), np.array([1.0, 1, 0, 0])) == pytest.approx(3.5 / 4)
    assert np.isnan(auroc(np.array([0.9]), np.array([1.0])))


def test_risk_grows_with_coverage_as_worked_out_by_hand() -> None:
    coverage, risk = risk_coverage(np.array([0.9, 0.8, 0.4, 0.2]), np.array([1.0, 0, 1, 0]))
    assert list(coverage) == [0.25, 0.5, 0.75, 1]
    assert list(risk) == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4])
    assert aurc(np.array([0.9, 0.8, 0.4, 0.2]), np.array([1.0, 0, 1, 0])) == pytest.approx((1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_questions_of_equal_confidence_share_their_errors_in_any_order() -> None:
    one = risk_coverage(np.array([0.5, 0.5]), np.array([1.0, 0]))[1]
    assert list(one) == list(risk_coverage(np.array([0.5, 0.5]), np.array([0.0, 1]))[1]) == [0.5, 0.5]


def test_f1_is_that_of_refusing_the_unanswerable() -> None:
    # Refused: 3, of which 2 rightly; unanswerable: 4. F1 = 2·2 / (3 + 4).
    refused, answerable = np.array([1.0, 1, 1, 0, 0, 0]), np.array([0.0, 0, 1, 0, 0, 1])
    assert refusal_f1(refused, answerable) == pytest.approx(4 / 7)
    assert np.isnan(refusal_f1(np.array([0.0]), np.array([1.0])))
