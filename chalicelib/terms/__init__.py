"""Terms: the nouns every part of the platform shares. They open nothing but their own tables."""
