"""`{{ clinic.languages|languages }}`: names of languages as the reader calls them."""

from django import template

from needlepoint.frontdoor.wording import stock

register = template.Library()
register.filter("languages", stock.languages)
