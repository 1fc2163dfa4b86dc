"""How do officers sign in, prove a second factor and prove it again before they sign?"""
