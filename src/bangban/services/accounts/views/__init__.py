"""What do the pages of signing in do? One module a step."""
