"""Answers and references as files: Word, Markdown, HTML, plain text, BibTeX, RIS, CSL-JSON, evidence packs."""
