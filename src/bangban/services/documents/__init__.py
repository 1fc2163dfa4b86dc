"""How does an officer have documents checked, corrected and drafted, and what becomes of each finding?"""
