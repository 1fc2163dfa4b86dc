"""Into which passages does a source fall: articles of a law, parts of a matter, rows of a table, paragraphs?"""

from bangban.skills.passages.lines import Line, decoded, of_document, of_html, of_markdown, plain
from bangban.skills.passages.structure import Part, Whole, structure

__all__ = ["Line", "Part", "Whole", "decoded", "of_document", "of_html", "of_markdown", "plain", "structure"]
