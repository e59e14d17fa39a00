"""The HTTP interface: dispatch, request fields, problems, routes and their handlers."""
