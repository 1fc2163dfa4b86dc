"""How does a conversation pass from the assistant to a person and back? A state machine; no model's word moves it."""
