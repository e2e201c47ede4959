"""Judging, apart from searching: labelled sets, metrics, runs."""
