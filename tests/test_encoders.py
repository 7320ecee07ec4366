"""Any sentence-transformers model as an encoder; the models are tiny, made here and saved to a folder."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling, StaticEmbedding
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from index.encoders import Encoder, open_encoder
from index.errors import EncoderError
from index.model import Span

CHARACTERS = "abcdefgh: 人才政策公寓补贴万元1234。"
TEXT = "人才公寓1234。购房补贴4万元。"
SPANS = [Span(0, 9), Span(9, 17)]


def tokenizer() -> Tokenizer:
    pieces = [("<s>", 0.0), ("</s>", 0.0), ("<pad>", 0.0), ("<unk>", -9.0), *((c, -2.0) for c in CHARACTERS)]
    made = Tokenizer(models.Unigram(pieces, unk_id=3))
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    return made


def save_model(
    folder: Path, *, seed: int = 0, pooling: str = "mean", dense: bool = False, prompts: dict[str, str] | None = None
) -> str:
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=64,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder / "bare")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer(), pad_token="<pad>", bos_token="<s>", eos_token="</s>", unk_token="<unk>"
    ).save_pretrained(folder / "bare")
    modules = [Transformer(str(folder / "bare"), max_seq_length=64), Pooling(32, pooling)]
    modules += [Dense(32, 16)] if dense else []
    made = SentenceTransformer(modules=[*modules, Normalize()], prompts=prompts, device="cpu")
    made.save(str(folder / "model"))
    return str(folder / "model")


def cosines(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return (one * other).sum(axis=-1) / np.linalg.norm(one, axis=-1) / np.linalg.norm(other, axis=-1)


@pytest.mark.parametrize("pooling", ["mean", "cls", "lasttoken"])
@pytest.mark.parametrize("dense", [False, True])
def test_vectors_are_those_of_the_library_with_the_models_own_prompts(
    tmp_path: Path, pooling: str, dense: bool
) -> None:
    name = save_model(tmp_path, pooling=pooling, dense=dense, prompts={"query": "ab: ", "document": "cd: "})
    encoder, library = open_encoder(name), SentenceTransformer(name, device="cpu")
    assert isinstance(encoder, Encoder)
    assert encoder.dimension == (16 if dense else 32)
    texts = [TEXT, "人才", "补贴政策1234"]
    vectors, spans = encoder.passages(texts, [SPANS, [], [Span(0, 2)]])
    assert cosines(vectors, library.encode_document(texts)) == pytest.approx(np.ones(3), abs=1e-5)
    assert cosines(encoder.queries(texts), library.encode_query(texts)) == pytest.approx(np.ones(3), abs=1e-5)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert [rows.shape for rows in spans] == [(2, encoder.dimension), (0, encoder.dimension), (1, encoder.dimension)]


def test_where_tokens_are_averaged_a_spans_vector_is_the_mean_of_its_token_states(tmp_path: Path) -> None:
    name = save_model(tmp_path, prompts={"query": "", "document": "ab: "})
    library = SentenceTransformer(name, device="cpu")
    _, spans = open_encoder(name).passages([TEXT], [SPANS])
    states = library.encode(["ab: " + TEXT], output_value="token_embeddings", prompt="")[0].numpy()
    # <s> ▁ a b : ▁ come first, the space of the prompt being the second ▁. Then comes a token a character:
    # nine for the first span, and seven for the eight of the second, whose first two are one unknown piece.
    assert cosines(spans[0][0], states[6:15].mean(axis=0)) == pytest.approx(1, abs=1e-5)
    assert cosines(spans[0][1], states[15:22].mean(axis=0)) == pytest.approx(1, abs=1e-5)


def test_where_the_first_token_stands_for_the_text_spans_are_encoded_as_texts(tmp_path: Path) -> None:
    name = save_model(tmp_path, pooling="cls")
    _, spans = open_encoder(name).passages([TEXT], [[*SPANS, Span(3, 3)]])
    wanted = SentenceTransformer(name, device="cpu").encode_document([TEXT[:9], TEXT[9:17], TEXT])
    assert cosines(spans[0], wanted) == pytest.approx(np.ones(3), abs=1e-5)


def test_spans_late_in_a_long_text_still_have_their_own_vectors(tmp_path: Path) -> None:
    encoder = open_encoder(save_model(tmp_path))
    text = "abc" * 60 + "人才补贴"
    _, spans = encoder.passages([text], [[Span(180, 184), Span(0, 3)]])
    apart = encoder.passages(["人才补贴"], [[]])[0][0]
    assert cosines(spans[0][0], apart) > cosines(spans[0][1], apart)


def test_a_model_without_a_transformer_is_an_encoder_too(tmp_path: Path) -> None:
    made = tokenizer()
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    SentenceTransformer(modules=[StaticEmbedding(made, embedding_dim=8)], device="cpu").save(str(tmp_path / "static"))
    encoder = open_encoder(str(tmp_path / "static"))
    vectors, spans = encoder.passages(["人才 补贴", "政策"], [[Span(0, 2)], []])
    assert vectors.shape == (2, 8)
    assert cosines(spans[0], encoder.passages(["人才"], [[]])[0]) == pytest.approx([1], abs=1e-5)
    assert encoder.queries([]).shape == (0, 8)


@pytest.mark.parametrize(
    ("prompts", "query", "passage"),
    [
        ({"query": "ab: ", "passage": "cd: "}, "ab: ", "cd: "),
        ({"query": "ab: "}, "ab: ", ""),
        (None, "", ""),
    ],
)
def test_prompts_are_looked_for_under_all_their_names(
    tmp_path: Path, prompts: dict[str, str] | None, query: str, passage: str
) -> None:
    name = save_model(tmp_path, prompts=prompts)
    library = SentenceTransformer(name, device="cpu")
    encoder = open_encoder(name)
    assert cosines(encoder.queries(["人才"])[0], library.encode(query + "人才", prompt="")) == pytest.approx(
        1, abs=1e-5
    )
    found = encoder.passages(["人才"], [[]])[0][0]
    assert cosines(found, library.encode(passage + "人才", prompt="")) == pytest.approx(1, abs=1e-5)


def test_an_e5_model_that_names_no_prompts_gets_those_of_its_family(tmp_path: Path) -> None:
    (tmp_path / "multilingual-e5-small").mkdir()
    name = save_model(tmp_path / "multilingual-e5-small")
    library = SentenceTransformer(name, device="cpu")
    wanted = library.encode("query: 人才", prompt="")
    assert cosines(open_encoder(name).queries(["人才"])[0], wanted) == pytest.approx(1, abs=1e-5)


def test_the_fingerprint_is_that_of_weights_pooling_prompts_and_nothing_else(tmp_path: Path) -> None:
    def mark(place: str, **settings: object) -> str:
        (tmp_path / place).mkdir()
        return open_encoder(save_model(tmp_path / place, **settings)).fingerprint  # type: ignore[arg-type]

    first = mark("a")
    assert mark("b") == first
    others = [mark("c", seed=1), mark("d", pooling="cls"), mark("e", prompts={"query": "ab: "}), mark("f", dense=True)]
    assert len({first, *others}) == 5
    assert all(len(value) == 64 for value in (first, *others))


def test_a_name_that_is_not_on_the_machine_is_refused_at_once_and_says_what_to_do() -> None:
    with pytest.raises(EncoderError, match="HF_HUB_OFFLINE=0") as caught:
        open_encoder("nobody/no-such-encoder")
    assert "nobody/no-such-encoder" in str(caught.value)
    assert "本机没有向量模型" in caught.value.zh


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(EncoderError, match="empty"):
        open_encoder("  ")


@pytest.mark.parametrize("damage", ["missing", "short", "no model"])
def test_a_folder_that_holds_no_whole_model_is_refused(tmp_path: Path, damage: str) -> None:
    name = tmp_path / "none"
    if damage == "no model":
        name.mkdir()
    else:
        name = Path(save_model(tmp_path))
        weights = name / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:1000]) if damage == "short" else weights.unlink()
    with pytest.raises(EncoderError, match="does not load") as caught:
        open_encoder(str(name))
    assert str(name) in str(caught.value)
    assert "无法加载" in caught.value.zh


@pytest.mark.slow
def test_torch_stands_in_where_openvino_does_not_load(root: Path) -> None:
    program = (
        "import sys\n"
        "if sys.argv[1] == 'without': sys.modules['openvino'] = None\n"
        "from index.encoders import open_encoder\n"
        "from index.model import Span\n"
        "encoder = open_encoder()\n"
        "vectors, spans = encoder.passages(['新建人才公寓424套。补贴30万元。', '天气' * 600], [[Span(0, 12)], []])\n"
        "assert ('torch' in sys.modules) == (sys.argv[1] == 'without')\n"
        "print(encoder.fingerprint)\n"
        "for row in [*vectors, *spans[0], *encoder.queries(['人才公寓'])]: print(' '.join(map(str, row.tolist())))\n"
    )
    environment = {**os.environ, "POLICYQA_LANG": "en"}
    outputs = []
    for mode in ("with", "without"):
        done = subprocess.run(
            [sys.executable, "-c", program, mode], cwd=root, env=environment, capture_output=True, text=True, check=True
        )
        outputs.append(done.stdout.splitlines())
        assert ("torch is used" in done.stderr) == (mode == "without")
    fingerprints, rows = zip(*((lines[0], np.loadtxt(lines[1:])) for lines in outputs), strict=True)
    assert fingerprints[0] == fingerprints[1]
    assert cosines(*rows).min() > 0.9999
