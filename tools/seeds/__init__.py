"""What the product does about each paragraph of the texts it was asked for from."""
