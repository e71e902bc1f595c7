"""How strong is the page's own proof? One change at a time is made in its mathematics, and the proof has to notice.

It shares no code with the reader or with the deciding: places, changes and the truth of what survives are found here.
"""
