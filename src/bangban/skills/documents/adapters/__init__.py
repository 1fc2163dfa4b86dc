"""What can a digital employee do with documents? The skills of the entry point `bangban.skills`, one a module."""
