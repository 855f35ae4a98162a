"""Quick entry: a line as a practitioner types it, read into points, parts and settings; and written back. Pure.

    BL23 BL25 b 25mm deqi; GB30 R 50mm; ashi L4 L x3; EA 2Hz BL23-BL25 20min; cupping BL18-BL25; lot A123

Statements end at a semicolon or a line. In one, settings belong to the points named since the last setting or comma:
"BL23 BL25 b 25mm, GB30 R" puts 25 mm on both sides of two points and leaves GB30 to its own R. What cannot be read
stays as text, with its place and a plain reason; nothing raises.
"""

from needlepoint.charting.rules.quick import phrases, reading, shapes, writing

Response = shapes.Response
Angle = shapes.Angle
Method = shapes.Method
Row = shapes.Row
Unread = shapes.Unread
Quick = shapes.Quick
Why = shapes.Why
TYPED_MAX = reading.TYPED_MAX
DEPTH_MAX = phrases.DEPTH_MAX
is_spot = phrases.is_spot
read = reading.read
written = writing.written
