"""The parts that the chat opens with."""

from pathlib import Path

from qa.web.parts import Part
from qa.web.programs import programs_part
from qa.web.service import Service


def standard_parts(service: Service, folder: Path) -> list[Part]:
    """The parts of the page over one index.

    Args:
        service: answers, lists and opens the documents.
        folder: the index; what the page keeps on this machine stands in it.
    """
    return [
        programs_part(service),
    ]
