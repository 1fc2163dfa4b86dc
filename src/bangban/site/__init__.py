"""The storey people see: settings, addresses, base pages, sign-in, translations and health."""
