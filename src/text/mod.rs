//! From characters to words and n-grams.
