"""A scripted day in which things break: what people were told must be in the record, once, and nothing else twice.

`day` plays the people, `house` runs the service, `breaking` breaks it, `trial` puts one run together and judges it.
"""
