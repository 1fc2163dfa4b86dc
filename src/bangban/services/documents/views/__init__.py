"""Which pages do the documents have? Lists, sending in, reviewing, drafting, many at once, and the files."""
