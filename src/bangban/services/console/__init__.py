"""What does a guardian see and sign: today's work, refusals, standing orders, the stop?"""
