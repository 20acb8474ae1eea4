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
    permission denied:
    permission denied
    not permitted
    avc: denied
    tokenizer
    max_tokens
  `,
};
