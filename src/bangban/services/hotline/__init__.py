"""How does a citizen's message become a work order that the right agency answers?"""
