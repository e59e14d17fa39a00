"""A municipality's own data folder: made from a model and its list of providers, and added to from a longer list."""
