"""How is one letter written for each line of a table?"""
