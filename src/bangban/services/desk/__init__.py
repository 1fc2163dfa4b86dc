"""What does an officer do all day: inbox, case, decision?"""
