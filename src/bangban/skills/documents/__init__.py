"""Which documents are right, and what exactly would make them so? Reading, checking, fixing, drafting 公文."""
