"""The front door: what acupuncture can and cannot do for a back, what a visit is like, who treats, what it costs.

Offers the services of the clinic with their visit patterns and prices, and the public pages.
Must not know hours, rooms or bookings; "next free time" is a panel fetched by URL.
"""
