"""How does a text reach a language model, and what may not? The one door: providers, routing, masking, metering."""
