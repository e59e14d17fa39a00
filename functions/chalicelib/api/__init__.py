"""HTTP: dispatch, request fields, problems and routes."""
