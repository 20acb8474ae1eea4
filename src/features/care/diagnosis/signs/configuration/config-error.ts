import type { Signs } from "../sign.ts";

/** How services say that they do not accept what was written for them. */
export const CONFIG_ERROR: Signs = {
  category: "config_error",
  why: "its configuration is not what it accepts",
  sure: `
    no declaration was found in
    refers to undefined
    does not exist in the compose file
    invalid compose project
    invalid service name
    service * has neither an image nor a build context
    has neither an image nor
    unsupported external
    network * declared as external, but could not be found
    external volume * not found
    volume * declared as external, but could not be found
    could not find an available, non-overlapping
    env file * not found
    couldn't find env file
    no env file
    required argument
    required flag
    required parameter
    missing argument
    missing parameter
    unrecognized subdirective
    unknown subcommand
    unknown command line
    unknown parameter
    invalid parameter
    invalid flag
    invalid hostname
    invalid ip address
    invalid cidr
    environment variable * is required
    environment variable * was not
    environment variable * missing
    no such option
    config file * does not exist
    configuration * is missing
    configuration * missing
    not a valid configuration
    unable to parse configuration
    config.json * error
    could not find a valid config
    illegal configuration
    no configuration found
    wrong configuration
    incorrect configuration
    error reading configuration
    error in your configuration
    missing configuration key
    label not found
    environment variable * is missing
    non-existent resolver
    entrypoint doesn't exist
    unknown log opt
    error loading config
    error loading configuration
    error parsing config
    error parsing configuration
    error reading config
    error in config
    error in configuration
    error in the configuration
    failed parsing config
    failed to parse config
    failed to parse configuration
    failed to load config
    failed to load configuration
    failed to read config
    failed to decode config
    failed to validate config
    failed to start: config
    could not load config
    could not parse config
    could not read config
    couldn't load config
    cannot load config
    cannot parse config
    unable to load config
    unable to parse config
    unable to read config
    loading config * failed
    parsing config * failed
    reading initial config: loading
    adapting config using caddyfile
    invalid config
    invalid configuration
    invalid configuration option
    invalid setting
    invalid environment variable
    invalid parameter value
    invalid log level
    invalid yaml
    invalid toml
    invalid port number
    invalid spec
    bad configuration
    bad config
    bad config file
    bad directive
    bad interpolation
    configuration error
    configuration file * is invalid
    configuration file not found
    configuration is invalid
    configuration is not valid
    configuration invalid
    configuration validation
    config error
    config file not found
    config validation
    configerror
    configurationerror
    configexception
    config.yml * error
    config.yaml * error
    improperlyconfigured
    misconfigured
    misconfiguration
    yaml: unmarshal errors
    yaml: mapping values are not allowed
    yaml parse error
    yaml syntax error
    yamlexception
    yaml.scanner
    yaml.parser
    scannererror
    mapping values are not allowed
    did not find expected key
    did not find expected
    found character that cannot start any token
    toml parse error
    toml * parse error
    tomldecodeerror
    unknown directive
    unknown configuration
    unknown configuration key
    unknown config
    unknown setting
    unknown variable
    unknown option
    unknown argument
    unknown flag
    unknown shorthand flag
    unknown log driver
    unrecognized argument+
    unrecognized option
    unrecognized configuration
    unrecognized directive
    unrecognised option
    unsupported config option
    additional property * is not allowed
    additional properties are not allowed
    flag provided but not defined
    unexpected token * in json
    field * not found in type
    extra fields not permitted
    extra inputs are not permitted
    validation error+ for settings
    field required
    required key not provided
    required environment variable
    required variable
    required setting
    required option
    required property
    missing environment variable
    missing env
    missing mandatory
    missing configuration
    missing config
    environment variable * is not set
    environment variable * not set
    environment variable * must be set
    environment variable not found
    environment variable * not found
    env var * not set
    env variable * not set
    you need to specify one of
    database is uninitialized and superuser password is not specified
    database is uninitialized and password option is not specified
    superuser password is not specified
    is not set. defaulting to a blank string
    is not a directory: unknown
    are you trying to mount a directory onto a file
    not a directory * mount
    mount a directory onto a file
    emerg * in /etc/nginx
    [emerg]
    nginx: configuration file * test failed
    conflicting server name
    directive is not allowed here
    directive is duplicate
    directive * is not terminated
    ah00526
    syntax error on line
    apache * syntax error
    parsing file * unexpected
    unrecognized directive:
    bad configuration option
    fatal config file error
    reading the configuration file, at line
    keyerror: 'database_url'
    keyerror: 'secret_key'
    secret_key setting must not be empty
    disallowedhost
    invalid http_host header
    no such service
    undefined network
    undefined volume
    undefined service
    service * depends on undefined
    services must be a mapping
    invalid interpolation format
    invalid reference format
    invalid mount config
    mounts denied
    network * not found
    bind source path does not exist
    invalid volume specification
    top-level object must be a mapping
    invalid compose
    encryption key * mismatch
    mismatching encryption keys
    invalid config for
    integration * not found
    err_module_not_found
    module_not_found
    no such file or directory: '/config
    exec: no such file or directory
    unable to start container process: exec
    starting container process caused: exec
    executable file not found in $path
    entrypoint.sh: no such file or directory
    exec /entrypoint.sh: no such file
    exec /usr/local/bin/docker-entrypoint.sh: no such file
    error: invalid option
    no configuration file provided
    no configuration setting found
    no config file found
    no config found
    no such file or directory * config
    config * no such file or directory
    could not open config
    could not find config
    unable to open configuration file
    unable to open config file
    error: unable to open config file
    duplicate config
    binding to target * failed
    could not resolve placeholder
    failed to bind properties
    failed to configure a datasource
    'url' attribute is not specified
    invalid_config
    invalid connection string
    invalid connection url
    invalid dsn
    invalid database url
    could not parse rfc1738
    could not parse sqlalchemy url
    error validating datasource
    provisioning * error
    datasource provisioning error
    failed to provision
    unknown database driver
    not a valid cron
    invalid cron
    unknown time zone
    unknown timezone
    invalid timezone
    is deprecated and has been removed
    no longer supported option
    using default password is not allowed
    invalid host header
    unsupported option
    unsupported setting
    illegal option
    configuration.yaml * no such
    no such file or directory * configuration
    no such file or directory * .yaml
    no such file or directory * .yml
    no such file or directory * .toml
    no such file or directory * .json
    no such file or directory * .conf
    no such file or directory * .ini
    no such file or directory * .env
    encryption key has been specified
    has not been set
    has not been configured
    has not been specified
    have not been set
    was not set
    was not provided
    was not specified
    not been provided
    bad option
    unknown keyword
    unrecognized key
    unrecognised key
    invalid option
    errors in configuration
    error in configuration file
    configuration errors
    config errors
    schema validation
    failed schema validation
    must be a number
    must be a boolean
    must be an integer
    must be a list
    must be an object
    must be one of
    must be a string or number
    must be greater
    must be between
    must not be empty
    must not be blank
    must contain
    should be one of
    input should be
    expected one of
    not in the allowed
    unsupported type
    argument must be
    invalid number of arguments
    too many arguments
    not enough arguments
    option requires an argument
    requires a value
    unable to parse the
    failed to unmarshal
    yaml:
    toml:
    bad format
    format error in
    invalid literal for int
    could not convert string
    no such variable
    unset variable
    unbound variable
    parameter not set
    undefined variable
    undeclared variable
    missing field
    missing required field
    missing property
    missing option
    missing section
    duplicate mapping key
    duplicate router
    conflicting options
    mutually exclusive
    cannot be used together
    obsolete option
    removed option
    no longer valid
    port mapping
    invalid port
    invalid containerport
    invalid volume
    invalid mount
    invalid bind
    no such network
    no such volume
    no such plugin
    unknown plugin
    plugin not found
    plugin * not found
    unknown locale
    invalid locale
    invalid address
    invalid duration
    invalid boolean
    invalid integer
    invalid regex
    invalid pattern
    invalid template
    option * is required
    setting * is required
    key * is required
    value * is required
    loading the configuration
    loading configuration
    load the configuration
    keyerror: ' * _ * '
    middleware * does not exist
    service * does not exist
    router * does not exist
    entrypoint * does not exist
    you need to set
    need to set the
    needs to be set
    has to be set
    unknown * flag
    error parsing flags
    parsing flags
    error parsing regexp
    error parsing flag
    invalid regular expression
    has the wrong type
    wrong type
    try --help
    see --help
    unknown scheme
    unsupported scheme
    unsupported protocol scheme
    unsupported database type
    configuration was not read
    cannot parse * config
    is missing in the configuration
    not found in configuration
    not found in config
    refusing to start
    invalid listen
    invalid upstream
    invalid server name
    junk found in command line
    command line option
  `,
  likely: `
    invalid argument
    unable to start: missing
    is missing from
    missing setting
    missing option
    missing value
    missing variable
    invalid size
    invalid format
    invalid syntax
    unable to parse
    missing * token
    missing * url
    exec * no such file or directory
    must be set
    must be specified
    must be provided
    must be configured
    must be defined
    cannot be empty
    cannot be blank
    should not be empty
    trusted_proxies
    trusted domain
    untrusted domain
    validationerror
    validation error for
    validation errors for
    invalid value
    invalid value for
    unknown key
    unknown field
    unknown property
    parse error
    parsing error
    failed to parse
    cannot parse
    could not parse
    is not a valid
    setup failed for
    caddyfile:
    must be a string
    must be a mapping
    duplicate key
    missing key
    missing required
    platform error
    component error
    variable is not set
    variable * is not set
    variable * is required
    option * is invalid
    setting * is invalid
    invalid json
    invalid url
    invalid uri
    parsererror
    cannot unmarshal
    cors * origin * not allowed
    unsupported value
    illegal value
    unexpected argument
    integration error
    configparser
    invalid option
    invalid argument for
    invalid property
    contains an invalid type
    missing scheme
    must start with the protocol
    yaml: line
    cannot find module
    not configured
    not allowed here
    executable file not found
    modulenotfounderror
    no module named
    importerror
    cannot find package
    syntax error
    syntaxerror
    not found: template
    unable to find user
    no matching entries in passwd file
    is not defined
    is not allowed
    not provided
    expected a
    validation failed
    validation errors
    unknown command
    invalid character
    invalid path
    invalid log
    already defined
    unknown type
    unknown module
    cannot start:
    json:
    is not configured
    no such command
    invalid expression
    duplicate entry
    wrong number of arguments
    is not one of
    not recognized
    not recognised
    invalid type
    invalid number
    unknown provider
    invalid field
    invalid key
    invalid keys
    invalid or not found
    is required when
    class * not found
    usage:
    regexp:
  `,
  hint: `
    yaml
    toml
    configuration
    settings
    invalid
    malformed
    not defined
    is required
    not specified
    config file
    command not found
    no such file or directory
    enoent
    config
    environment
    json.decoder.jsondecodeerror: expecting
    jsondecodeerror
  `,
  unless: `
    /dev/dri
    cannot open shared object file
    root element is missing
    healthcheck.sh
    cuda
    no such file or directory * models
    malformed database
    disk image is malformed
    permission denied
    eacces
    successfully
    not permitted
    no such file or directory * .gguf
    unexpected eof
    unexpected end of file
    unexpected page
    curl: not found
    certificate
    x509
    config loaded
    loaded config
    token is invalid
    invalid token
    invalid api key
    invalid credentials
    invalid password
    invalid username
    invalid user
    invalid login
    invalid signature
    invalid key
    invalid authentication
    invalid checkpoint
    invalid page
    invalid resource manager
    invalid record length
    invalid magic number
    invalid memory
    health check
    healthcheck
    oci runtime exec failed
    glibc
    rdb
    libcuda
    status code
    checksum
    wire version
    model_name
    engine_version
    requires a newer
    invalid magic
    health_check
    role
    the model
    deprecated
    will be removed
    host not found
  `,
};
