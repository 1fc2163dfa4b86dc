"""How does a page show a document? From its drawing: text escaped, formats as classes of a stylesheet of its own.

The drawing was made in a skill host, which is not trusted: every value is taken as the kind it must be.
"""
