"""The pages of the hotline: one module a room."""
