"""What becomes of decisions, objections and awards."""
