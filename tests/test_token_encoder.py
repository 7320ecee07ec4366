"""The rules for vectors of texts and spans, on networks small enough to work out by hand."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors

from index.model import Span
from index.token_encoder import Limits, Prompts, TokenEncoder
from index.windows import Tokens, Window, batches, cut_windows, rectangle

CHARACTERS = "abcdefgh人才政策?:"
START, END, PAD, UNKNOWN = 0, 1, 2, 3


def character_tokenizer() -> Tokenizer:
    """One token a character: `<s>` is 0, `</s>` is 1, then the known characters from 4 on."""
    words = ["<s>", "</s>", "<pad>", "<unk>", *CHARACTERS]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", START), ("</s>", END)]
    )
    return tokenizer


WIDTH = 4 + len(CHARACTERS)


class OneHot:
    """A network whose state for a token is 1 at the token's own place: means are counts, to be worked out by hand."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def __call__(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        self.shapes.append(ids.shape)
        return np.eye(WIDTH, dtype=np.float32)[ids] * mask[:, :, None]


def encoder(tokens: int = 64, query: str = "", passage: str = "", **limits: bool) -> TokenEncoder:
    return TokenEncoder(
        fingerprint="f",
        dimension=WIDTH,
        tokenizer=character_tokenizer(),
        states=OneHot(),
        prompts=Prompts(query, passage),
        limits=Limits(tokens, PAD, **limits),
    )


def counts(text: str, *special: int) -> np.ndarray:
    """The expected vector: how often each token stands in the text, made unit length."""
    found = np.zeros(WIDTH, dtype=np.float32)
    for character in text:
        found[4 + CHARACTERS.index(character)] += 1
    for token in special:
        found[token] += 1
    return found / np.linalg.norm(found)


def test_a_text_is_the_mean_of_all_its_tokens_special_ones_and_prompt_included() -> None:
    vectors, _ = encoder(passage="a:").passages(["人才"], [[]])
    assert vectors[0] == pytest.approx(counts("a:人才", START, END))
    assert encoder(query="?").queries(["bb"])[0] == pytest.approx(counts("?bb", START, END))


def test_a_span_is_the_mean_of_the_tokens_over_it_and_of_no_other() -> None:
    _, spans = encoder(passage="a:").passages(["人才政策abc"], [[Span(0, 2), Span(2, 4), Span(6, 7)]])
    assert spans[0][0] == pytest.approx(counts("人才"))
    assert spans[0][1] == pytest.approx(counts("政策"))
    assert spans[0][2] == pytest.approx(counts("c"))


def test_an_empty_span_or_one_outside_the_text_gets_the_texts_vector() -> None:
    vectors, spans = encoder().passages(["ab"], [[Span(1, 1), Span(50, 60)]])
    assert spans[0][0] == pytest.approx(vectors[0])
    assert spans[0][1] == pytest.approx(vectors[0])


def test_a_prompt_can_be_left_out_of_the_mean() -> None:
    vectors, _ = encoder(passage="a:", include_prompt=False).passages(["人才"], [[]])
    assert vectors[0] == pytest.approx(counts("人才", END))


def test_a_text_longer_than_the_network_takes_counts_every_token_once() -> None:
    text = "abcdefgh" * 10 + "人才政策"
    taken = encoder(tokens=16, passage="?:")
    vectors, spans = taken.passages([text], [[Span(80, 84), Span(0, 3)]])
    assert vectors[0] == pytest.approx(counts("?:" + text, START, END))
    assert spans[0][0] == pytest.approx(counts("人才政策"))
    assert spans[0][1] == pytest.approx(counts("abc"))


def test_results_stand_in_the_order_of_the_texts_whatever_their_lengths() -> None:
    texts = ["a" * n + "人" * (n % 3) for n in (5, 1, 40, 0, 7, 100, 2)]
    vectors, _ = encoder(tokens=24).passages(texts, [[]] * len(texts))
    for text, vector in zip(texts, vectors, strict=True):
        assert vector == pytest.approx(counts(text, START, END))


def test_progress_adds_up_to_the_number_of_texts() -> None:
    told: list[int] = []
    encoder(tokens=8).passages(["a" * n for n in range(30)], [[]] * 30, told.append)
    assert sum(told) == 30


def test_no_texts_give_no_vectors() -> None:
    vectors, spans = encoder().passages([], [])
    assert vectors.shape == (0, WIDTH)
    assert spans == []
    assert encoder().queries([]).shape == (0, WIDTH)


def test_as_many_lists_of_spans_as_texts_are_wanted() -> None:
    with pytest.raises(ValueError, match="2 texts, but spans for 1"):
        encoder().passages(["a", "b"], [[]])


def test_lone_surrogates_and_nul_take_one_place_each() -> None:
    vectors, spans = encoder().passages(["a\ud800\0人"], [[Span(3, 4)]])
    assert spans[0][0] == pytest.approx(counts("人"))
    assert np.isfinite(vectors).all()


def test_what_follows_the_pooling_is_applied_to_texts_and_spans_alike() -> None:
    half = TokenEncoder(
        fingerprint="f",
        dimension=2,
        tokenizer=character_tokenizer(),
        states=OneHot(),
        prompts=Prompts("", ""),
        limits=Limits(64, PAD),
        finish=lambda rows: rows[:, 4:6],
    )
    vectors, spans = half.passages(["aab"], [[Span(2, 3)]])
    assert vectors[0] == pytest.approx(np.array([2, 1]) / 5**0.5)
    assert spans[0][0] == pytest.approx([0, 1])


def test_a_prompt_as_long_as_the_network_is_refused() -> None:
    with pytest.raises(ValueError, match="the prompt fills"):
        encoder(tokens=8, passage="abcdef").passages(["a" * 20], [[]])


def tokens_of(content: int, prompt: int) -> Tokens:
    ids = np.arange(content + prompt + 2, dtype=np.int64)
    places = np.arange(len(ids), dtype=np.int64)
    return Tokens(ids, places, places + 1, head=1, prompt=prompt, tail=1)


@given(content=st.integers(0, 3000), prompt=st.integers(0, 6), longest=st.integers(16, 512))
def test_windows_fill_every_token_once_and_each_begins_with_the_prompt(content: int, prompt: int, longest: int) -> None:
    tokens = tokens_of(content, prompt)
    windows = cut_windows(0, tokens, longest)
    whole = np.full(len(tokens.ids), -1)
    for window in windows:
        assert len(window.ids) <= longest
        assert window.of == len(windows)
        assert list(window.ids[: 1 + prompt]) == list(range(1 + prompt))
        assert window.ids[-1] == tokens.ids[-1]
        for source, target in window.moves:
            assert (whole[target] == -1).all()
            whole[target] = window.ids[source]
    assert (whole == tokens.ids).all()


def test_in_an_overlap_a_token_is_taken_from_the_window_where_it_stands_deeper() -> None:
    # 20 tokens at most, 2 of them special: windows of 18, overlapping by 9; the second begins at 9, so the overlap is
    # 9 to 18 and its middle 13.
    first, second, *_ = cut_windows(0, tokens_of(60, 0), 20)
    assert first.moves[0][1] == slice(1, 1 + 13)
    assert second.moves[0][1].start == 1 + 13


@given(st.lists(st.integers(1, 600), max_size=60))
def test_batches_hold_every_window_once_and_fill_little(lengths: Sequence[int]) -> None:
    windows = [Window(i, np.zeros(length, dtype=np.int64), (), 1) for i, length in enumerate(lengths)]
    seen = []
    for batch in batches(windows):
        ids, mask = rectangle(batch, PAD)
        assert ids.shape == mask.shape
        assert ids.size <= max(4096, 608)
        assert mask.sum(axis=1).tolist() == [len(window.ids) for window in batch]
        seen += [window.text for window in batch]
    assert sorted(seen) == list(range(len(lengths)))


@given(st.lists(st.tuples(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40)), max_size=8))
def test_all_vectors_are_finite_and_of_unit_length(cases: list[tuple[str, int, int]]) -> None:
    texts = [text for text, _, _ in cases]
    vectors, spans = encoder(tokens=12).passages(texts, [[Span(min(a, b), max(a, b))] for _, a, b in cases])
    for rows in (vectors, *spans):
        assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(rows)), abs=1e-5)
