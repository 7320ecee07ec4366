"""The index built anew from the paths it knows, in a process of its own, so that those who ask meanwhile never wait.

Reading, embedding and joining terms keep whole cores busy and hold the interpreter; here they run at a lower priority
beside the program that answers, and whatever kills them leaves the index as it was.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.build import BuildSummary, Progress, build
from index.errors import IndexBusyError, PolicyQAError
from index.exchange import dump
from index.failure_log import log_failure
from index.kept_encoder import encoder_for
from index.reading import Failure

_CODE = "import sys; sys.path.insert(0, sys.argv[1]); from index.renewal import serve; serve(sys.argv[2])"
_ROOT = Path(__file__).resolve().parent.parent
_NICE = 5
"""How far the build stands back behind those who ask; 19 would be last of all."""


def renew(root: Path, progress: Progress) -> BuildSummary:
    """Builds the index at `root` from the paths it was last built from and its uploads.

    Raises:
        IndexBusyError: another process is building it.
        PolicyQAError: the build could not be done; the index answers as before.
    """
    command = [sys.executable, "-c", _CODE, str(_ROOT), str(root.absolute())]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    last: dict[str, Any] = {}
    with process:
        for line in process.stdout or ():
            with suppress(ValueError):
                last = json.loads(line)
            if "progress" in last:
                progress(*last["progress"])
    if "summary" in last:
        return _summary(last["summary"])
    if "error" in last:
        kind = IndexBusyError if last["busy"] else PolicyQAError
        raise kind(last["error"][0], zh=last["error"][1])
    raise PolicyQAError(
        f"the build ended unexpectedly (status {process.returncode}); what was there still answers",
        zh=f"建立索引的进程意外结束（状态 {process.returncode}），原有索引不受影响",
    )


def serve(root: str) -> None:
    """Builds and tells of it, one JSON value a line on standard output: what the process runs."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(_NICE)
    # Whatever a library prints must not get between the lines.
    lines = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def tell(value: dict[str, Any]) -> None:
        lines.write(dump(value))
        lines.flush()

    try:
        name, encoder = encoder_for(Path(root))
        summary = build(
            None, Path(root), encoder, encoder_name=name, progress=lambda *told: tell({"progress": list(told)})
        )
    except PolicyQAError as error:
        tell({"error": [str(error), error.zh], "busy": isinstance(error, IndexBusyError)})
    except BrokenPipeError:
        return  # Whoever started this is gone; the next build begins anew.
    except Exception:  # noqa: BLE001 (the last resort of this process: the log gets the traceback)
        log_failure(traceback.format_exc())
        tell(
            {
                "error": [
                    "the build failed unexpectedly; what was there still answers",
                    "建立索引时出了意外，原有索引不受影响",
                ],
                "busy": False,
            }
        )
    else:
        tell({"summary": {**asdict(summary), "damaged": None}})


def _summary(value: dict[str, Any]) -> BuildSummary:
    return BuildSummary(
        **{
            **value,
            "duplicates": _pairs(value["duplicates"]),
            "replaced": _pairs(value["replaced"]),
            "failed": tuple(Failure(**failure) for failure in value["failed"]),
        }
    )


def _pairs(values: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((one, other) for one, other in values)
