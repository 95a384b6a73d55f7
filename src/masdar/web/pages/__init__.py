"""The pages, one module each. A page is `async (site, request, edition) -> Response`."""
