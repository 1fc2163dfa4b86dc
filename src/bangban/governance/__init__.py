"""Who may do it, and who answers for it: employees, scenarios, cases, proposals, decisions, effects."""
