"""What is done to a file's bytes: telling what it is, looking whether it is whole, drawing it anew, previews.

Everything here but `kinds` runs in a child (`luoshi.record.sandbox`) and knows neither Django nor the database.
"""
