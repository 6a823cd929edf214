"""The registry (制度・手続レジストリ): every program and procedure, with versions, proposals and changes."""
