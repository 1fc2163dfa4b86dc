"""Which process lets a decision take effect? This one: it imports no skill and no language-model code."""
