"""What the sandbox tells the product: event bodies, their exact bytes, and their delivery."""
