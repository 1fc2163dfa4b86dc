"""Which pages ask and answer?"""
