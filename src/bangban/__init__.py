"""What is Bangban (帮办)? A platform on which AI proposes, a person decides, and only a decision takes effect."""

__version__ = "0.1.0"
