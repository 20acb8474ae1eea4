import type { Signs } from "../sign.ts";

/** How services say that there is no room left. */
export const DISK_FULL: Signs = {
  category: "disk_full",
  why: "there is no room left where it writes",
  sure: `
    error code 28
    got error 28
    no space left on device
    no space left
    enospc
    os error 28
    errno 28
    errno: 28
    errcode: 28
    (28: no space
    disk full
    disk is full
    disk was full
    database or disk is full
    sqlite_full
    disk quota exceeded
    edquot
    not enough disk space
    not enough free disk space
    not enough space
    not enough free space
    insufficient disk space
    insufficient free space
    insufficient space
    insufficient storage
    507 insufficient storage
    out of disk space
    out of disk
    out of space
    low on disk space
    low disk space
    disk space is low
    disk usage exceeded
    disk watermark
    flood stage
    flood-stage
    high watermark * exceeded
    read-only-allow-delete
    read_only_allow_delete
    cluster_block_exception
    there is not enough space on the disk
    no free space
    no more space
    no disk space
    free space is too low
    disk space * below
    minimum free drive threshold
    drive full
    storage reached its minimum free drive threshold
    storage full
    storage is full
    xminiostoragefull
    filesystem is full
    file system is full
    file system full
    volume is full
    device is full
    disk free limit
    free disk space * insufficient
    free disk space insufficient
    resource alarm: disk
    disk resource limit alarm
    could not extend file
    could not write to file * space
    hint: check free disk space
    space on the device
    system limit for number of file watchers reached
    user limit on total number of inotify watches
    no usable temporary directory
    no usable temporary file name
    diskfullexception
    logsegment * no space
    write error (disk full?)
    write error: no space
    table * is full
    disk threshold
    used disk space * exceeded
    no inodes
    out of inodes
    stopping writes because disk
    disk is almost full
    disk almost full
    drive is full
    don't have enough free space
    have enough free space
    have enough space
    have enough disk space
    not enough disk
    not enough room on
    no space on
    no space available
    no available space
    run out of space
    ran out of space
    ran out of disk
    running out of disk
    out of storage
    no storage space
    exceeds available space
    exceeds * free space
    free space * less than
    free space * below
    disk quota
    quota exceeded (
    insufficient disk
    insufficient free
    low disk
    disk usage * 100%
    100% full
    100% used
    partition is full
    partition full
    file size limit
    write failed, filesystem is full
    max allowed disk
    disk pressure
    diskpressure
    ephemeral-storage
    errno=28
    error 28
    error number 28
    waiting for someone to free space
    too little diskspace
    too little disk space
    little space
    low on resource: ephemeral-storage
    free disk space is insufficient
    disk space is insufficient
    insufficient storage resources
    volume * full
    disk * full
    mount * full
    no space
    space exhausted
  `,
  likely: `
    quota exceeded, 0 b
    available on target
    0 bytes free
    0 bytes available
    no room left
    not enough room
    disk space
    space left
    diskspace
    quota exceeded * bytes
    storage space
    storage limit
    storage quota
    file too large
    inodes
    storage resources
  `,
  hint: `
    is full
    free space
  `,
  unless: `
    queue is full
    buffer is full
    pool is full
    channel is full
    cache is full
    free disk space: ok
    memory space
    enough disk space available
    shared memory segment
    /dev/shm
  `,
};
