"""What can a resident do: leave a message, follow it, ask for a person, complain?"""
