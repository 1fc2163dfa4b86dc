"""Which of Django's database engines keeps the embedded database? Its own, with its statements read once."""
