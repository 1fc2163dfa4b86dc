"""Which filters and tags do the pages use? `words` says things; `components` draws them."""
