"""The pages of the guardian's console, one module a noun."""
