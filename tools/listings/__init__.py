"""Whatever lists news: feeds in every format, sitemaps, and pages of headlines."""
