"""Cells to values and back: pure, with a coded finding for everything that could not be taken as it stands."""
