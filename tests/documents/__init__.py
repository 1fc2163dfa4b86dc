"""Which documents are right, which faults do officers make in them, and are those found and nothing else?"""
