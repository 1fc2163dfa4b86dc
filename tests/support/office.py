"""What does LibreOffice make of a Word file: its text, its pages, and its own accepting and rejecting of changes?"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pypdfium2

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Changes"/></library:library>
"""
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Changes" script:language="StarBasic">
Sub Resolve(source As String, target As String, command As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  helper = createUnoService("com.sun.star.frame.DispatchHelper")
  helper.executeDispatch(document.CurrentController.Frame, ".uno:" + command, "", 0, Array())
  Dim written(0) As New com.sun.star.beans.PropertyValue
  written(0).Name = "FilterName" : written(0).Value = "MS Word 2007 XML"
  document.storeToURL(target, written())
  document.close(True)
End Sub
</script:module>
"""


class Office:
    """LibreOffice with a profile of its own in `folder`, so that nobody else's is touched or waited for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.profile = folder / "profile"
        self._macros_ready = False

    def _prepare_macros(self) -> None:
        if self._macros_ready:
            return
        # The first start of a profile lays out its libraries anew, whatever stands there.
        self._run("macro:///Standard.Module1.Main")
        library = self.profile / "user/basic/Standard"
        (library / "script.xlb").write_text(_LIBRARY)
        (library / "Changes.xba").write_text(_MACRO)
        self._macros_ready = True

    def _run(self, *words: str) -> None:
        profile = f"-env:UserInstallation={self.profile.as_uri()}"
        command = ["soffice", profile, "--headless", "--norestore", *words]
        subprocess.run(command, check=True, timeout=120, capture_output=True)

    def accept_all(self, data: bytes) -> bytes:
        return self._resolve(data, "AcceptAllTrackedChanges")

    def reject_all(self, data: bytes) -> bytes:
        return self._resolve(data, "RejectAllTrackedChanges")

    def _resolve(self, data: bytes, command: str) -> bytes:
        self._prepare_macros()
        source, target = self.folder / "tracked.docx", self.folder / "resolved.docx"
        source.write_bytes(data)
        target.unlink(missing_ok=True)
        self._run(f'macro:///Standard.Changes.Resolve("{source.as_uri()}","{target.as_uri()}","{command}")')
        return target.read_bytes()

    def printed(self, page: bytes) -> bytes:
        """A page of HTML as the PDF that LibreOffice's word processor prints."""
        source = self.folder / "printed.html"
        source.write_bytes(page)
        self._run(
            "--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(self.folder), str(source)
        )  # fmt: skip
        return (self.folder / "printed.pdf").read_bytes()

    def pages(self, data: bytes) -> list[str]:
        """The text of each page as LibreOffice prints it."""
        source = self.folder / "printed.docx"
        source.write_bytes(data)
        self._run("--convert-to", "pdf", "--outdir", str(self.folder), str(source))
        document = pypdfium2.PdfDocument(self.folder / "printed.pdf")
        try:
            return [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()
