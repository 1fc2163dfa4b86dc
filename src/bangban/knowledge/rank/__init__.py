"""How do answered questions make the next search better?"""
