"""Addresses of certificates: the public pages of verification and of the log, the register, the seals."""

from django.urls import path

from lantai.services.certificates.views import issuing, log, public, register, seals

app_name = "certificates"
urlpatterns = [
    path("verify", public.door, name="door"),
    path("verify/file", public.file, name="file"),
    path("verify/key.pem", log.key, name="key"),
    path("verify/script", log.script, name="script"),
    path("verify/log/checkpoint", log.checkpoint, name="checkpoint"),
    path("verify/log/proof", log.proof, name="log_proof"),
    path("verify/<str:number>", public.certificate, name="verified"),
    path("verify/<str:number>/proof.json", public.proof, name="proof"),
    path("staff/certificates", register.certificates, name="certificates"),
    path("staff/certificates/not-found", issuing.not_found, name="not_found"),
    path("staff/certificates/copy/<ulid:ulid>", issuing.copy, name="copy"),
    path("staff/certificates/statement/<ulid:ulid>", issuing.statement, name="statement"),
    path("staff/certificates/<ulid:ulid>", register.certificate, name="certificate"),
    path("staff/certificates/<ulid:ulid>/print", register.printed, name="print"),
    path("staff/certificates/<ulid:ulid>/acts/<str:act>", register.act, name="act"),
    path("staff/seals", seals.seals, name="seals"),
    path("staff/seals/<ulid:ulid>", seals.seal, name="seal"),
    path("staff/seals/<ulid:ulid>/picture", seals.picture, name="picture"),
    path("staff/seals/<ulid:ulid>/acts/<str:act>", seals.act, name="seal_act"),
]
