"""Changing matches and answers, one file per side; everything moves through `history.move` and only flushes."""
