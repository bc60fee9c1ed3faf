"""Areas, units, posts, persons, divisions, stand-ins; who may see and do what."""
