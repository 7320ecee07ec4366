"""The parts that the chat opens with."""

from pathlib import Path

from qa.web.dialogs import dialogs_part
from qa.web.feedback import feedback_part
from qa.web.history import history_part
from qa.web.insight import insight_part
from qa.web.library import library_part
from qa.web.parts import Part
from qa.web.programs import programs_part
from qa.web.report import report_part
from qa.web.service import Engined, Service


def standard_parts(service: Service, folder: Path) -> list[Part]:
    """The parts of the page over one index.

    Args:
        service: answers, lists and opens the documents.
        folder: the index; what the page keeps on this machine stands in it.
    """
    engined = [report_part(service, folder), insight_part(service)] if isinstance(service, Engined) else []
    return [
        programs_part(service),
        dialogs_part(),
        library_part(service, folder),
        *engined,
        history_part(),
        feedback_part(folder),
    ]
