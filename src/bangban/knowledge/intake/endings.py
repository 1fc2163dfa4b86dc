"""Which files can be read, told by how their names end?"""

PLAIN = (".md", ".markdown", ".txt")
READ_APART = (".docx", ".doc", ".wps", ".rtf", ".odt", ".pdf", ".ofd", ".html", ".htm")
"""What is read in a process of its own, with bounds on its time and memory."""
SHEETS = (".xlsx", ".xls", ".xlsm", ".ods")
