"""The course as a site to read: pages that need no server, no Python and no network."""
