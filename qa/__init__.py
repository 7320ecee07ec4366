"""Questions understood, passages found, answers made of cited sentences."""
