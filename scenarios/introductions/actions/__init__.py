"""What curators do with what they have introduced."""
