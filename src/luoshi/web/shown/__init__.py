"""Records of the rooms below as the pages show them: names, words and lights put in, nothing decided."""
