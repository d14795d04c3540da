"""Addresses of entry by hand."""

from django.urls import path

from lantai.holdings.entry.views import records, rows, tasks

app_name = "entry"
urlpatterns = [
    path("staff/entry", records.work, name="work"),
    path("staff/entry/reading", records.reading, name="reading"),
    path("staff/entry/records/<ulid:ulid>", records.record, name="record"),
    path("staff/entry/volumes/<ulid:ulid>/<int:position>", rows.rows, name="rows"),
    path("staff/entry/tasks", tasks.tasks, name="tasks"),
    path("staff/entry/tasks/<ulid:ulid>", tasks.task, name="task"),
    path("staff/entry/tasks/<ulid:ulid>/<int:position>", tasks.item, name="item"),
    path("staff/entry/tasks/<ulid:ulid>/differences", tasks.differences, name="differences"),
    path("staff/entry/tasks/<ulid:ulid>/differences/<int:position>", tasks.decide, name="decide"),
]
