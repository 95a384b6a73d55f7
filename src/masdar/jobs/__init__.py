"""What a process can be busy with: collecting and keeping all day, surveying, importing, replaying or checking once.

The third role of the design, web, is the web room itself.
"""
