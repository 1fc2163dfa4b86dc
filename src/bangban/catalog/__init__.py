"""Scenarios, agencies and the invented demo district, as YAML."""
