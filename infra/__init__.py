"""What surrounds the platform: resources and packaging, the local cloud, decisions. None of it is shipped."""
