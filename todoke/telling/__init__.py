"""The rules of telling (お知らせのきまり): who is told what, when, how, and in which words. Pure."""
