"""How do other programs of the same agency reach the same work?"""
