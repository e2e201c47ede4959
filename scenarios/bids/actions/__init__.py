"""What becomes of tenders and bids."""
