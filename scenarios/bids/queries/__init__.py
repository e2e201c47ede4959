"""Reading tenders and bids."""
