"""What kinds of work are declared? One YAML file a scenario; see `load` for who reads them."""
