"""Retrieval and answers measured with the field's formats and measures."""
