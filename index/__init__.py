"""Documents read, cleaned, outlined, cut, embedded and kept on disk."""
