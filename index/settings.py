"""What the environment decides: cache folder, language, threads, network, model; the one module that reads it.

Importing it also writes the few variables that other libraries read when they are themselves imported, so it comes
before any import of torch, faiss, openvino or gradio. A value that the user has set is never replaced.

| variable | meaning here | default |
|---|---|---|
| POLICYQA_CACHE | folder for converted models and cached vectors | the user's cache folder |
| POLICYQA_LANG | interface language, `zh...` or anything else for English | the locale |
| HF_HUB_OFFLINE | 0 lets models be fetched from the Hugging Face hub | 1 |
| OMP_WAIT_POLICY | PASSIVE: the OpenMP copies of torch and faiss do not spin against each other | PASSIVE |
| ONEDNN_MAX_CPU_ISA | caps the instructions that torch and OpenVINO use, e.g. AVX2 | none |
| GRADIO_ANALYTICS_ENABLED | False: the page sends nothing out | False |
| POLICYQA_MODEL_URL | base address of an OpenAI-compatible endpoint that may rephrase answers | none: no model |
| POLICYQA_MODEL | the model's name there | `default` |
| POLICYQA_MODEL_KEY | its key, never shown | none |
| POLICYQA_MODEL_TIMEOUT | seconds that it may take for one answer | 60 |
| POLICYQA_PASSWORD | the password for asking in the chat | none: whoever reaches it may ask |
| POLICYQA_ADMIN_PASSWORD | the password for changing the documents | none: only on loopback |
| POLICYQA_TODAY | the day to take for today, 2026-07-01 | the clock's |
"""

import locale
import os
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_dir

Language = Literal["zh", "en"]

_FOR_OTHERS = {
    "OMP_WAIT_POLICY": "PASSIVE",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
}
_LOCALE_NAMES = ("LC_ALL", "LC_MESSAGES", "LANG")
_MODEL_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Settings:
    """The environment as read once.

    Attributes:
        cache: folder for converted models and cached vectors; may not exist yet.
        language: of the interface.
        hub_allowed: whether models may be fetched from the Hugging Face hub.
        instruction_cap: ONEDNN_MAX_CPU_ISA, or empty.
        cores: processor cores that this process may use.
    """

    cache: Path
    language: Language
    hub_allowed: bool
    instruction_cap: str
    cores: int

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings that an environment stands for; reads no file and writes nothing."""
        cache = environment.get("POLICYQA_CACHE")
        return cls(
            cache=Path(cache).expanduser().absolute() if cache else Path(user_cache_dir("policyqa", appauthor=False)),
            language=_language(environment),
            hub_allowed=environment.get("HF_HUB_OFFLINE", "1").strip().lower() in ("0", "false", "no", "off"),
            instruction_cap=environment.get("ONEDNN_MAX_CPU_ISA", "").strip().upper(),
            cores=_cores(),
        )


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A language model behind an OpenAI-compatible address.

    Attributes:
        url: the base address, `http://127.0.0.1:8080/v1`, without a slash at its end.
        model: its name there.
        key: sent as a bearer token; empty for none. Never part of a message or a log.
        seconds: that one answer may take.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = _MODEL_SECONDS

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Endpoint | None":
        """The endpoint that an environment names; None where it names none."""
        url = environment.get("POLICYQA_MODEL_URL", "").strip().rstrip("/")
        if not url:
            return None
        try:
            seconds = float(environment.get("POLICYQA_MODEL_TIMEOUT", ""))
        except ValueError:
            seconds = _MODEL_SECONDS
        return cls(
            url=url,
            model=environment.get("POLICYQA_MODEL", "").strip() or "default",
            key=environment.get("POLICYQA_MODEL_KEY", "").strip(),
            seconds=seconds if 0 < seconds < float("inf") else _MODEL_SECONDS,
        )


@dataclass(frozen=True, slots=True)
class Passwords:
    """What has to be known to ask, and to change the documents; empty for none."""

    asking: str = field(default="", repr=False)
    changing: str = field(default="", repr=False)

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Passwords":
        """The passwords that an environment sets."""
        return cls(environment.get("POLICYQA_PASSWORD", ""), environment.get("POLICYQA_ADMIN_PASSWORD", ""))


def prepare(environment: MutableMapping[str, str]) -> None:
    """Writes the variables that other libraries read at import, where the user has not set them."""
    for name, value in _FOR_OTHERS.items():
        environment.setdefault(name, value)


def settings() -> Settings:
    """The settings of this process, read now: tests and long-lived servers may have changed the environment."""
    return Settings.read(os.environ)


def endpoint() -> Endpoint | None:
    """The model that may rephrase answers; None, the default, for none."""
    return Endpoint.read(os.environ)


def passwords() -> Passwords:
    """The passwords of this process's environment."""
    return Passwords.read(os.environ)


def today() -> date:
    """The day that counts as today: that of POLICYQA_TODAY where it is a date, else the clock's."""
    try:
        return date.fromisoformat(os.environ.get("POLICYQA_TODAY", "").strip())
    except ValueError:
        return date.today()


def _language(environment: Mapping[str, str]) -> Language:
    asked = environment.get("POLICYQA_LANG") or next((v for n in _LOCALE_NAMES if (v := environment.get(n))), "")
    if not asked and os.name == "nt":
        asked = locale.getlocale()[0] or ""
    asked = asked.lower()
    return "zh" if asked.startswith(("zh", "chinese")) else "en"


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


prepare(os.environ)
