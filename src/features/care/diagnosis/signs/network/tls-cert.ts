import type { Signs } from "../sign.ts";

/** How services say that a certificate or handshake was not accepted. */
export const TLS_CERT: Signs = {
  category: "tls_cert",
  why: "a certificate or the TLS handshake was not accepted",
  sure: `
    untrusted certificate
    certificate not trusted
    certificate is self
    unable to parse certificate
    sslv3 alert
    unexpected tls
    tls: private key does not match
    cert verification failed
    failed to verify the certificate
    not trusted by
    certificate_verify_failed
    certificate verify failed
    certificate verification failed
    certificate verify error
    certificate has expired
    certificate is expired
    certificate expired
    certificate is not yet valid
    certificate is not trusted
    certificate signed by unknown authority
    certificate problem
    certificate subject name
    certificate required
    certificate unknown
    certificate revoked
    certificate is invalid
    certificate name mismatch
    invalid certificate
    bad certificate
    bad_certificate
    unknown ca
    unknown_ca
    self signed certificate
    self-signed certificate
    self_signed_cert_in_chain
    depth_zero_self_signed_cert
    unable_to_verify_leaf_signature
    unable_to_get_issuer_cert+
    unable to verify the first certificate
    unable to get local issuer certificate
    unable to get issuer certificate
    cert_has_expired
    err_tls_cert_altname_invalid
    err_cert_authority_invalid
    err_cert+
    err_ssl+
    hostname/ip does not match certificate
    does not match certificate's
    sslhandshakeexception
    sslerror
    sslcertverificationerror
    sslv3_alert
    ssl handshake failed
    ssl handshake failure
    ssl: no alternative certificate
    ssl routines
    ssl_do_handshake
    ssl_accept
    sun.security.validator
    pkix path building failed
    pkix path validation failed
    unable to find valid certification path
    tls handshake error
    tls handshake failed
    tls handshake failure
    tls: handshake failure
    tls: failed to verify
    tls: bad certificate
    tls: unknown certificate
    tls: internal error
    tls: first record does not look like a tls handshake
    tls: protocol version not supported
    tls: no cipher suite
    tlsv1 alert
    tlsv1_alert
    tls_process+
    remote error: tls
    wrong_version_number
    wrong version number
    unknown protocol * ssl
    no suitable certificate
    no certificate * found
    cannot load certificate
    failed to load certificate
    could not load certificate
    could not load server certificate
    unable to load certificate
    failed to load * cert+
    cannot load certificate key
    unable to obtain acme certificate
    unable to obtain certificate
    could not get certificate
    failed to obtain certificate
    failed to renew certificate
    could not renew certificate
    obtaining certificate * failed
    acme * challenge * failed
    acme * invalid response
    some challenges have failed
    incorrect validation certificate
    server certificate verification failed
    ssl certificate problem
    the remote certificate is invalid
    the ssl connection could not be established
    authenticationexception: the remote certificate
    invalidcertificate
    invalid peer certificate
    notvalidforname
    unknownissuer
    certnotvalidyet
    key values mismatch
    keystore was tampered with
    private key does not match
    gnutls_handshake
    handshake_failure
    cert not yet valid
    ca certificate * not found
    missing intermediate
    ssl certificate
    ssl_error+
    bad handshake
    unsupported protocol * ssl
    tls negotiation
    no shared cipher
    unsafe legacy renegotiation
    dh key too small
    ee key too small
    ca md too weak
    certificate * expired
    certificate * not trusted
    certificate * invalid
    certificate * not valid
    certificate * mismatch
    certificate * does not match
    certificate * could not
    certificate * cannot
    certificate error
    invalid certificate chain
    hostname does not match
    no client certificate
    acme challenge
    challenge * failed
    letsencrypt * failed
    acme * failed
    order * invalid
    expired certificate
    http response to https client
    http request was sent to https port
    plain http request was sent
    no subject alternative names matching
    no subject alternative name
    subject alternative name+
    remotecertificatenamemismatch
    remotecertificatechainerrors
    certificate presented by
    certificate chain errors
    certificate store
    root certificate * does not exist
    alert handshake failure
    acme-challenge * 404
    ee certificate
    issuer certificate
    expected tls
    tls * required
    certificateexpiredexception
    certificatenotyetvalidexception
    certificateexception
    certpathvalidatorexception
    ssl peer
    tls error
  `,
  likely: `
    certificate chain
    peer certificate
    peer's certificate
    ssl_connect
    ssl_error
    ssl alert
    x509
    tls alert
    certificate is valid for
    failed to verify certificate
    handshake failed
    handshake failure
    ssl error
    tls error
    acme * error
    let's encrypt * error
    pem routines
    no start line
    bad end line
    unable to get certificate
    cert.pem * no such file
    fullchain.pem * no such file
    privkey.pem * no such file
    certificate+ * error
    certificate+ * failed
    ssl * failed
    https * http request was sent
    ssl:
    tls handshake
    certificate authority
    starttls
    certificate file
    ssl handshake
    sslv3
    challenge failed
    hostname mismatch
    http-01
    dns-01
    certificate validation
    certificate verification
    acme: error
    urn:ietf:params:acme:error
  `,
  hint: `
    certificate
    ssl
    tls
  `,
  unless: `
    too many certificates
    ratelimited
    error:ratelimited
    successfully
    tls handshake timeout
    tls disabled
    tls enabled
    timed out while * tls
    ssl: default
    ssl:default
    no such host
    lookup
    connection refused
    too many failed
  `,
  scene: `
    acme
    certbot
    letsencrypt
    let's encrypt
    acme-challenge
    x509
  `,
};
