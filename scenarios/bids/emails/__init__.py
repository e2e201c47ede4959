"""Mails about bids, as values."""
