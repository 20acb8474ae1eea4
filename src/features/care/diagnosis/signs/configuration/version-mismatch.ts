import type { Signs } from "../sign.ts";

/** How services say that two versions do not fit together. */
export const VERSION_MISMATCH: Signs = {
  category: "version_mismatch",
  why: "two versions do not fit together",
  sure: `
    composer detected issues in your platform
    require a php version
    requires a php version
    notsup required
    notsup unsupported
    has been moved to the
    was removed in version
    has been removed in
    no longer exists in version
    only upgrade one major
    unsupported upgrade
    controller firmware
    firmware * too old
    firmware is outdated
    error relocating
    plugin was built with a different version
    cannot open a newer
    version of * is required
    but you have
    minimum supported version
    maximum supported version
    deprecated api version
    client and server * version
    protocol mismatch
    mismatched version+
    mismatch between * version+
    incompatible with your current
    database is incompatible
    data is incompatible
    unsupported postgres version
    unsupported mysql version
    unsupported redis version
    unsupported database version
    need at least version
    too old for
    too new for
    unknown schema version
    newer schema
    written by a newer
    requires a minimum
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
    unsupported protocol version
    unsupported schema version
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
    model architecture
    notsup
    not compatible with your operating system
    requires newer
    requires at least version
    requires the version
    does not support version
    not supported by this version
    not supported in this version
    unsupported in this version
    unsupported by this version
    dropped support for
    support was removed
    is deprecated and no longer
    schema version * newer
    newer schema version
    database * newer version
    data * newer version
    written by a newer version
    created by a newer version
    from an older version
    created by an older version
    too old to
    update required
    upgrade required
    requires a minimum version
    older than required
    older than minimum
    newer than supported
    newer than the supported
    newer than binary
    newer than this
    version is older
    version is newer
    not backward compatible
    not backwards compatible
    migrate from version
    must be upgraded first
    upgrade to * first
    direct upgrade
    skip versions
    multiple major versions
    incompatible major version
    api version mismatch
    api version is too
    protocol version mismatch
    unsupported api version
    unsupported wire version
    reports wire version
    schema migration * newer
    database migration * newer
    on-disk format
    data format version
    storage format version
    symbol not found
    undefined symbol
    is removed. use
    was removed. use
    has been renamed
    has been replaced by
    unexpected keyword argument
    got an unexpected keyword
    greater than * and less than
    did you forget to add * codecs
    backward-codecs
    requires grafana
    requires * >=
    requires * or newer
    requires * or later
    requires * or higher
    or newer is required
    or later is required
    or higher is required
    or newer required
    update the add-on
    update the client
    update the server
    upgrade the client
    upgrade the server
    please update your
    please upgrade
    is too new
    is too old
    created by a newer version of
    cannot be opened with
    not supported by this client
    not supported by this server
    only permitted between
    from a future version
    future version
    glibcxx
    older version
    newer version
    in the data dictionary but the flags in file
    module * has no attribute
    version magic
    unknown symbol
    too new for the server
    too old for the server
    you are currently running
    upgradedatabaseexception
    must be migrated
    database needs to be migrated
    needs to be migrated
    not a supported version
    no supported version
    version not supported
    version is not supported
    is only compatible with
    not compatible with this
    only compatible with
    incompatible plugin version
    built for version
  `,
  likely: `
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
    glibc_
    dependency conflict
    incompatible types
    incompatible
    out of date
    is outdated
    major version
    is newer than
    is older than
    has been removed
    was removed
    needs version
    need version
    required version
    version * required
    upgrade path
    older version of
    wire version
    storage version
    is required, but
    no longer supports
    unknown command '
    err unknown command
    pending migrations
    run migrations
    supported version
    built against
    supported versions are
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
    end of life
    is deprecated since version
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
    newer version available
    newer version is available
    new release
    deprecat+ soon
    warn deprecated
  `,
};
