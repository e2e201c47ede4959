"""Weeks in minutes: people with habits live on the real code over HTTP, and what must always hold is looked at each week."""
