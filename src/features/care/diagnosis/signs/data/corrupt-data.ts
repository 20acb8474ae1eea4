import type { Signs } from "../sign.ts";

/** How services say that their data on disk is damaged. */
export const CORRUPT_DATA: Signs = {
  category: "corrupt_data",
  why: "its data on disk is damaged",
  sure: `
    root element is missing
    corrupt storage
    index file is crashed
    is crashed and should be repaired
    is crashed
    unexpected end of xml
    data at the root level is invalid
    file is empty or corrupt+
    database schema has changed unexpectedly
    failed integrity check
    unable to recover
    bad record
    wal contains references to invalid pages
    was terminated by signal 6
    startup process failure
    incomplete startup packet in wal
    chunk file * corrupt
    invalid block checksum
    invalid page type
    unexpected checksum
    index is broken
    bad block
    invalid sector
    failed checksum
    torn page
    journal is corrupt+
    truncated record
    segment * checksum
    could not validate that the sqlite3 database
    database disk image is malformed
    disk image is malformed
    sqlite_corrupt
    sqlite_notadb
    file is not a database
    file is encrypted or is not a database
    malformed database schema
    malformed database
    database is corrupt
    database corruption
    database is malformed
    database corrupted
    database * is corrupt
    database * corrupted
    database file * corrupt
    database appears corrupt
    corrupt database
    corrupted database
    corruptindexexception
    corruptedexception
    data corruption
    index corruption
    is corrupt
    is corrupted
    are corrupted
    appears to be corrupt
    appears to be corrupted
    may be corrupted
    might be corrupted
    seems to be corrupt
    seems corrupt
    been corrupted
    corrupt file
    corrupt index
    corrupt data
    corrupt page
    corrupt block
    corrupted file
    corrupted index
    corrupted page
    corrupted data
    corrupted block
    corrupt wal
    error: corrupt
    tsdb * corrupt
    wal * corrupt
    wal corruption
    invalid page in block
    invalid page header
    page verification failed
    invalid primary checkpoint record
    invalid checkpoint record
    invalid secondary checkpoint record
    could not locate a valid checkpoint record
    could not locate required checkpoint record
    invalid resource manager id
    invalid record length
    incorrect resource manager data checksum
    could not read block
    could not open file * pg_
    could not open file "pg_xact
    could not open file "base/
    missing chunk number
    unexpected chunk number
    could not access status of transaction
    read only * of * bytes in file
    pg_resetwal
    reset wal
    invalid memory alloc request size
    invalid data in file
    bad magic number in super-block
    bad magic number
    bad crc
    bad checksum
    checksum error
    checksum failed
    checksum does not match
    checksum verification failed
    checksum failure
    checksums do not match
    crc mismatch
    crc error
    crc check failed
    crc32 mismatch
    block checksum mismatch
    innodb: database page corruption
    innodb: corruption
    innodb: page * log sequence number
    innodb: tablespace is missing
    innodb: checksum mismatch
    innodb: file * is corrupted
    innodb: log file * corrupted
    innodb: missing mlog_checkpoint
    tablespace is missing for table
    tablespace * doesn't exist
    table * is marked as crashed
    is marked as crashed and should be repaired
    table is marked as crashed
    incorrect key file for table
    incorrect information in file
    index for table * is corrupt
    aria recovery failed
    aria engine: log initialization failed
    got error 127 when reading
    got error 'could not get an exclusive lock
    tc log * corrupt
    bad magic header in tc log
    bad file format reading the append only file
    unexpected end of file reading the append only file
    short read or oom loading db
    short read while loading
    wrong signature trying to load db from file
    terminating server after rdb file reading failure
    internal error in rdb
    rdb crc error
    redis-check-aof
    redis-check-rdb
    rdb file * contains
    wiredtiger * checksum
    wiredtiger * wt_panic
    wt_panic
    wiredtiger library panic
    wt_try_salvage
    wiredtiger.turtle
    wiredtiger metadata corruption
    wiredtiger * encountered an illegal file format
    file:wiredtiger.wt
    unable to read root page
    translog corrupt
    translogcorruptedexception
    translog * is corrupted
    shard * corrupt
    failed to read local state
    segment * corrupt
    segment file * corrupt
    corrupted segment
    missing segment
    unexpected end of zlib input stream
    truncated file
    file is truncated
    file truncated
    not a valid database
    not in gzip format
    gzip: invalid header
    zlib: invalid
    badzipfile
    invalid central directory
    bad superblock
    structure needs cleaning
    euclean
    input/output error
    buffer i/o error
    medium error
    bad sector
    ext4-fs error
    btrfs * error
    btrfs * csum failed
    xfs * corruption
    integrity check failed
    database integrity
    bolt * panic
    page * already freed
    invalid freelist page
    assertion failed: page
    mdb_corrupted
    mdb_invalid
    mdb_page
    mdb_bad_txn
    leveldb: corrupted
    leveldb * corruption
    rocksdb * corruption
    corrupted:
    manifest corrupt+
    manifest file * corrupt
    cannot open manifest
    lucene * corrupt
    unable to load recorder database
    the system will rename the corrupt database file
    database * was not shut down
    error loading .storage
    invalid utf-8 in
    sqlite3.databaseerror
    is not a valid gguf
    invalid gguf magic
    gguf * invalid magic
    safetensors_rust.safetensorerror
    metadataincompletebuffer
    headertoolarge
    invalid load key
    unpicklingerror
    tensor * data is not within the file bounds
    model is corrupted
    failed to finalize
    dquot * corrupt
    read checksum error
    invalid checksum
    damaged pack
    data integrity error
    integrityerror:
    transid verify failed
    open_ctree failed
    iget: checksum invalid
    checksum invalid
    wrong checksum
    tar: error
    unexpected end of archive
    unexpected end of stream
    end-of-central-directory
    invalid archive
    archive is corrupt
    bad file format
    invalid file format
    malformed file
    can not read * index
    cannot read * index
    index is corrupt+
    index corrupt+
    metadata corrupt+
    file is corrupt+
    file corrupt+
    corrupted or truncated
    corrupted on disk
    not a valid * file
    not a valid sqlite
    invalid database
    failed to parse * database
    failed to load database
    could not load database
    failed to read block
    i/o error on
    unreadable sector
    file size too small
    data stream error
    loose object
    object file is empty
    not a bolt database
    inconsistent database
    index is inconsistent
    database inconsistent
    could not be opened: corrupt
  `,
  likely: `
    truncated
    is truncated
    inconsistent
    inconsistency
    superblock
    needs recovery
    unexpected eof
    unexpected end of file
    unexpected end of json input
    unexpected end of data
    failed to decode
    zero length
    zero-length
    eio
    freelist
    recovery failed
    corruption
    corrupted or
    corrupt or
    could not be recovered
    unrecoverable
    failed to recover
    failed to repair
    deserialization error
    failed to deserialize
    cannot deserialize
    bad signature
    hash mismatch
    digest mismatch
    i/o error
    not a database
    ended unfinished session
    eof while parsing
    invalid header or version
    invalid magic number
    unclean shutdown
    integrity_check
    invalid zip
    checksum mismatch
    corrupt
    corrupted
    damaged
    broken index
    database system was interrupted
    data loss
    checksum
    crc
    integrity error
    contains errors
    uncorrectable
    invalid data
    incorrect data
    malformed data
    incorrect format
    invalid block
    not recoverable
    file is empty
    is empty or
    expecting value: line 1 column 1 (char 0)
    could not load codec
    failed to parse json
    codec footer mismatch
    footer mismatch
    header parsing failed
    failed to read header
    cannot be read
    could not be read
    failed reading
    premature end
    unexpectedly ended
    invalid data found when processing input
    multiple references
    error loading journal
    journal * error
    not shutdown cleanly
    was not shut down cleanly
    was not cleanly
    unclean
  `,
  hint: `
    malformed
    repair
    reindex
    invalid header
    missing data
    no such table
    relation * does not exist
    unexpected data
    internal error
    duplicate key value violates unique constraint
    recovery
    checkpoint
    lock file
  `,
  unless: `
    jwt malformed
    malformed request
    malformed url
    malformed header
    malformed json
    no corruption
    not corrupt
    yaml
    automatic recovery in progress
    recovery completed
    successfully repaired
    ssl
    tls
    unexpected eof while reading
    certificate
    unexpected eof from client
    vram recovery
    checkpoint starting
    checkpoint complete
    checkpoint * not found
    loading checkpoint shards
    ckpt_name
    node * is corrupted? false
    forward compatible
    rdb format version
    rdb age
    repair log
    integrityerror: duplicate
    unique constraint
    modulenotfound
    checksum ok
    checksum verified
    expected alertmanager
    package-lock
    migration
  `,
};
