"""Mails about needs, as values: one file per stretch of a need's life."""
