"""What becomes of panels."""
