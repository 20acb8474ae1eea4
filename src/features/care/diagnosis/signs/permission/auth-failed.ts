import type { Signs } from "../sign.ts";

/** How services say that a login or key was not accepted. */
export const AUTH_FAILED: Signs = {
  category: "auth_failed",
  why: "a login or key was not accepted",
  sure: `
    session validation failed
    token signature mismatch
    signature mismatch * login
    connection refused: not authorized
    connection refused, not authorized
    refused: bad user name
    authentication did not succeed
    authentication was rejected
    login was rejected
    bad api key
    wrong api key
    wrong credentials
    wrong username
    wrong user or password
    the provided credentials
    user or password
    invalid ssh key
    unable to authenticate with
    key is not valid
    unknown api key
    password authentication failed
    authentication failed
    authentication failure
    authentication_failed
    authentication error
    authentication unsuccessful
    authenticationfailed
    authenticationerror
    authenticationexception
    authentication required
    authentication is required
    authentication credentials were not provided
    authenticate * failed
    failed to authenticate
    could not authenticate
    unable to authenticate
    not authenticated
    unauthenticated
    unauthorized
    unauthorised
    not authorized
    notauthorized
    not authorised
    auth failed
    auth error
    auth failure
    auth_failed
    authfailed
    wrongpass
    noauth
    noperm
    err auth
    err invalid password
    invalid password
    invalid passwd
    wrong password
    incorrect password
    incorrect username
    incorrect login
    bad password
    invalid username
    invalid user name
    invalid username-password pair
    invalid username or password
    invalid credentials
    invalid credential
    invalid login
    invalid api key
    invalid api-key
    invalid_api_key
    invalid apikey
    incorrect api key
    api key is invalid
    api key invalid
    api key not valid
    api key required
    api key * missing
    no api key
    missing api key
    invalid token
    invalid access token
    invalid bearer token
    invalid auth
    invalid authentication
    invalid authorization
    invalid refresh token
    invalid_grant
    invalid_client
    invalid_token
    invalid client secret
    invalid client credentials
    invalid key * login
    token expired
    token is expired
    token has expired
    token invalid
    token is invalid
    token is missing
    tokenexpirederror
    jsonwebtokenerror
    jwt expired
    jwt malformed
    jwt signature
    expired token
    expiredtoken
    expired api key
    bad credentials
    bad username
    bad token
    bad_credentials
    login failed
    login failure
    login incorrect
    login denied
    login attempt failed
    failed login
    failed to login
    failed to log in
    could not log in
    unable to login
    unable to log in
    access denied for user
    access token * invalid
    access token * expired
    no pg_hba.conf entry
    pg_hba.conf
    ident authentication failed
    peer authentication failed
    role * does not exist
    credentials * rejected
    credentials * invalid
    credentials * expired
    credentials are incorrect
    credentials are invalid
    incorrect credentials
    missing credentials
    no credentials
    no basic auth credentials
    unable to locate credentials
    could not load credentials
    requires authentication
    requires login
    scram-sha-256 authentication failed
    sasl authentication failed
    sasl login authentication failed
    sasl:
    mongoservererror: authentication failed
    command * requires authentication
    not authorized on
    connection refused: not authorised
    connection refused: bad user name or password
    bad user name or password
    connack * not authorized
    not authorised
    permission denied (publickey
    permission denied, please try again
    host key verification failed
    pull access denied
    requested access to the resource is denied
    may require 'docker login'
    denied: requested access
    535 5.7.8
    535 5.7.3
    530 5.7.0
    534 5.7.9
    username and password not accepted
    application-specific password required
    signaturedoesnotmatch
    invalidaccesskeyid
    the aws access key id you provided does not exist
    the request signature we calculated does not match
    security token * invalid
    gated repo
    gatedrepoerror
    access to model * is restricted
    cannot access gated repo
    user is disabled
    account is locked
    account locked
    account disabled
    oauth * error
    oauth * failed
    openid * failed
    oidc * failed
    error 1045
    error 1044
    1045 (28000)
    28p01
    ldap * invalid credentials
    ldap: error code 49
    reauthentication
    re-authentication
    configentryauthfailed
    could not validate credentials
    proxy authentication required
    login authentication failed with
    tailscale * invalid key
    unable to validate api key
    private key * not accepted
    secret * rejected
    denied: denied
    access is denied due to invalid
    authentication was unsuccessful
    session expired
    session has expired
    session is invalid
    invalid user or password
    invalid email or password
    login was denied
    logon failure
    nt_status_logon_failure
    nt_status_access_denied
    nt_status_wrong_password
    wrong passphrase
    invalid passphrase
    incorrect passphrase
    wrong password or no key found
    passphrase supplied
    decryption password
    invalid pin
    wrong pin
    invalid api token
    missing api token
    missing token
    token mismatch
    token revoked
    token was revoked
    reauthenticate
    re-authenticate
    login is required
    please log in
    please login
    must be logged in
    you are not logged in
    not logged in
    user is not authorized
    user not authorized
    is not authorized to
    not allowed to log
    user * not found in
    authentication plugin * denied
    credential rejected
    rejected credentials
    401.unauthorized
    client * not authorized
    not authorized to
    eauth
    password is incorrect
    password is wrong
    password incorrect
    password mismatch
    password does not match
    password expired
    pam * authentication
    logon_failure
    status_logon_failure
    status logon failure
    does not match that for the login
    without any password configured
    called without any password
    password did not match
    access key id you provided does not exist
    could not be authenticated
    name or password is incorrect
    or password is incorrect
    password or token is incorrect
    token is incorrect
    credentials might be wrong
    credentials may be wrong
    check your credentials
    check your username
    check your password
    check your api key
    check the credentials
    verify your credentials
    exhausted available authentication
    available authentication methods
    login refused
    refused login
    invalid secret
    invalid access key
    check access key
    check access id
    no password supplied
    password is required
    password required
    missing password
    incorrect or missing password
    is not allowed to connect to this
    can only connect via localhost
    insufficient_scope
    insufficient scope
    code e401
    authorization failed
    authorization error
    authorization has been denied
    credentials could not be
    credentials not found
    cannot authenticate
    authentication denied
    authentication rejected
    invalid authentication credentials
    signature is invalid
    signature verification failed
  `,
  likely: `
    401
    407
    535
    csrf
    2fa
    scram
    publickey
    28000
    user not found
    access_denied
    accessdenied
    could not verify
    two-factor
    kerberos
    hf_token
    return code 5
    reason code: 5
    user * does not exist
    authentication token
    incorrect user
    invalid session
    invalid signature
    mfa required
    403 forbidden
    forbidden
    access denied
    not logged in
    login required
    unauth
    sasl
    pam:
    kinit
    basic auth
    user name or password
    username or password
    no such user
    unknown user
    no token
    auth_token
    authenticate:
    connect to mailbox
    refresh token
    token not found
    user unknown
    bad key
    wrong key
  `,
  hint: `
    denied
    credentials
    password
    api key
    api_key
    403
    auth
  `,
  unless: `
    superuser password is not specified
    superuser password
    password option is not specified
    eacces
    errno 13
    client does not support authentication protocol
    unknown authentication method
    scram authentication requires libpq
    password file
    unexpected token
    tokens per min
    too many requests
    403 ms
    401 ms
    authenticated successfully
    login successful
    x509
    too many login
    certificate
    rate limit
    exceeded your current quota
    token+ that can be stored
    read-only
    not permitted
    avc: denied
    tokenizer
    max_tokens
    already in use
    dkms
    unknown user * passwd
    useradd
    acme
    certbot
  `,
};
