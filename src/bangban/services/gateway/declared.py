"""Which models did the city connect? What gateway.yaml says now, for the program and for the pages alike."""

from __future__ import annotations

from bangban import config as settings
from bangban.llm import config as files


def read_config() -> files.GatewayConfig:
    """The file as it is now; no model at all where nobody wrote one.

    Raises:
        NoGatewayFile, BadGatewayFile: it was named and is not there, or is wrong.
    """
    file, named = settings.load().gateway_file
    return files.load(file) if named or file.exists() else files.EMPTY
