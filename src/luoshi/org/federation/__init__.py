"""Other doors to the same accounts: an OpenID provider, a directory server. The network is spoken to here only."""
