"""What helps a hotline beside dispatching: replies, alerts, incidents, and weighing what was learned."""
