"""Which document do these few facts make? Forms, templates of the 15 kinds, and the writer of .docx files."""
