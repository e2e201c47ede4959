"""What the pages of a pilot read."""
