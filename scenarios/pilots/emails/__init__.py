"""Mails about pilots. None of them tells a figure."""
