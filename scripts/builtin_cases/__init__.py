"""The models and calls by which export_model_fixtures.py asks PyTorch what strings, numbers and containers do in TorchScript."""
