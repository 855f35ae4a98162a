from django.urls import path

from needlepoint.frontdoor.views import (
    articles,
    checking,
    contact,
    evidence,
    feeding,
    finding,
    home,
    look,
    pictures,
    prices,
    questions,
    sharing,
    trials,
    visit,
)

app_name = "frontdoor"
urlpatterns = [
    path("", home.home, name="home"),
    path("your-visit/", visit.visit, name="visit"),
    path("does-it-work/", evidence.evidence, name="evidence"),
    path("does-it-work/checked/", evidence.checked, name="checked"),
    path("does-it-work/trials/", trials.trials, name="trials"),
    path("does-it-work/trials/rows.csv", trials.rows, name="trials_rows"),
    path("does-it-work/trials/groups.csv", trials.arms, name="trials_arms"),
    path("does-it-work/pooled/<slug:stratum>/", trials.pooled, name="pooled"),
    path("prices/", prices.prices, name="prices"),
    path("find-us/", contact.contact, name="contact"),
    path("questions/", questions.questions, name="questions"),
    path("who-checked/", checking.who_checked, name="who_checked"),
    path("look/<slug:stamp>.css", look.look, name="look"),
    path("articles/", articles.articles, name="articles"),
    path("articles/feed/", feeding.feed, name="feed"),
    path("articles/<slug:slug>/", articles.article, name="article"),
    path("pictures/<slug:code>/", pictures.picture, name="picture"),
    path("sitemap.xml", finding.sitemap, name="sitemap"),
    path("robots.txt", finding.robots, name="robots"),
    path("llms.txt", finding.llms, name="llms"),
    path("share/<str:page>.<slug:language>.png", sharing.share, name="share"),
]
