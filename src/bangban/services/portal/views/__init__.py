"""What do the pages of the portal do?"""
