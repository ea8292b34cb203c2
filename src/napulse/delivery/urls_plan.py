"""Addresses of the plan, of its tasks, and of questions before a promise."""

from django.urls import path

from napulse.delivery.views import locks, plan_project, plans, what_if

urlpatterns = [
    path("plan/", plans.plan_current, name="plan_current"),
    path("plan/all/", plans.plan_list, name="plan_list"),
    path("plan/compare/", plans.scenario_compare, name="scenario_compare"),
    path("plan/compute/", plans.plan_ask, name="plan_ask"),
    path("plan/computed/", plans.plan_asked, name="plan_asked"),
    path("plan/<int:plan_id>/", plans.plan_detail, name="plan_detail"),
    path("plan/<int:plan_id>/export/", plan_project.plan_export, name="plan_export"),
    path("plan/<int:plan_id>/progress/", plans.plan_progress, name="plan_progress"),
    path("plan/<int:plan_id>/stop/", plans.plan_stop, name="plan_stop"),
    path("plan/<int:plan_id>/projects/", plans.plan_outcomes, name="plan_outcomes"),
    path("plan/<int:plan_id>/changes/", plans.plan_difference, name="plan_difference"),
    path("plan/<int:plan_id>/reasons/", plans.plan_reasons, name="plan_reasons"),
    path("plan/<int:plan_id>/ways/<int:number>/", plans.way_apply, name="way_apply"),
    path("plan/<int:plan_id>/accept/", plans.plan_accept, name="plan_accept"),
    path("plan/<int:plan_id>/accepted/", plans.plan_accepted, name="plan_accepted"),
    path("plan/<int:plan_id>/return/", plans.plan_return, name="plan_return"),
    path("plan/<int:plan_id>/aside/", plans.plan_decline, name="plan_decline"),
    path("plan/<int:plan_id>/take-up/", plans.plan_take_up, name="plan_take_up"),
    path("plan/<int:plan_id>/shift/", locks.plan_shift, name="plan_shift"),
    path("plan/work/<int:item_id>/", locks.task_fix, name="task_fix"),
    path("plan/work/<int:item_id>/fix/", locks.task_fixed, name="task_fixed"),
    path("plan/work/<int:item_id>/release/", locks.task_released, name="task_released"),
    path("plan/work/<int:item_id>/undo/", locks.task_lock_undo, name="task_lock_undo"),
    path("plan/what-if/", what_if.what_if, name="what_if"),
    path("plan/what-if/ask/", what_if.what_if_asked, name="what_if_asked"),
    path("plan/what-if/<int:plan_id>/", what_if.what_if_answer, name="what_if_answer"),
    path("plan/what-if/<int:plan_id>/make/", what_if.what_if_made, name="what_if_made"),
    path("<int:project_id>/plan/", plan_project.project_plan, name="project_plan"),
]
