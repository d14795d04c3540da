"""The app's name: it has no models, only sentences to translate and one act."""

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "lantai.engines.signatures"
    label = "signatures"
