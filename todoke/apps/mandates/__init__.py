"""Mandates (委任・代理): who may act for whom, for what and until when."""
