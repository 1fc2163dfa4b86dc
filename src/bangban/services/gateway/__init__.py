"""Who may use the models, how much, and what was used: the database's side of the door in `bangban.llm`."""
