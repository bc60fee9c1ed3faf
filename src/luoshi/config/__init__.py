"""Settings from the environment, urls, wsgi: the only room that knows everything."""
