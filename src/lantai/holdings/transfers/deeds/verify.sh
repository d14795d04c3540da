#!/bin/sh
# Verify the signatures under a paper of a hand-over with OpenSSL 3 and nothing else: sh verify.sh
# 用 OpenSSL 3 验证交接文件的电子签名，不依赖其他程序：sh verify.sh
#
# paper.json is what was signed, byte for byte; NAME.sig the signature of a party, NAME.crt its certificate. The name of a
# key is the SM3 digest of the public key, the first 32 figures: compare it with what that party publishes.
# paper.json 即所签内容（逐字节），NAME.sig 为签名，NAME.crt 为证书。密钥名称为公钥 SM3 摘要的前 32 位，请与对方公布的核对。
cd "$(dirname "$0")" || exit 2
failed=0

check() { # PARTY KIND KEY
    openssl x509 -in "$1.crt" -noout -pubkey >"$1.pub" || failed=1
    found=$(openssl pkey -pubin -in "$1.pub" -outform DER | openssl dgst -sm3 -r | cut -c 1-32)
    case $2 in
    sm2) openssl dgst -sm3 -verify "$1.pub" -sigopt distid:1234567812345678 -signature "$1.sig" paper.json ;;
    ed25519) openssl pkeyutl -verify -pubin -inkey "$1.pub" -rawin -in paper.json -sigfile "$1.sig" ;;
    *) openssl dgst -sha256 -verify "$1.pub" -signature "$1.sig" paper.json ;;
    esac
    if [ $? -eq 0 ] && [ "$found" = "$3" ]; then
        echo "$1: valid 有效 ($2, key 密钥 $found)"
    else
        echo "$1: NOT valid 无效 ($2, key 密钥 $found)"
        failed=1
    fi
    openssl x509 -in "$1.crt" -noout -subject -dates
}

@CHECKS@
exit $failed
