"""What may be read: sources and their versions, the index of their passages, and finding them again."""
