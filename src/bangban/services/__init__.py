"""What residents and officers do: one Django app a service."""
