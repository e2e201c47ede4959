"""Changing needs: plain functions that flush and never commit, one file per stretch of a need's life."""
