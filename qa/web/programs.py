"""What the page's server offers to programs: the JSON API and the MCP tools, which share one gate."""

from typing import TYPE_CHECKING

from qa.web.api import install_api
from qa.web.desk import Desk
from qa.web.gate import Gate
from qa.web.mcp_tools import install_tools
from qa.web.parts import Part
from qa.web.service import Service

if TYPE_CHECKING:
    from fastapi import FastAPI


def programs_part(service: Service) -> Part:
    """The part that adds them; it shows nothing on the page."""

    def install(app: "FastAPI") -> None:
        gate = Gate()
        install_api(app, service, gate)
        install_tools(app, Desk(service), gate)

    return Part(install=install)
