"""Data about people in texts that others will read: found while they write, declared by name or taken out."""
