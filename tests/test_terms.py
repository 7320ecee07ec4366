"""BM25 by words and character bigrams."""

import json
import math
from collections import Counter
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexDamagedError, IndexFormatError
from index.search_key import search_key
from index.terms import CHANNELS, TermIndex
from index.tokens import TOKENIZERS, bigrams, words

TEXTS = ["给予顶尖人才三十万元补贴", "人才公寓共424套，人才优先", "企业研发投入补贴", "Talent visa 办理"]
CHINESE = st.text(alphabet="人才公寓补贴万元一二三十0123456789abc，。（） \n\0", max_size=40)


def test_bigrams_pair_characters_within_a_run_and_keep_words_and_numbers_whole() -> None:
    assert bigrams("人才公寓") == ["人才", "才公", "公寓"]
    assert bigrams("共424套") == ["共", "424", "套"]
    assert bigrams("人才，公寓") == ["人才", "公寓"]
    assert bigrams("g60科创 5.5% talent") == ["g60", "科创", "5.5%", "talent"]
    assert bigrams("，。 \n") == []


def test_words_are_cut_for_search_without_punctuation() -> None:
    assert "人才" in words("人才公寓，补贴。")
    assert not {"，", "。"} & set(words("人才公寓，补贴。"))


@pytest.mark.parametrize("channel", sorted(CHANNELS))
def test_scores_are_those_of_the_formula(channel: str) -> None:
    """A second implementation, straight from the Lucene form of BM25."""
    tokenize = TOKENIZERS[channel]
    k1, b = CHANNELS[channel].k1, CHANNELS[channel].b
    documents = [tokenize(search_key(text)) for text in TEXTS]
    average = sum(map(len, documents)) / len(documents)
    expected = []
    for document in documents:
        counts, score = Counter(document), 0.0
        for token in tokenize(search_key("人才补贴")):
            holding = sum(token in other for other in documents)
            idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
            norm = k1 * (1 - b + b * len(document) / average)
            score += idf * counts[token] / (counts[token] + norm)
        expected.append(score)
    np.testing.assert_allclose(TermIndex.build(TEXTS).scores("人才补贴")[channel], expected, rtol=1e-5)


def test_the_text_that_shares_the_words_scores_best_whatever_width_script_and_number_form() -> None:
    terms = TermIndex.build(TEXTS)
    for query, best in (("３０萬元", 0), ("人才公寓", 1), ("TALENT", 3)):
        assert int(np.argmax(terms.scores(query)["bigrams"])) == best


@pytest.mark.parametrize("query", ["", "   ", "，。", "zzz", "\0", "龘"])
def test_a_query_without_a_known_token_scores_nothing(query: str) -> None:
    for scores in TermIndex.build(TEXTS).scores(query).values():
        assert scores.dtype == np.float32
        assert scores.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("texts", [[], [""], ["，。", ""]])
def test_texts_without_tokens_are_indexed(texts: list[str], tmp_path: Path) -> None:
    terms = TermIndex.build(texts)
    terms.save(tmp_path)
    for index in (terms, TermIndex.open(tmp_path)):
        assert {name: len(scores) for name, scores in index.scores("人才").items()} == dict.fromkeys(
            CHANNELS, len(texts)
        )


@settings(max_examples=50, deadline=None)
@given(st.lists(CHINESE, max_size=6), CHINESE)
def test_saved_terms_score_as_before(tmp_path_factory: pytest.TempPathFactory, texts: list[str], query: str) -> None:
    folder = tmp_path_factory.mktemp("terms")
    terms = TermIndex.build(texts)
    terms.save(folder)
    opened = TermIndex.open(folder)
    for name, scores in terms.scores(query).items():
        assert scores.shape == (len(texts),)
        assert np.isfinite(scores).all()
        assert (scores >= 0).all()
        assert np.array_equal(scores, opened.scores(query)[name])


@settings(max_examples=30, deadline=None)
@given(st.lists(CHINESE, min_size=1, max_size=8), CHINESE)
def test_scores_are_those_of_bm25s(texts: list[str], query: str) -> None:
    """The library's own way of building its index, from lists of terms, agrees."""
    scores = TermIndex.build(texts).scores(query)
    for name, tokenize in TOKENIZERS.items():
        corpus = [tokenize(search_key(text)) for text in texts]
        known = [token for token in tokenize(search_key(query)) if any(token in tokens for tokens in corpus)]
        if known:
            model = bm25s.BM25(method="lucene", k1=CHANNELS[name].k1, b=CHANNELS[name].b, backend="numpy")
            model.index(corpus, show_progress=False)
            np.testing.assert_allclose(scores[name], model.get_scores(known), rtol=1e-4, atol=1e-6)


def test_two_builds_write_the_same_bytes(tmp_path: Path) -> None:
    contents = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        contents.append([path.read_bytes() for path in TermIndex.build(TEXTS).save(tmp_path / name)])
    assert contents[0] == contents[1]


def test_terms_saved_with_other_constants_are_refused(tmp_path: Path) -> None:
    TermIndex.build(TEXTS).save(tmp_path)
    head = json.loads((tmp_path / "bigrams.json").read_text(encoding="utf-8"))
    head["parameters"]["k1"] = 2.0
    (tmp_path / "bigrams.json").write_text(json.dumps(head), encoding="utf-8")
    with pytest.raises(IndexFormatError, match="k1"):
        TermIndex.open(tmp_path)


def test_terms_whose_files_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    TermIndex.build(TEXTS).save(tmp_path)
    indices = np.load(tmp_path / "words.indices.npy")
    np.save(tmp_path / "words.indices.npy", indices + 100)
    with pytest.raises(IndexDamagedError, match="do not fit"):
        TermIndex.open(tmp_path)


def test_a_rare_word_weighs_more_than_a_common_one_and_an_unknown_one_most() -> None:
    terms = TermIndex.build(TEXTS)
    assert terms.idf("人才") < terms.idf("公寓") < terms.idf("龙井")
    assert terms.idf("公寓") == pytest.approx(math.log(1 + (4 - 1 + 0.5) / (1 + 0.5)))
