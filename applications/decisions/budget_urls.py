"""The addresses of a call's money: its ranking, what is committed, and the plans for it."""

from django.urls import path

from applications.decisions.views import proposing_plans, ranking, scenarios

app_name = "budget"

urlpatterns = [
    path("", ranking.calls, name="calls"),
    path("scenarier/<int:scenario_id>/", scenarios.scenario, name="scenario"),
    path("scenarier/<int:scenario_id>/namn/", scenarios.describe, name="describe"),
    path("scenarier/<int:scenario_id>/belopp/", scenarios.amounts, name="amounts"),
    path("scenarier/<int:scenario_id>/losaren/", scenarios.solver, name="solver"),
    path("scenarier/<int:scenario_id>/jamfor/", scenarios.compare, name="compare"),
    path("scenarier/<int:scenario_id>/kopiera/", scenarios.copy, name="copy"),
    path("scenarier/<int:scenario_id>/arkivera/", scenarios.archive, name="archive"),
    path("scenarier/<int:scenario_id>/ta-tillbaka/", scenarios.restore, name="restore"),
    path("scenarier/<int:scenario_id>/valj/", scenarios.choose, name="choose"),
    path("scenarier/<int:scenario_id>/valj-inte/", scenarios.let_go, name="let_go"),
    path("scenarier/<int:scenario_id>/forslag/", proposing_plans.propose, name="propose"),
    path("<slug:slug>/", ranking.ranking, name="ranking"),
    path("<slug:slug>/beslutat/", ranking.committed, name="committed"),
    path("<slug:slug>/scenarier/", ranking.all_scenarios, name="scenarios"),
    path("<slug:slug>/nytt-scenario/", ranking.new_scenario, name="new"),
]
