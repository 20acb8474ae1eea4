import type { Signs } from "./sign.ts";

/** What was written wrongly: settings, checks, images for other machines, versions that do not fit. */
export const CONFIGURATION: readonly Signs[] = [
  {
    category: "config_error",
    why: "its configuration is not what it accepts",
    sure: `
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
      toml: line
      toml parse error
      toml * parse error
      tomldecodeerror
      json.decoder.jsondecodeerror: expecting
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
      no such option
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
      environment variable * is required
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
      refers to undefined
      services must be a mapping
      invalid interpolation format
      invalid reference format
      invalid mount config
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
    `,
    likely: `
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
      unable to parse
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
      wrong type
      keyerror
      config
      option
      environment
    `,
    unless: `
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
    `,
  },
  {
    category: "healthcheck_broken",
    why: "the health check itself cannot pass",
    sure: `
      oci runtime exec failed
      health check exceeded timeout
      healthcheck exceeded timeout
      health check timeout exceeded
      health * executable file not found
      healthcheck * executable file not found
      health * not found
      healthcheck * not found
      healthcheck * no such file
      healthcheck * command not found
      healthcheck * permission denied
      output * curl: not found
      output * wget: not found
      output * nc: not found
      output * curl: command not found
      output * wget: command not found
      output * executable file not found
      exec: \\"curl\\": executable
      /bin/sh: curl: not found
      /bin/sh: 1: curl: not found
      /bin/sh: wget: not found
      /bin/sh: 1: wget: not found
      /bin/sh: 1: nc: not found
      /bin/sh: nc: not found
      sh: curl: not found
      sh: wget: not found
      sh: 1: curl: not found
      sh: 1: wget: not found
      exec: "curl": executable file not found
      exec: "wget": executable file not found
      exec: "nc": executable file not found
      exec: "pg_isready": executable file not found
      exec: "redis-cli": executable file not found
      exec: "mysqladmin": executable file not found
      exec: "/bin/sh": stat /bin/sh
      healthcheck.sh: no such file
      healthcheck.sh: not found
      unhealthy * curl
      unhealthy * wget
      health check * curl
      health check failed * not found
    `,
    likely: `
      start_period
      healthcheck start period
      health_cmd
      health-cmd
      healthcheck.js
      healthcheck uses
      health check command
      curl: not found
      wget: not found
      curl: command not found
      wget: command not found
      curl: no such file
      failingstreak
      failing streak
      is unhealthy
      (unhealthy)
      health check failed
      healthcheck failed
      health check is failing
      health: unhealthy
      health_status: unhealthy
      "status": "unhealthy"
      "status":"unhealthy"
      container * is unhealthy
      wget: can't connect to remote host
      wget: server returned error
      wget: bad address
    `,
    hint: `
      healthcheck
      unhealthy
      health check
      health status
    `,
    unless: `
      health check passed
      healthcheck passed
      health check ok
      health check of upstream
      health check on server
      health checks enabled
    `,
  },
  {
    category: "platform_mismatch",
    why: "the program was built for another processor or machine",
    sure: `
      exec format error
      cannot execute binary file
      no matching manifest for
      does not match the detected host platform
      requested image's platform
      image with reference * does not match the specified platform
      illegal instruction
      sigill
      illegal operand
      code=killed, status=4/ill
      exited with code 132
      exited with code: 132
      exit code 132
      exit status 132
      exit code: 132
      exitcode":132
      "exitcode": 132
      restarting (132)
      exited (132)
      code 132
      signal: illegal instruction
      trap invalid opcode
      cpu does not support x86-64-v2
      cpu does not support x86-64-v3
      cpu does not support
      fatal glibc error: cpu
      requires a cpu with avx
      cpu with avx support
      avx instructions
      avx2 instructions
      does not support avx
      doesn't support avx
      lack * avx
      requires avx
      requires avx2
      avx2 is not supported
      avx is not supported
      lacks * sse
      armv8.2-a
      requires armv8.2
      wrong elf class
      elfclass32
      elfclass64
      invalid elf header
      file not recognized: file format not recognized
      qemu: uncaught target signal
      uncaught target signal
      rosetta error
      unsupported system page size
      jemalloc * page size
      unsupported page size
      page size * not supported
      bad cpu type in executable
      incompatible architecture
      unsupported architecture
      architecture not supported
      unsupported platform
      platform not supported
      unsupported os/arch
      not supported on arm+
      unsupported cpu
      cpu is not supported
      cpu type * not supported
      operating system cannot be used on this platform
      no image found in manifest list for architecture
      no image found in image index for architecture
      image operating system "linux" cannot be used
      is not a valid win32 application
      ld-linux-x86-64.so.2: no such file
      ld-linux-x86-64.so.2
      ld-linux-aarch64
      could not open '/lib64/ld-linux
      error loading shared library ld-linux
      cgroup v2 * not supported
      kernel too old
      kernel version * not supported
      seccomp * not supported
    `,
    likely: `
      x86-64-v2
      x86-64-v3
      avx support
      no avx
      without avx
      sse4
      sse 4.2
      popcnt
      elf header
      qemu-x86_64
      qemu-aarch64
      qemu-arm
      rosetta
      binfmt
      image platform
      choosing image instance
      image operating system
      invalid opcode
      compiled to use avx
      the tensorflow library was compiled to use
      ld-musl
      unsupported kernel
      your cpu
      lse atomics
      cpu features
      core dumped * instruction
    `,
    hint: `
      linux/amd64
      linux/arm64
      linux/arm64/v8
      linux/arm/v7
      aarch64
      armv7
      arm64
      amd64
      cgroup v1
      instruction set
    `,
    unless: `
      download+
      pulling from
      go version
      starting * linux
      platform=linux
      os/arch
      vm.max_map_count
      built with
      compiled by
      node_exporter
      userpolicy
      postgresql * on x86
      user-agent
      this tensorflow binary is optimized
    `,
  },
  {
    category: "version_mismatch",
    why: "two versions do not fit together",
    sure: `
      previous minor version
      authentication method unknown to the client
      schema is at version
      only supports * version
      binary only supports
      unsupported * version
      dirty database version
      database files are incompatible with server
      was initialized by postgresql version
      which is not compatible with this version
      is not compatible with this version
      not compatible with this version
      not compatible with server version
      incompatible with
      incompatible version
      incompatible database version
      incompatible client
      incompatible data format
      incompatible schema
      version mismatch
      version_mismatch
      versionmismatch
      versions do not match
      version does not match
      version is too old
      version is too new
      version too old
      version too new
      versions of * mismatch
      client version * is too old
      client is newer than server
      client version * too new
      minimum supported api version
      maximum supported api version
      server api version
      api version * is not supported
      server version mismatch
      aborting because of server version mismatch
      unsupported version
      unsupported file version
      unsupported database version
      unsupported protocol version
      unsupported schema version
      unsupported upgrade
      unsupported compose file version
      unsupported redo log format
      unsupported class file major version
      unsupportedclassversionerror
      unsupported class version
      has been compiled by a more recent version
      class file version
      unsupported gguf version
      unsupported model version
      unknown model architecture
      unknown (magic, version) combination
      upgrade after a crash is not supported
      downgrade is not supported
      downgrade not supported
      downgrading is not supported
      downgrades are unsupported
      downgrade * not supported
      downgrade detected
      cannot downgrade
      can't downgrade
      can not downgrade
      invalid mysql server downgrade
      invalid mysql server upgrade
      cannot upgrade server earlier than
      cannot boot server version
      invalid * upgrade
      updates between multiple major versions
      upgrading from * not supported
      cannot upgrade from
      upgrade from * is not supported
      upgrade from * unsupported
      must first upgrade
      needs to be upgraded
      need to upgrade
      needs upgrade
      requires upgrade
      newer than the version
      newer than this version
      newer version than
      more recent version
      created by a newer
      created with a newer
      written by a newer
      written by a future version
      from a newer version
      database is newer
      database * is newer than
      database version * newer
      database version * is not supported
      schema is newer
      database schema * newer
      higher than supported
      version is higher than
      version is lower than
      lower than minimum
      lower than the minimum
      minimum required version
      at least postgresql
      requires at least
      requires node
      requires python
      requires php
      requires java
      requires postgresql
      requires mysql
      requires a newer
      requires home assistant
      requires glibc
      requires a different python
      unsupported engine
      ebadengine
      engine "node" is incompatible
      the engine * is incompatible
      no longer compatible
      featurecompatibilityversion
      wrong mongod version
      location40415
      invalid featurecompatibilityversion
      can't handle rdb format version
      forward compatible
      backward compatible
      rdb produced by version
      cannot load * rdb format
      the extension * has no update path
      extension is required * version
      could not find migration
      no migrations found * applied
      detected resolved migration not applied
      validate failed: migrations have failed validation
      migration checksum mismatch
      can't locate revision identified by
      version \`glibc
      glibcxx_
      version 'glibc
      libssl.so.1
      nosuchmethoderror
      cannot import name
      node_module_version
      was compiled against a different node.js version
      compiled using numpy 1
      module compiled against abi version
      protocol error * version
      client does not support authentication protocol
      authentication method * not supported
      scram authentication requires libpq version 10
      unknown authentication method
      not supported by server
      index was created * version
      the index * was created with version
      index created * lucene
      cannot start this node because it holds metadata for indices created with version
      cannot upgrade a node from version
      is not readable by this version
      unable to read * version
      requires meilisearch
      your database version
      database * version * incompatible with your current engine version
      supports the api version
      eresolve
      conflicting peer dependency
      no matching distribution found
      version solving failed
      incompatible plugin
      plugin * requires
      version * not supported
    `,
    likely: `
      in the data dictionary but the flags in file
      please upgrade to
      please upgrade your
      please update to
      please downgrade
      database version is
      schema version
      minimum version
      at least version
      has no attribute
      protocol version
      feature compatibility version
      end of life
      flyway
      peer dependency
      different version
      bad magic
      not compatible with
      newer version of
      older than the minimum
      requires version
      requires docker
      no longer supported
      is no longer supported
      undefined symbol
      symbol not found
      missing migration
      unknown migration
      migration * not found
      abi version
      compiled against
      downgrading from
      from the future
      must upgrade
      wrong version of
      version conflict
      server does not support
      unsupported manifest
      extension * version
      noclassdeffounderror
      is deprecated since version
      glibc_
      dependency conflict
      incompatible types
      incompatible
    `,
    hint: `
      compatible
      upgrade
      outdated
      unsupported
      not supported
      too old
      downgrade
      collation version mismatch
      version
      migration
      deprecated
    `,
    unless: `
      nvml
      cuda
      nvidia
      sm_120
      wrong version number
      wrong_version_number
      x509
      cpu
      driver version
      avx
      no new version
      up to date
      new version available
      update available
      collation version mismatch warning
      tls
      ssl
      resource temporarily
      architecture not supported
      unsupported platform
      unsupported architecture
      unsupported system page size
      nonetype
      config option
    `,
  },
  {
    category: "crash_loop",
    why: "it ends again and again",
    sure: `
      crashloopbackoff
      crash loop
      back-off restarting failed container
      start request repeated too quickly
      entered fatal state, too many start retries too quickly
      too many start retries
      restart loop
      restarting too quickly
      restarts too frequently
      keeps restarting
    `,
    likely: `
      restarting (1)
      restarting (2)
      restarting (139)
      exited with code 139
      segmentation fault
      segfault
      sigsegv
      stack smashing detected
      assertion failed
      aborted (core
    `,
    hint: `
      exited unexpectedly
      core dumped
      unhandledpromiserejection
      panic: runtime error
      exited with code
      exited: 
      exit status 1
      exit code 1
      fatal error
      unhandled exception
      unhandled rejection
      uncaught exception
      main process exited
      stopped unexpectedly
    `,
    unless: `
      exited with code 0
      exit status 0
      exit code 0
      exited with code 137
      exited with code 132
      exited with code 143
    `,
  },
];
