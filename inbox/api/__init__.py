"""The API that programs use: /api/v1/. It calls the functions that the screens call."""
