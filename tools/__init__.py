"""Which tools build, check and pack Bangban? None of them is part of the installed program."""
