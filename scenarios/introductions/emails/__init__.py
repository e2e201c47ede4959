"""Mails about meetings."""
