"""Which bytes does a value stand for, what is their digest, and who signed them?"""
