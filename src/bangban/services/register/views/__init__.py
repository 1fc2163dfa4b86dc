"""The pages of the registry, one module a noun."""
