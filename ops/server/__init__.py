"""The development server: site, API and sign-in on one port, rebuilt on save."""
