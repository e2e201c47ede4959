"""What the pages of demonstrations read."""
