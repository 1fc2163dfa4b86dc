"""Which pages has the officer's desk? One module a page: inbox, case, decisions, batch, a new case."""
