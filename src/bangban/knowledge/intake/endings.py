"""Which files can be read, told by how their names end?"""

PLAIN = (".md", ".markdown", ".txt")
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")
"""Scans and photographs: their text is recognised, where the optional part for it is installed."""
READ_APART = (".docx", ".doc", ".wps", ".rtf", ".odt", ".pdf", ".ofd", ".html", ".htm", *PICTURES)
"""What is read in a process of its own, with bounds on its time and memory."""
SHEETS = (".xlsx", ".xls", ".xlsm", ".ods")
