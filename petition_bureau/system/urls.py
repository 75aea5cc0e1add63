"""Addresses of the system pages."""

from django.urls import path

from petition_bureau.system import views, views_security, views_settings, views_templates, views_ways

app_name = "system"
urlpatterns = [
    path("units/", views.units, name="units"),
    path("units/new/", views.add_unit, name="unit_add"),
    path("units/merge/", views.merge_units, name="unit_merge"),
    path("units/<int:pk>/", views.change_unit, name="unit"),
    path("units/<int:pk>/abolish/", views.abolish_unit, name="unit_abolish"),
    path("units/<int:pk>/successor/", views.name_successor, name="unit_successor"),
    path("people/", views.people, name="people"),
    path("people/new/", views.add_person, name="person_add"),
    path("people/<int:pk>/", views.change_person, name="person"),
    path("people/<int:pk>/active/", views.set_active, name="person_active"),
    path("people/<int:pk>/password/", views.reset_password, name="person_password"),
    path("calendar/", views_settings.calendar, name="calendar"),
    path("calendar/load/", views_settings.load_notice, name="calendar_load"),
    path("calendar/records/<int:pk>/", views_settings.calendar_record, name="calendar_record"),
    path("categories/", views_settings.categories, name="categories"),
    path("categories/new/", views_settings.category, name="category_add"),
    path("categories/<int:pk>/", views_settings.category, name="category"),
    path("paths/", views_ways.paths, name="paths"),
    path("paths/new/", views_ways.path_row, name="path_add"),
    path("paths/<int:pk>/", views_ways.path_row, name="path"),
    path("grounds/", views_ways.grounds, name="grounds"),
    path("grounds/new/", views_ways.ground_row, name="ground_add"),
    path("grounds/<int:pk>/", views_ways.ground_row, name="ground"),
    path("switches/", views_settings.switches, name="switches"),
    path("jobs/", views_settings.jobs, name="jobs"),
    path("grants/", views_security.grants, name="grants"),
    path("grants/new/", views_security.add_grant, name="grant_add"),
    path("grants/<int:pk>/revoke/", views_security.revoke, name="grant_revoke"),
    path("records/", views_security.records, name="records"),
    # papers and archive
    path("templates/", views_templates.templates, name="templates"),
    path("templates/<str:kind>/", views_templates.template, name="template"),
    path("templates/<str:kind>/<str:version>.pdf", views_templates.sample, name="template_sample"),
    path("backdated/", views_security.backdated, name="backdated"),
]
