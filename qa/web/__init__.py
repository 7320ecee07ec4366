"""The chat: a page that shows an answer and, beside it, the passages it was made from."""
