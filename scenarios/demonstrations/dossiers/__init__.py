"""Everything about one demonstration as one archive, and its check without the site."""
