"""Who belongs where? The tree of agencies, officers and their roles, and what each may see and do."""
