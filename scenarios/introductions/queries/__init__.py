"""Reading what the pages of a curator's work need."""
