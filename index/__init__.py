"""Documents read, cleaned, outlined, cut, embedded and kept on disk."""

# First of all, since it sets the OpenMP variables that faiss and torch read when they are imported.
from index import settings as settings
