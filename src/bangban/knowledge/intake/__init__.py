"""How does a file become passages? One module for each kind of source."""
