"""What happened, provably: an append-only, hash-chained record whose checkpoints are signed."""
