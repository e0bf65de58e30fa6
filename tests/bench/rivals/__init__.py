"""What we are measured against, each as a competent user of that library writes it."""
