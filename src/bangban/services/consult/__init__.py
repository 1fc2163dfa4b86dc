"""How do residents and officers ask, and get answers that stand on a source or a person's word?"""
