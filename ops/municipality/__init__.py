"""A municipality's own folder: its policy, its providers, and the files of a repository that runs this product."""
